"""The ways to say how long the input or the state is: "the hidden state is 64-dimensional", "inputs of length 10"."""

from __future__ import annotations

from symbolic.latex.meaning.phrases import IS, SIZES, UNITS

_INPUTS = (
    r"(?<!\bhidden and )(?<!\bis )(?<!\bare )"
    r"\b(?:inputs?|observations?|word vectors?|(?:word |token )?embeddings?|frames?)"
    r"(?: (?:vectors?|features?|tokens?|sequences?|data|signals?|embeddings?|layers?))?"
)
_STATES = (
    r"\b(?:(?:hidden|recurrent|cell|memory|internal)(?: and (?:cell|hidden))? )?(?:states?|layers?|vectors?)"
    r"|\b(?:LSTM|GRU|RNN|cell|model|network|recurrence|decoder|encoder|state|hidden)"
    r"(?: (?:layers?|cells?|units?|states?))?"
)
_HAVE = (
    r"(?:,? (?:which |each |all |both )?(?:is|are|was|were|has|have|had|with|of|having|uses?|contains?|be|being)"
    r"(?: all| each| both)?)"
)
_THING = r"(?: (?:an? |the )?(?:real |column |dense |real-valued )*vectors? (?:of|with)(?: the| an?)?)?"


def _sized(noun: str) -> str:
    """The ways to say of what a noun stands for how long it is."""
    return (
        rf"(?:{noun}) (?:vector )?{SIZES}(?:'s)?{IS}⟦(\d+)⟧"
        rf"|(?:{noun}){_HAVE}(?: an?| the)?{_THING} {SIZES}s?{IS}⟦(\d+)⟧"
        rf"|(?:{noun}){_HAVE}{_THING} ⟦(\d+)⟧(?:[- ]dim(?:ensional)?\b| (?:hidden )?(?:{UNITS}|neurons|nodes|cells)\b)"
        rf"|(?:{noun}) (?:is|are|be|lies?|lives?)(?: an?)?(?: (?:vectors?|elements?|points?))?"
        r" (?:in|from|of) (?=⟦)⟦(\d+)⟧"
    )


STATE_SIZED = rf"(?i){_sized(_STATES)}"
INPUT_SIZED = rf"(?i){_sized(_INPUTS)}"
