"""The signs of the equations and what they mean, written as the notation has them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.latex_names import latex_name
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.parser import parse
from symbolic.language.printer import spell
from symbolic.report.writing.notation import Notation
from symbolic.report.writing.noted import bold_letter
from symbolic.report.writing.styles import latex_style

ALWAYS = {
    "x[t]": "a signal at step $t$",
    "h[t-1]": "a signal at the step before",
    "W @ x[t]": "product of a matrix and a vector",
    "a[t] * b[t]": "product element by element",
    "v[t] @ k[t].T": "product of a column and a row, a matrix",
    "W[k] @ h[t, k]": "member $k$ of a family: of heads, layers, children, modules",
    "h[t-k]": "a signal $k$ steps before",
}
"""Signs of every document."""
EXAMPLES = {
    "concat": ("concat(a[t], b[t])", "two vectors, one below the other"),
    "dot": ("dot(a[t], b[t])", "inner product of two vectors, a number"),
    "part": ("part(a[t], k, N)", "part $k$ of $N$ equal parts of a vector, from 0 on"),
    "element": ("element(a, k)", "element $k$ of a vector, from 0 on"),
    "unit": ("unit(a, k, N)", "the vector of $N$ numbers that is $a$ at place $k$ and else 0"),
    "rows": ("rows(a, j, k)", "elements $j$ to $k - 1$ of a vector"),
    "pad": ("pad(a, j, N)", "the vector of $N$ numbers that has $a$ from place $j$ on and is else 0"),
    "sum": ("sum(a[t, k] for k in N)", "the sum over all members"),
    "prod": ("prod(a[t, k] for k in N)", "the product over all members, element by element"),
    "diag": ("diag(a)", "the matrix with the vector on its diagonal"),
    "diagonal": ("diagonal(W)", "the vector on the diagonal of a matrix"),
    "toeplitz": ("toeplitz(a, k)", "the matrix whose diagonals each hold one number"),
    "diagonal_sums": ("diagonal_sums(W)", "the sums of the diagonals of a matrix"),
    "blockdiag": ("blockdiag(R[k] for k in H)", "the matrix with these blocks on its diagonal"),
    "block": ("block(W, k, N)", "block $k$ of $N$ on the diagonal of a matrix"),
    "conv": ("conv(K, x[t], k, k)", "convolution of a kernel with a map"),
    "conv_back": ("conv_back(K, x[t], k, k)", "the transpose of $K \\ast x$ in its map"),
    "conv_kernel": ("conv_kernel(x[t], a[t], k, k)", "the transpose of $K \\ast x$ in its kernel"),
    "hamilton": ("hamilton(W, a[t])", "product of quaternions, four parts to each"),
    "hamilton_kernel": ("hamilton_kernel(a[t], b[t])", "the transpose of $W \\otimes b$ in $W$"),
    "conjugate": ("conjugate(W)", "the conjugate of a quaternion; of a matrix also transposed"),
    "layernorm": ("layernorm(a[t])", "layer normalisation, with a gain and a shift where they are written"),
    "mean": ("mean(a[t])", "the mean of the elements of a vector"),
    "deviation": ("deviation(a[t])", "the standard deviation of the elements of a vector"),
    "total": ("total(a[t], 1)", "the sum of the elements of a vector"),
    "tailsum": ("tailsum(a[t])", "the sums from each element of a vector to its last"),
    "repeat": ("repeat(a[t], k)", "each element of a vector $k$ times"),
    "reshape": ("reshape(a[t], H, d)", "the matrix of $H$ rows that holds a vector, row by row"),
    "flatten": ("flatten(A)", "the vector of the rows of a matrix, one behind the other"),
    "runs": ("runs(a[t], k)", "the sums of each $k$ elements of a vector"),
    "mod": ("mod(a, b)", "what is left of $a$ divided by $b$"),
    "abs": ("abs(a)", "the absolute value"),
    "sqrt": ("sqrt(a)", "the square root"),
}
FUNCTION_MEANINGS = {
    "sigmoid": "the logistic function; this and those below element by element",
    "tanh": "the hyperbolic tangent",
    "relu": r"$\max(0, a)$",
    "silu": "$a$ times the logistic function of $a$",
    "gelu": "$a$ times the share of a normal distribution below $a$",
    "elu": r"$a$ where it is positive, else $\exp(a) - 1$",
    "softplus": r"$\log(1 + \exp(a))$",
    "softsign": r"$a/(1 + \left|a\right|)$",
    "exp": "the exponential function",
    "log": "the natural logarithm",
    "sin": "the sine",
    "cos": "the cosine",
    "erf": "the error function",
    "identity": "$a$ itself",
    "max": "the largest of the arguments",
    "min": "the smallest of the arguments",
    "sign": r"$1$, $0$ or $-1$, as the argument is positive, zero or negative",
    "softmax": "exponentials, over the sum of them all; $0 \\le k < N$ below it means the vector of these $N$ numbers",
    "cumax": "running sums of the softmax",
    "heaviside": "1 where the argument is positive, else 0",
    "blocks": "the matrix made of these blocks",
}
BACKWARD_SIGNS = {
    r"\partial\mathcal{L}/\partial h": r"what arrives from the loss $\mathcal{L}$ at step $t$ alone",
    r"\delta h": r"the derivative of the loss by a signal; $\delta W$ is that by a parameter",
    r"\delta \bar{h}": "that by what is inside the activation of $h$, which is $\\bar{h}$; where that is a sign of the "
    "author's, it is $\\check{h}$",
    r"\delta \bar{h}^{\prime}": "that by another value inside the equation of $h$",
    r"\overleftarrow{\delta h}": "what a step hands to the one before: the derivative by that one's $h$",
}
"""Signs of the backward pass, each at step t."""


def used_operations(*definitions: Definition) -> list[str]:
    """The operations of some equations by name, each once."""
    nodes = (
        node
        for definition in definitions
        for equation in definition.program.equations
        for node in n.walk(equation.value)
        if isinstance(node, n.Call | n.Family)
    )
    return sorted({node.name for node in nodes if node.name in OPERATIONS})


def signs(notation: Notation, used: Collection[str] = tuple(OPERATIONS)) -> list[dict[str, Any]]:
    """A row for each sign of the operations that are ``used``: its LaTeX, and its meaning in words.

    >>> from symbolic.report.writing.notation import OWN_NOTATION
    >>> signs(OWN_NOTATION)[3]
    {'latex': 'a_{t} \\\\odot b_{t}', 'meaning': [{'text': 'product element by element'}]}
    >>> len(signs(OWN_NOTATION, ["tanh"])) < len(signs(OWN_NOTATION))
    True
    """
    examples = ALWAYS | {text: meaning for name, (text, meaning) in EXAMPLES.items() if name in used}
    written = {_spelled(text, notation): meaning for text, meaning in examples.items()}
    for name, meaning in FUNCTION_MEANINGS.items():
        if name in used:
            written[notation.functions.get(name, OPERATIONS[name].latex)] = meaning
    for latex, meaning in BACKWARD_SIGNS.items():
        written[latex_style({"h": latex}, notation).signal("h", 0, ())] = meaning
    return [{"latex": latex, "meaning": _words(meaning)} for latex, meaning in written.items()]


def _words(meaning: str) -> list[dict[str, str]]:
    """Text and formulas, which stand between dollars."""
    parts = enumerate(meaning.split("$"))
    return [{"latex" if place % 2 else "text": part} for place, part in parts if part]


def _spelled(text: str, notation: Notation) -> str:
    value = parse(f"y[t] = {text}").equations[0].value
    named = {node.name for node in n.walk(value) if isinstance(node, n.Parameter | n.Signal)}
    names = {name: bold_letter(latex_name(name)) for name in named} if notation.bold else {}
    return spell(value, latex_style(names | dict(notation.functions), notation))
