"""What the commands and words of mathematics mean to a reader of recurrent cells."""

from __future__ import annotations

ACCENT_COMMANDS = {
    "tilde": "tilde",
    "widetilde": "tilde",
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "dot": "dot",
    "ddot": "ddot",
    "vec": "",
    "check": "check",
    "breve": "breve",
    "acute": "acute",
    "grave": "grave",
    "underline": "",
    "overrightarrow": "right",
    "overleftarrow": "left",
    "cev": "left",
    "mathring": "ring",
}
"""Accents by their command; a vector's arrow says no more than a bold letter does."""

FONT_COMMANDS = frozenset(
    (
        *("mathbf", "boldsymbol", "bm", "bf", "mathit", "mathrm", "mathsf", "mathtt", "mathnormal", "pmb", "vec"),
        *("textbf", "textit", "textrm", "textsf", "texttt", "text", "mbox", "operatorname", "operatorname*", "rm"),
        *(
            "mathbfit",
            "mathbfup",
            "symbf",
            "symbfit",
            "symup",
            "mathup",
            "textnormal",
            "textsc",
            "emph",
            "hbox",
            "bfseries",
        ),
        *("ensuremath", "smash"),
        *("boxed", "mathstrut", "displaylimits", "textup", "textsl", "it", "sf", "tt"),
    )
)
"""Commands whose argument is the symbol itself."""

BOLD_FONTS = frozenset({"mathbf", "boldsymbol", "bm", "bf", "pmb"})
"""Fonts of vectors and matrices, in which several letters are several symbols."""

SCRIPTS = {"mathcal": "cal", "mathscr": "cal", "mathfrak": "frak", "mathbb": "bb", "cal": "cal"}
"""Fonts that make another letter."""

WORD_FONTS = frozenset(
    (
        *(
            "rm",
            "textsc",
            "mathrm",
            "text",
            "textrm",
            "operatorname",
            "operatorname*",
            "mathsf",
            "textsf",
            "texttt",
            "mathtt",
            "mathit",
        ),
        *("mbox", "textnormal", "textit", "textbf", "mathbf", "mathup", "textup", "hbox", "rm", "symup"),
    )
)
"""Fonts in which several letters are one word."""

FUNCTION_SPELLINGS = {
    "tanh": "tanh",
    "th": "tanh",
    "hyperbolictangent": "tanh",
    "sigmoid": "sigmoid",
    "sigm": "sigmoid",
    "sig": "sigmoid",
    "logistic": "sigmoid",
    "logsig": "sigmoid",
    "relu": "relu",
    "rect": "relu",
    "max": "max",
    "min": "min",
    "softmax": "softmax",
    "sm": "softmax",
    "exp": "exp",
    "log": "log",
    "ln": "log",
    "sin": "sin",
    "cos": "cos",
    "silu": "silu",
    "swish": "silu",
    "gelu": "gelu",
    "elu": "elu",
    "softplus": "softplus",
    "softsign": "softsign",
    "cumax": "cumax",
    "cumsoftmax": "cumax",
    "abs": "abs",
    "sign": "sign",
    "sgn": "sign",
    "sqrt": "sqrt",
    "hardsigmoid": "sigmoid",
    "hardtanh": "tanh",
    "leakyrelu": "relu",
    "identity": "identity",
    "dropout": "identity",
    "id": "identity",
    "expit": "sigmoid",
    "tansig": "tanh",
    "lrelu": "relu",
    "mish": "silu",
    "selu": "elu",
}
"""Element-wise functions by their names in lower case without blanks; none has parameters."""

SHORT_FUNCTIONS = frozenset({"id", "sm", "sig", "th"})
"""Names that are functions only before brackets."""

NORM_WORDS = frozenset(
    {"layernorm", "ln", "layernormalization", "layernormalisation", "norm", "rmsnorm", "rms", "bn", "batchnorm"}
)
LINEARS = frozenset({"linear", "lin", "dense", "fc", "affine", "fullyconnected", "proj", "projection", "ff"})
CONVOLUTIONS = frozenset({"conv", "conv1d", "conv2d", "conv3d", "convolution"})
JOINS = frozenset({"concat", "concatenate", "cat", "vcat", "stack", "col", "vec", "join"})
DIAGONALS = frozenset({"diag", "diagonal"})

FUNCTION_LETTERS = frozenset(
    {"sigma", "phi", "varphi", "psi", "varsigma", "f", "g", "h", "cal_F", "cal_G", "cal_S", "cal_A"}
)
"""Letters that authors use for an activation, where they stand right before brackets and nowhere else."""
RARE_FUNCTION_LETTERS = frozenset(
    {"rho", "tau", "varrho", "theta", "q", "k", "l", "zeta", "chi", "a", "s", "delta", "eta"}
)
"""Letters that may be an activation, but before what has no kernel are a factor, ``zeta (1 - z)``."""

HADAMARD = frozenset({r"\bigodot", r"\odot", r"\circ", r"\bullet", r"\ast*"})
PRODUCT_SIGNS = {
    r"\otimes": "@",
    r"\cdot": ".",
    r"\times": "x",
    "*": "*",
    r"\ast": "*",
    r"\star": "*",
    r"\circledast": "*",
    "/": "/",
    r"\div": "/",
    r"\oslash": "/",
    "@": "",
    r"\*": "*",
}
"""Signs of a product by what they are called here, as authors use them for more than one product."""

ARROWS = {r"\leftarrow", r"\gets", r"\longleftarrow", r"\Leftarrow"}
"""Signs by which a program puts a new value in the place of an old one."""
ASSIGN = {
    *ARROWS,
    *("=", r"\coloneqq", r"\equiv", r"\triangleq", r"\doteq", r"\defeq", r"\eqdef"),
}
RELATION_SIGNS = {
    *(r"\in", r"\le", r"\leq", r"\ge", r"\geq", "<", ">", r"\sim", r"\approx", r"\neq", r"\ne", r"\to", r"\mapsto"),
    *(r"\propto", r"\subset", r"\ll", r"\gg", r"\rightarrow", r"\colon", r"\implies", r"\Rightarrow", r"\iff"),
    *(r"\leqslant", r"\geqslant", r"\notin", r"\subseteq"),
}
OLD = frozenset({"old", "prev", "previous", "last", "past", "before", "t-1", "-", "pre"})
NEW = frozenset({"new", "next", "cur", "curr", "current", "now", "+", "after", "post"})

GREEKS = frozenset(
    (
        *("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota"),
        *("kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "varrho", "sigma", "varsigma", "tau", "upsilon", "phi"),
        *("varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi"),
        *("Psi", "Omega", "ell", "hbar", "partial", "nabla", "infty", "varpi", "digamma", "wp", "Re", "Im", "aleph"),
        *(
            "Alpha",
            "Beta",
            "Epsilon",
            "Zeta",
            "Eta",
            "Iota",
            "Kappa",
            "Mu",
            "Nu",
            "Rho",
            "Tau",
            "Chi",
            "imath",
            "jmath",
        ),
    )
)

SILENT = frozenset(
    (
        *(",", ";", ":", "!", " ", ">", "", "thinspace", "medspace", "thickspace", "negthinspace", "enspace", "/"),
        *(
            "displaystyle",
            "IEEEyesnumber",
            "IEEEnonumber",
            "IEEEeqnarraynumspace",
            "IEEEyessubnumber",
            "textstyle",
            "scriptstyle",
            "limits",
            "nolimits",
            "nonumber",
            "notag",
            "hfill",
            "noindent",
        ),
        *("centering", "allowdisplaybreaks", "hline", "toprule", "midrule", "bottomrule", "relax", "par", "newline"),
        *(
            "hfil",
            "hss",
            "vfill",
            "break",
            "nobreak",
            "allowbreak",
            "protect",
            "strut",
            "mathstrut",
            "small",
            "footnotesize",
        ),
        *("scriptsize", "normalsize", "large", "Large", "bf", "rm", "it", "scriptscriptstyle", "leavevmode", "/"),
        *("big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl", "bigr", "Bigr", "biggr", "Biggr", "bigm"),
        *("Bigm", "biggm", "Biggm", "middle", "normalfont", "itshape", "unboldmath", "boldmath", "qedhere", "null"),
    )
)
"""Commands that say nothing of the mathematics."""

SILENT_GROUPS = {
    "label": 1,
    "tag": 1,
    "tag*": 1,
    "vspace": 1,
    "vspace*": 1,
    "hspace": 1,
    "hspace*": 1,
    "phantom": 1,
    "hphantom": 1,
    "vphantom": 1,
    "color": 1,
    "eqref": 1,
    "ref": 1,
    "cite": 1,
    "citep": 1,
    "citet": 1,
    "footnote": 1,
    "rule": 2,
    "cref": 1,
    "Cref": 1,
    "autoref": 1,
    "raisetag": 1,
    "setlength": 2,
    "mspace": 1,
    "kern": 0,
}
"""Commands that go away with so many arguments."""

UNWRAPPED = {
    "textcolor": (2, 1),
    "mathcolor": (2, 1),
    "underset": (2, 1),
    "overset": (2, 1),
    "stackrel": (2, 1),
    "colorbox": (2, 1),
    "raisebox": (2, 1),
    "scalebox": (2, 1),
    "resizebox": (3, 2),
    "fcolorbox": (3, 2),
    "adjustbox": (2, 1),
    "hyperref": (1, 0),
    "href": (2, 1),
    "cancel": (1, 0),
    "bbox": (1, 0),
    "highlight": (1, 0),
}
"""Commands that become one of their arguments: how many they take, and which."""

DELIMITERS = {
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\lparen": "(",
    r"\rparen": ")",
    r"\{": "{",
    r"\}": "}",
    r"\lbrace": "{",
    r"\rbrace": "}",
    r"\langle": "<",
    r"\rangle": ">",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\lVert": "|",
    r"\rVert": "|",
    r"\|": r"\Vert",
    r"\vert": "|",
}
