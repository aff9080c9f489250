"""The ways to say how long the input or the state is: "the hidden state is 64-dimensional", "embeddings of size 10".

The nouns are those that mean the vector itself. A sequence, a token, a frame or a data set has another length.
"""

from __future__ import annotations

from symbolic.latex.meaning.phrases import BEFORE_A_NAME, EXTENTS, IS, SIZE_NOUNS, UNIT_NOUNS

_NEW = rf"{BEFORE_A_NAME}(?<!\bhidden and )(?<!\bis )(?<!\bare )"
_INPUTS = (
    rf"{_NEW}(?:input (?:vectors?|features?|signals?|embeddings?|layers?)|(?:observation|feature|word) vectors?"
    r"|(?:(?:word|token|input) )?embeddings?(?: vectors?| layers?)?)"
)
_BARE_INPUTS = rf"{_NEW}(?:inputs?|observations?)"
_STATES = (
    rf"{BEFORE_A_NAME}(?:(?:hidden|recurrent|cell|memory|internal)(?: and (?:cell|hidden))? "
    r"(?:states?|layers?|vectors?)"
    r"(?: vectors?)?|(?:hidden|state) vectors?|states?|hidden|(?:LSTM|GRU|RNN)(?: (?:layers?|cells?|units?|states?))?"
    r"|recurrence)"
)
_MODELS = rf"{BEFORE_A_NAME}(?:model|network|cell)"
_HAVE = (
    r"(?:,? (?:which |each |all |both )?(?:is|are|was|were|has|have|had|with|of|having|uses?|contains?|be|being)"
    r"(?: all| each| both)?)"
)
_VECTOR_OF = r"(?: (?:an? |the )?(?:real |column |dense |real-valued )*vectors? (?:of|with)(?: the| an?)?)?"


def _sized(noun: str, sizes: str = SIZE_NOUNS) -> str:
    """The ways to say of what a noun stands for how long it is."""
    return (
        rf"(?:{noun}) (?:vector )?{sizes}(?:'s)?{IS}⟦(\d+)⟧"
        rf"|(?:{noun}){_HAVE}(?: an?| the)?{_VECTOR_OF} {sizes}s?{IS}⟦(\d+)⟧"
        rf"|(?:{noun}){_HAVE}{_VECTOR_OF} ⟦(\d+)⟧(?:[- ]dim(?:ensional)?\b| (?:hidden "
        rf")?(?:{UNIT_NOUNS}|neurons|nodes|cells)\b)"
    )


def _in_a_space(noun: str) -> str:
    """The ways to say in which space what a noun stands for lies."""
    return (
        rf"(?i)(?:{noun}) (?:is|are|be|lies?|lives?)(?: an?)?(?: (?:vectors?|elements?|points?))? (?:in|from|of)"
        r" (?=⟦)⟦(\d+)⟧"
    )


STATE_SIZED = rf"(?i){_sized(_STATES)}|(?:{_MODELS}) {SIZE_NOUNS}(?:'s)?{IS}⟦(\d+)⟧"
INPUT_SIZED = (
    rf"(?i){_sized(_INPUTS)}|{_sized(_BARE_INPUTS, EXTENTS)}|"
    rf"(?:{_BARE_INPUTS}){_HAVE}{_VECTOR_OF[:-1]} {SIZE_NOUNS}{IS}⟦(\d+)⟧"
)
STATE_SPACE, INPUT_SPACE = _in_a_space(_STATES), _in_a_space(f"{_INPUTS}|{_BARE_INPUTS}")
