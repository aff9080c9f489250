"""The words by which authors say what a symbol is, as patterns; each a list of ways to say one thing."""

from __future__ import annotations


def _any(*ways: str) -> str:
    return f"(?:{'|'.join(ways)})"


# What a table or an equation gives is written down there, and may well be trained.
_GIVEN = (
    r"given(?! (?:below|above|later|here|next|in (?!advance)|as (?:in|follows)"
    r"|by (?:back|eq|table|algorithm|\(|\d|the (?:chain|gradient|update|following|equation|formula|rule|derivative))))"
)
FIXED_WORDS = _any(
    *("fixed", "constants?", "not (?:be )?(?:trained|learned|learnt|trainable)", "hyper-?parameters?", _GIVEN),
    *("predefined", "untrained", "non-trainable", "chosen", "set (?:to|by hand)", "step[- ]?size", "time[- ]?step"),
    *("damping", "small positive", "fix(?:es|ing)?", "(?:manually |hand-?)tuned", "cross-?validated"),
)
OF_THEM = (
    r"(?i)\b(?:updates?|gradients?|derivatives?|errors?|shapes?|sizes?|dimensions?|dimensionality|lengths?|widths?"
    r"|numbers?|norms?|ranks?|rates?|initiali[sz]ations?|variances?|scales?|masks?|noise|dropout|rules?|definitions?"
    r"|forms?|formulas?|equations?|expressions?|regulari[sz]ation|penalty|priors?|structure|sparsity|patterns?"
    r"|steps?|notation|order|layout|decay) (?:of|to|for|on|with respect to|wrt) (?:the )?(?:(?!and |or )[a-z]+ ){0,2}\Z"
)
"""What stands before a symbol of which something is said that is not said of the symbol, "the size of ⟦0⟧ is fixed"."""
AT_FIRST = (
    r"(?i)(?:\b(?:re-?)?initiali[sz](?:e[sd]?|ing|ations?)\b|\binitial\b|\binitially\b,?|\b(?:starts?|started|begins?)\b"
    r"|\bat (?:the )?(?:start|first|beginning|outset),?)(?:(?!\band\b)[^;,⟦])*"
    r"(?P<after>⟦\d+⟧(?:(?:,| and|, and) ⟦\d+⟧)*)"
    r"|(?P<before>⟦\d+⟧),?(?: is| are)? (?:initially|before training|as (?:an |its |the )?initial|to (?:start|begin)"
    r"|at (?:the )?(?:start|first|beginning|outset|initiali[sz]ation))\b"
)
"""A value with which training begins."""
KEPT_FIXED = r"(?i)\b(?:fixed|constant|kept|frozen|not (?:trained|learned|learnt|updated)|never|untrained)\b"
TRAINED_WORDS = _any(
    "trained",
    "learned",
    "learnt",
    "trainable",
    "learnable",
    "optimi[sz]ed",
    "parameters? of the model",
    "weights? to be",
)
SCALARS = _any(
    *("scalars?", "numbers?", "a real number"),
    "(?:single|one) (?:(?:trained|trainable|learned|learnable) )?(?:parameter|weight)",
)
VECTORS = _any("vectors?")
DIAGONAL_NOUNS = _any("diagonal(?: matri(?:x|ces))?", "peephole (?:vectors?|weights?)", "element-?wise weights?")
INPUT_NOUNS = _any(
    "inputs?",
    "exogenous",
    "annotations?",
    "(?:encoder|source) (?:hidden )?(?:states?|vectors?)",
    "encodings?",
)
FUNCTION_NOUNS = _any(
    *("activations?", "non-?linearit(?:y|ies)", "squashing", "point-?wise functions?", "element-?wise functions?"),
    *("sigmoid", "logistic", "hyperbolic", "transfer functions?"),
    *("heaviside", "(?:unit )?step functions?", "threshold functions?", "spike functions?"),
)
UNIT_NOUNS = _any(
    *(
        "entries",
        "elements",
        "numbers",
        "components",
        "units",
        "dimensions",
        "channels",
        "features",
        "coordinates",
        "values",
    )
)
SIZE_NOUNS = _any("size", "dimension", "length", "width", "dimensionality")
EXTENTS = _any("size", "dimension", "width", "dimensionality")
"""Words for the size of an input; the length of an input is as a rule that of a sequence."""
_LAYERS = _any(
    "layers?",
    "cells?",
    "units?",
    "states?",
    "directions?",
    "networks?",
    "LSTMs?",
    "GRUs?",
    "RNNs?",
    "modules?",
    "blocks?",
    "streams?",
    "populations?",
)
_LEFT_OUT = _any(
    *("omitted", "dropped", "left (?:out|off|away)", "suppressed", "not (?:shown|written|printed|included)", "ignored"),
    *("skipped", "removed", "neglected", "implicit", "absorbed", "hidden", "elided", "understood"),
)
_LEAVE_OUT = _any(
    *("omit(?:s|ting)?", "drop(?:s|ping)?", "leav(?:e|es|ing) (?:out|off|away)", "suppress(?:es|ing)?"),
    *("skip(?:s|ping)?", "ignor(?:e|es|ing)", "neglect(?:s|ing)?", "hid(?:e|es|ing)"),
)

BIASES_OMITTED = (
    r"(?i)"
    rf"\bbias(?:es)?(?: terms?| vectors?)? (?:are|is|were|have been|has been|being)? ?{_LEFT_OUT}"
    rf"|\b{_LEAVE_OUT} (?:all |the )?bias|\bbias(?:es)?[^.]{{0,20}} omitted"
)
SIGN_MEANS = (
    r"(?i)"
    r"(?:denotes?|is|are|means?|stands? for|represents?|indicates?|for|:|refers? to|being|as)\W+(?:an?\W+|the\W+)?"
    r"(?:\w+\W+){0,3}?(?P<what>convolution|outer|element|hadamard|point|"
    r"matrix (?:product|multiplication)|entry|component|hamilton|quaternion)"
)
SIZED = (
    r"(?:hidden|vectors|recurrent|memory|state|cell|unit|neuron|input|feature|layer|observation|embedding|frame"
    r"|LSTM|GRU|RNN|model|network|recurrence|coder)"
)
"""A word that stands wherever a size is said of the input or the state, or the number of layers."""
_OURS_BELOW = r"(?! an? (?:[a-z-]+ ){0,3}(?:GRU|LSTM|RNN|recurrent)\b[^.;]*\Z)"
OTHER_CELLS = (
    r"(?i)\b(?:unlike|in contrast (?:to|with)|compared (?:to|with)|instead of|rather than|as opposed to|contrary to)\b"
    r"[^,;.]*(?:, (?:whose|which|where|who)\b[^,;.]*)?"
    r"|\b(?:the|an?|its|this|our|each|their|one|every)"
    r" (?:[a-z-]+ )?(?:(?:en|de)coder|discriminator|generator|critic|teacher|student|baseline"
    r"|classifier|policy|controller|MLP|perceptron|embedder|attention network|pre-?net|post-?net)s?"
    r"(?: (?:network|model|RNN|LSTM|GRU|cell|layer))?"
    rf"(?:,? (?:(?:which|that) )?(?:is{_OURS_BELOW}|has|had|with|uses?|used|contains?|of|itself|also|consists?)\b)"
    r"[^,;.]*"
)
"""The part of a sentence that tells of another cell; "the encoder is a GRU with" before equations tells of theirs."""
_SENTENCE_START = r"^(?:\s|\\\]|\\end\{\w+\*?\})*"
BEFORE_A_NAME = (
    rf"(?:{_SENTENCE_START}"
    r"|(?<=[⟧,;:.(—–]) ?|\b(?:an?|the|our|this|each|every|all|both|these|its|to|takes?|reads?|for|from|with|of"
    r"|and|where|while|whereas|has|have|had|are|use[sd]?|using|current|dense|real-valued|external|given|new|one|single"
    r"|let|train|run|also|both of the|all of the|pretrained|pre-trained)"
    r" (?:dense |real-valued |external |given |current )?)"
)
"""What stands before a noun that means the input or the state of the cell, not another one's, "the query state"."""
_OURS = (
    rf"(?:(?:{_SENTENCE_START}"
    r"|\b(?:an?|the|our|this|each|every|all|both|these|its|of|and|with|two|three|four|has|have|stacked) )"
    r"|(?<!first )(?<!second )(?<!third )(?<!last )(?<!final )(?<!top )(?<!other )(?<!dense )(?<!output )"
    r"(?<!attention )(?<!whose )(?<!their )"
    r"\b(?:(?:hidden|recurrent|LSTM|GRU|RNN|stacked|bidirectional|memory) )+)"
)
OF_ONE_SIZE = (
    r"(?i)(?P<list>⟦\d+⟧(?:(?:,| and|, and) (?:the (?:[a-z]+ ){1,2})?⟦\d+⟧)+),?(?: all| both| each)?"
    rf" (?:have|share|are of|with|of) (?:the|an) (?:same|equal|identical) (?:{SIZE_NOUNS}|number of {UNIT_NOUNS})"
    rf"|(?P<one>⟦\d+⟧),?(?: which)? (?:is of|has|have|with|of)"
    rf" (?:as many {UNIT_NOUNS}|the same (?:{SIZE_NOUNS}|number of {UNIT_NOUNS})) as"
    r" (?:the (?:[a-z]+ ){1,2})?(?P<other>⟦\d+⟧)"
)
"""Symbols that are said to be of one size, which is not given."""
_BOTH_LAYERS = rf"⟦(\d+)⟧ (?:hidden )?units (?:in|for|per) (?:both|all|each|every)(?: of the)? {_LAYERS}"
_ALL_BUT = (
    r"\ball (?:the )?vectors (?:but|except(?: for)?|other than) (?:the )?(?:input )?⟦\d+⟧"
    r" (?:have|are in|lie in|are of size) ⟦(\d+)⟧"
)
UNITS_OF_ALL = (
    rf"(?i){_BOTH_LAYERS}|{_ALL_BUT}"
    rf"|{_OURS}{_LAYERS}\s+(?:each\s+)?(?:has|have|with|of)\s+⟦(\d+)⟧\s+(?:hidden\s+)?units"
)
IS = r"(?:\s*(?:(?:is|are|was|were|be|of|equals?|equal to|set to|denotes?|denoted(?: by)?|as|for|the|to)\b|[:=]))*\s*"
HIDDEN_SIZE = (
    r"(?i)"
    rf"hidden[ _](?:(?:state )?{SIZE_NOUNS}|units|dim){IS}⟦(\d+)⟧"
    rf"|\b(?:n_hidden|num_hidden|num_units|state_(?:size|dim)|rnn_size){IS}⟦(\d+)⟧"
    rf"|(?:state|cell) {SIZE_NOUNS}{IS}⟦(\d+)⟧"
    rf"|number of (?:hidden |recurrent |memory )?(?:units|neurons|cells){IS}⟦(\d+)⟧"
    rf"|{SIZE_NOUNS} of the (?:hidden |cell |recurrent )?states?{IS}⟦(\d+)⟧"
    rf"|⟦(\d+)⟧{IS}(?:hidden|state) (?:state )?{SIZE_NOUNS}\b"
    rf"|⟦(\d+)⟧{IS}(?:the )?number of (?:hidden |recurrent |memory )?(?:units|neurons|cells)\b"
    r"(?! in (?!(?:the|each|every|this|our) (?:(?:hidden|recurrent) )?(?:layer|cell|network|model)\b))"
    rf"|⟦(\d+)⟧{IS}(?:the )?(?:hidden |state )?{SIZE_NOUNS} of (?:the|each) (?:hidden |cell |recurrent )?"
    r"(?:states?|layers?|vectors?)\b(?! ⟦)"
    rf"|⟦(\d+)⟧{IS}(?:that|those) of (?:the|each) (?:hidden |cell |recurrent )?states?\b(?! ⟦)"
    r"|⟦(\d+)⟧ (?:hidden|recurrent|memory|LSTM|GRU) (?:units|neurons|cells|nodes|features)\b"
    r"|⟦(\d+)⟧ (?:hidden|state|output) (?:channels|filters)\b"
    r"|⟦(\d+)⟧[- ]dim(?:ensional)? (?:(?:hidden|recurrent|cell|memory) (?:states?|vectors?|layers?)|states?)\b"
)
_BOTH = rf"(?:are|be|denote|for) the (?:{SIZE_NOUNS}s?) of (?:the )?inputs? and (?:the )?(?:hidden )?(?:state|layer)"
_COUNTED_UNITS = "(?= (?:entries|elements|units|features|dim|channels|numbers|components))"
_END = f"(?=[,.;]| and|{_COUNTED_UNITS}|$)"
_OF_SIZE = rf"(?:(?:has|have|with|of|is of|are of)(?: an?| the)? (?:{SIZE_NOUNS} )?)"
HIDDEN_SIZE += (
    rf"|(?:{BEFORE_A_NAME}|\b(?:hidden|recurrent|cell|memory) )states? {_OF_SIZE}⟦(\d+)⟧{_END}"
    rf"|\bthe (?:hidden )?state ⟦(\d+)⟧{_COUNTED_UNITS}|\b{SIZE_NOUNS}s?\b[^.;:]*? the (?:hidden )?state ⟦(\d+)⟧{_END}"
    rf"|\bhidden layers? {_OF_SIZE}⟦(\d+)⟧"
    r"|⟦(\d+)⟧ for the number of (?:hidden |recurrent )?(?:units|neurons|cells)\b"
    r"|(?:⟦\d+⟧|\d) (?:inputs?|features) and ⟦(\d+)⟧ (?:units|neurons|cells)\b"
    rf"|⟦\d+⟧ and ⟦(\d+)⟧ {_BOTH}"
    rf"|\ball (?:the )?vectors (?:are |lie |live )?(?:in|of|have)(?: {SIZE_NOUNS})? ⟦(\d+)⟧"
)
LAYER_COUNT_PHRASE = r"(?i)⟦(\d+)⟧[ -](?:hidden |recurrent |stacked )?layers\b|number of layers (?:is |be )?⟦(\d+)⟧"
INPUT_SIZE = (
    r"(?i)"
    rf"\binput[ _](?:{EXTENTS}|dim){IS}⟦(\d+)⟧|\b(?:n_inputs?|num_inputs?|embedding_dim){IS}⟦(\d+)⟧"
    rf"|number of (?:inputs|input features|features){IS}⟦(\d+)⟧"
    rf"|{SIZE_NOUNS} of (?:the|each|an) inputs?(?: vectors?)?{IS}⟦(\d+)⟧"
    rf"|⟦(\d+)⟧{IS}(?:the )?input {SIZE_NOUNS}\b"
    rf"|⟦(\d+)⟧{IS}(?:the )?number of (?:inputs|input features|features)\b"
    rf"|⟦(\d+)⟧{IS}(?:the )?{SIZE_NOUNS} of (?:the|each|an) inputs?\b(?! ⟦)"
    r"|⟦(\d+)⟧[- ]dim(?:ensional)? (?:(?:input|word|token|pretrained) )*"
    r"(?:inputs?|embeddings?|observations?|frames?|feature vectors?|features|word vectors?)\b|⟦(\d+)⟧ input features\b"
    r"|⟦(\d+)⟧ inputs and ⟦\d+⟧ (?:hidden |memory |recurrent )?(?:units|cells|neurons)"
    r"|(?<!\bare )(?<!\bis )\binputs? (?:has|have|with|of) ⟦(\d+)⟧ (?:features|entries|dimensions|components)"
)
INPUT_SIZE += (
    rf"|(?<!\bare )(?<!\bis )\binput(?: vectors?| layers?) {_OF_SIZE}⟦(\d+)⟧{_END}"
    rf"|(?<!\bare )(?<!\bis )\binputs? {_OF_SIZE.replace(SIZE_NOUNS, EXTENTS)}⟦(\d+)⟧{_END}"
    rf"|\bthe input ⟦(\d+)⟧{_COUNTED_UNITS}|\b{SIZE_NOUNS}s?\b[^.;:]*? the input ⟦(\d+)⟧{_END}"
    r"|⟦(\d+)⟧ input (?:neurons|units|nodes|features|channels|dimensions)\b"
    r"|(?:reads?|takes?|there are|has|have|with) ⟦(\d+)⟧ inputs\b"
    r"|⟦(\d+)⟧ for the number of (?:inputs|input features|features)\b"
    rf"|\b(?:vectors|embeddings) (?:of|with) {SIZE_NOUNS} ⟦(\d+)⟧ as (?:the )?inputs?\b"
    rf"|⟦(\d+)⟧ and ⟦\d+⟧ {_BOTH}"
    rf"|\ball (?:the )?vectors (?:are |lie |live )?(?:in|of|have)(?: {SIZE_NOUNS})? ⟦(\d+)⟧"
)
_OF_INPUT = r"inputs?(?: vectors?| features?| layers?)?"
_OF_STATE = r"(?:hidden|recurrent|cell|state)(?: states?| layers?| vectors?)?"
_ARE = rf" (?:{SIZE_NOUNS}s?|dims?)(?: (?:are|is|were|was|be|of|set to|equal|to))*\s*[=:]?\s*"
_OTHER_NUMBER = r"(?:⟦\d+⟧|\d[\d,]*)"
INPUT_OF_BOTH = (
    rf"(?i)\b{_OF_INPUT} and (?:the )?{_OF_STATE}{_ARE}⟦(\d+)⟧,? and {_OTHER_NUMBER}"
    rf"|\b{_OF_STATE} and (?:the )?{_OF_INPUT}{_ARE}{_OTHER_NUMBER},? and ⟦(\d+)⟧"
)
HIDDEN_OF_BOTH = (
    rf"(?i)\b{_OF_STATE} and (?:the )?{_OF_INPUT}{_ARE}⟦(\d+)⟧,? and {_OTHER_NUMBER}"
    rf"|\b{_OF_INPUT} and (?:the )?{_OF_STATE}{_ARE}{_OTHER_NUMBER},? and ⟦(\d+)⟧"
)
PLAIN_CLAIM = (
    r"(?i)"
    r"(?<![\w.,])(?P<number>\d{1,3}(?:(?:,|\\,|\{,\}|~| )\d{3})+|\d+)\$?\s+(?:[a-z-]+\s+){0,2}(?:parameters|weights)\b"
    r"|(?:number|count|total) of (?:[a-z-]+\s+){0,2}(?:parameters|weights) (?:is|are|equals|of|:)\s*\$?"
    r"(?P<after>\d{1,3}(?:(?:,|\\,|\{,\}|~)\d{3})+|\d+)(?![\w^(])"
)
SAYS_NO_BIAS = (
    r"(?i)"
    r"\b(?:has|have|with|uses?|using|contains?|there are|and) no bias(?:es)?(?: terms?| vectors?)?\b"
    r"|\bno bias(?:es)?(?: terms?| vectors?)? (?:is|are) used\b|\bbias-free\b"
    r"|\bwithout (?:any )?bias(?:es)?(?: terms?| vectors?)?(?=\s*[.:,;\\$])"
)
SAYS_TWO_BIASES = r"(?i)\btwo bias(?:es)?(?: terms?| vectors?)? (?:per|for each|in each|a) gate"
WITHOUT_BIAS = r"(?i)\b(?:without|no) (?:a )?bias"
WITH_BIAS = (
    r"(?i)\baffine\b|\blayers? (?:has|have|with|includes?) [^.]{0,40}\bbias(?:es)?\b"
    r"|with (?:a |its own )?bias|(?:includes?|has|have) (?:a |its own )?bias"
)
CLAIMS = (
    r"(?i)⟦(\d+)⟧\s+(?:[a-z-]+\s+){0,2}(?:parameters|weights)\b",
    r"(?i)(?:number|count|total) of (?:[a-z-]+\s+){0,2}(?:parameters|weights)[^.⟦]{0,30}⟦(\d+)⟧",
    r"(?i)parameters?\s*(?:count)?\s*(?:is|are|:|=|equals)\s*⟦(\d+)⟧",
)
