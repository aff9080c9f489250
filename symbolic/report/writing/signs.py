"""The signs of the equations and what they mean, written as the notation has them."""

from __future__ import annotations

from typing import Any

from symbolic.language import nodes as n
from symbolic.language.latex_names import latex_name
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.parser import parse
from symbolic.language.printer import spell
from symbolic.report.writing.notation import Notation, bold_letter
from symbolic.report.writing.styles import latex_style

EXAMPLES = {
    "x[t]": "a signal at step $t$",
    "h[t-1]": "a signal at the step before",
    "W @ x[t]": "product of a matrix and a vector",
    "a[t] * b[t]": "product element by element",
    "concat(a[t], b[t])": "two vectors, one below the other",
    "dot(a[t], b[t])": "inner product of two vectors, a number",
    "v[t] @ k[t].T": "product of a column and a row, a matrix",
    "W[k] @ h[t, k]": "member $k$ of a family: of heads, layers, children, modules",
    "part(a[t], k, N)": "part $k$ of $N$ equal parts of a vector, from 0 on",
    "element(a, k)": "element $k$ of a vector, from 0 on",
    "h[t-k]": "a signal $k$ steps before",
    "softmax(e[t, k] for k in N)": "the vector of $N$ numbers, and its softmax",
    "diag(a)": "the matrix with the vector on its diagonal",
    "blockdiag(R[k] for k in H)": "the matrix with these blocks on its diagonal",
    "conv(K, x[t], k, k)": "convolution of a kernel with a map",
    "hamilton(W, a[t])": "product of quaternions",
    "layernorm(a[t])": "layer normalisation, with a gain and a shift where they are written",
}
FUNCTIONS = {
    "sigmoid": "the logistic function; this and those below element by element",
    "tanh": "the hyperbolic tangent",
    "relu": r"$\max(0, a)$",
    "silu": "$a$ times the logistic function of $a$",
    "softplus": r"$\log(1 + \exp(a))$",
    "cumax": "running sums of the softmax",
    "heaviside": "1 where the argument is positive, else 0",
}
BACKWARD = {
    r"\delta h_{t}": r"the derivative of the loss $L$ by a signal; $\delta W$ is that by a parameter",
    r"\delta \tilde{h}_{t}": "that by the sum inside the activation of $h_{t}$",
    r"\overleftarrow{\delta h}_{t}": "what step $t$ hands to step $t-1$: the derivative by $h_{t-1}$",
    r"K^{\top} \ast \delta": r"the transpose of $K \ast x$ in its map; $x \star \delta$ is that in its kernel",
}
"""Signs of the backward pass, the same in each notation."""


def signs(notation: Notation) -> list[dict[str, Any]]:
    """A row for each sign: its LaTeX, and its meaning in words.

    >>> from symbolic.report.writing.notation import OWN
    >>> signs(OWN)[3]
    {'latex': 'a_{t} \\\\odot b_{t}', 'meaning': [{'text': 'product element by element'}]}
    """
    written = {_spelled(text, notation): meaning for text, meaning in EXAMPLES.items()}
    written |= {notation.functions.get(name, OPERATIONS[name].latex): meaning for name, meaning in FUNCTIONS.items()}
    return [{"latex": latex, "meaning": _words(meaning)} for latex, meaning in (written | BACKWARD).items()]


def _words(meaning: str) -> list[dict[str, str]]:
    """Text and formulas, which stand between dollars."""
    parts = enumerate(meaning.split("$"))
    return [{"latex" if place % 2 else "text": part} for place, part in parts if part]


def _spelled(text: str, notation: Notation) -> str:
    value = parse(f"y[t] = {text}").equations[0].value
    named = {node.name for node in n.walk(value) if isinstance(node, n.Parameter | n.Signal)}
    names = {name: bold_letter(latex_name(name)) for name in named} if notation.bold else {}
    return spell(value, latex_style(names, notation))
