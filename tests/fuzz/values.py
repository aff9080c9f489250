"""Odd pieces of text and odd values, of which changed copies are made."""

_SIGNS = "'\"`\\$%{}()[]=:;,.@*/-^<"
_SPACES = ("", " ", "\n", "\t", "\r\n", "\r", "\x0b", "\0", "\x1b[2J", "\ud800", "\u202e")
_LETTERS = ("٣", "²", "σ", "ﬁ", "с")
_BRACKETS = ("[" * 90, "(" * 200, ")" * 90, "==", "**")
_NUMBERS = (
    *("0", "1", "-1", "16", "17", "0x10", "0b1", "1e3", "1e999", "9" * 30, "9" * 5000, "1_000", "1,000", "0.5"),
    *("nan", "inf", "1:9", "1:999999999", "3,4,5"),
)
_NAMES = (
    *("self", "None", "True", "lambda", "import", "__class__", "for", "in", "if", "x" * 3000, "range", "sum", "t", "m"),
    *("dtype", "cell", "sizes", "name", "n", "lstm", "torch.nn.LSTM", "keras.layers.GRU", "bias=double", "project=5"),
)
_OTHERS = (
    *("\\input", "\\write18{x}", "<script>", "${", "{{", "{%", "%}", "}}", "=1+1", "-->", "]]>", "|length", "|tojson"),
    *("\\<gate>", "</script>", "javascript:", "|round(-9999999)", "|indent(99999999)", "**999999", "|batch(99999)"),
)
PIECES = (*_SIGNS, *_SPACES, *_LETTERS, *_BRACKETS, *_NUMBERS, *_NAMES, *_OTHERS)
NUMBERS = (0, 1, -1, 2, 127, 255, 256, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1, 10**30, 0.5, 1e300)
VALUES = (*NUMBERS, None, True, False, "", "x", "__class__", [], {}, [[]], [None], {"": 0}, "\0", "9" * 400, [0] * 40)
