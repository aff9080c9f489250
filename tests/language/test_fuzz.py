"""Any text is a cell or one `SymbolicError`, and nothing else."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from symbolic._cell import Cell
from symbolic.errors import SymbolicError
from symbolic.language.parser import parse
from symbolic.language.size_parser import parse_size
from symbolic.language.sizes.size import Size

CELLS = (
    """
i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + p * c[t-1] + b_i)
g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
c[t] = (1 - i[t]) * c[t-1] + i[t] * g[t]
h[t] = W_r @ tanh(c[t])""",
    """
h[t] = tanh(W @ x[t] + sum(U[k] @ h[t-1, k] for k in N) + b)""",
    """
s[t, 0] = tanh(R[0] @ h[t-1] + b[0])
for l in range(1, L):
    s[t, l] = s[t, l-1] * tanh(R[l] @ s[t, l-1] + b[l])
h[t] = s[t, L-1] + W @ x[t]""",
    """
k[t] = W_k @ x[t]
v[t] = W_v @ x[t]
C[t] = C[t-1] * sigmoid(dot(w, x[t])) + v[t] @ k[t].T
h[t] = C[t] @ k[t] / max(1, abs(dot(k[t], k[t])))""",
    """
h[t] = tanh(W @ concat(x[t], h[t-1]) + blockdiag(R[j] for j in H) @ layernorm(h[t-1], g, d) + repeat(a, C))""",
    """
a[t] = softmax(dot(x[t], W @ h[t-k]) for k in range(1, K + 1))
h[t] = tanh(U @ x[t] + sum(element(a[t], k - 1) * h[t-k] for k in range(1, K + 1)))""",
    """
e = tanh(b)
for j in H: s[t, j] = part(h[t-1], j, H) * s[t-1, j]
h[t] = tanh(concat(s[t, j] for j in H) + blocks(R[i, j] for i in g for j in g) @ h[t-1]) * e""",
    """
a[t] = concat(x[t], h[t-1])
h[t] = tanh(hamilton(W, a[t]) + b + part(repeat(h[t-1], 4), 1, 4))""",
)
DECLARED = {"x": "n", "h": "m", "c": "m", "k": "q"}
SIZES = (DECLARED, {"x": "n", "h": "m"}, {"x": "n"}, {**DECLARED, "W": ("m", "2*n")}, {"x": 3, "h": 4}, {})
WORDS = """
    h[t] h[t-1] h[t-k] h[t-1,k] x[t] c[t] s[t,k] s[t,k-1] s[t,0] W U b U[k] W[0] .T x[t].T
    1 2 0.5 1e12 + - * @ / ** = , ( )
    tanh( concat( sum( blockdiag( dot( diag( repeat( conv( hamilton( part( element( unit( blocks(
    layernorm( softmax( max( ,C) ,3,3) ,0,2)
    [ ] t k m n : ; # ' " := == if else lambda async await not \\ σ
"""
BLANKS = (" ", "\n", "\n    ", "for k in N:\n    ", " for k in N", " for j in range(1, m)", "\t", "\x0c", "\x00")
PIECES = (*WORDS.split(), *BLANKS)
NAMES = re.compile(r"\w+|[-+*@/]")


@st.composite
def mutations(draw) -> str:
    """A valid cell with a name or a sign in place of another, a line left out or moved, or a piece put in."""
    text = draw(st.sampled_from(CELLS)).strip()
    for _ in range(draw(st.integers(1, 3))):
        words = list(NAMES.finditer(text))
        if not words:
            break
        if draw(st.integers(0, 3)) == 0:
            lines = text.split("\n")
            line = lines.pop(draw(st.integers(0, len(lines) - 1)))
            text = "\n".join([*lines, line] if draw(st.booleans()) else lines)
            continue
        at = draw(st.sampled_from(words))
        alike = [word.group() for word in words if word.group()[0].isalnum() == at.group()[0].isalnum()]
        new = draw(st.sampled_from(alike) if draw(st.integers(0, 4)) else st.sampled_from(["", *PIECES]))
        text = text[: at.start()] + new + text[at.end() :]
    return text


TEXTS = st.one_of(
    *[mutations()] * 6,
    st.lists(st.sampled_from(PIECES), max_size=20).map(lambda pieces: "h[t] = " + "".join(pieces)),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.text(max_size=60),
)
NUMBERS = st.sampled_from([1, 2, 3, 4, 6, 12])
MODIFIERS = st.sampled_from([{}, {"bias": "none"}, {"bias": "single"}, {"bias": "double"}, {"project": "r"}])


def attempt(make: Callable[[], Any]) -> Any:
    """What is made, or None where it is refused in a sentence of bounded length."""
    try:
        return make()
    except SymbolicError as error:
        sentence = str(error)
    assert 0 < len(sentence.strip()) < 1000
    return None


@given(TEXTS, st.sampled_from([*[DECLARED] * 6, *SIZES]), MODIFIERS, st.data())
def test_any_text_is_a_cell_or_a_refusal(text, sizes, modifiers, data):
    if data.draw(st.integers(0, 9), label="name only what is there"):
        sizes = {name: size for name, size in sizes.items() if f"{name}[t" in text or f"{name} " in text}
    cell = attempt(lambda: Cell(text, sizes).modified(**modifiers))
    event("a cell" if cell else "refused")
    if cell:
        check(cell, {letter: data.draw(NUMBERS, label=letter) for letter in cell.definition.letters})


def check(cell: Cell, numbers: dict[str, int]) -> None:
    """The text reads back, and the count of integers is the count of letters at these integers."""
    assert parse(cell.text) == cell.definition.program
    assert set(cell.roles) == set(cell.definition.names.parameters)
    total = Size.of(0)
    for name in cell.trainable:
        total = total + cell._shapes.size(name)
    top, bottom = total.evaluate(numbers.__getitem__)
    counted = attempt(lambda: cell.count_at(**numbers))
    assert counted is None or counted * bottom == top


@pytest.mark.parametrize("text", CELLS)
def test_the_cells_that_are_mutated_are_valid(text):
    """The property above can see a count: it does not refuse everything."""
    cell = Cell(text, {name: size for name, size in DECLARED.items() if f"{name}[t]" in text})
    check(cell, dict.fromkeys(cell.definition.letters, 12))
    assert cell.count_at(**dict.fromkeys(cell.definition.letters, 12)) > 0


@given(st.one_of(st.text(max_size=20), st.lists(st.sampled_from([*PIECES, "m", "/", "**", "16"])).map("".join)))
def test_any_text_is_a_size_or_a_refusal(text):
    size = attempt(lambda: parse_size(text))
    assert size is None or parse_size(str(size)) == size


CHAINS = {
    "each twice as long": [f"y{k}[t] = concat(y{k - 1}[t], y{k - 1}[t])" for k in range(1, 1000)],
    "each fifty letters wider": [
        f"y{k}[t] = repeat(y{k - 1}[t], {' + '.join(f'a{j}' for j in range(50))})" for k in range(1, 9)
    ],
    "one after the other": [f"y{k}[t] = tanh(y{k - 1}[t])" for k in range(1, 2000)],
    "one before the other": [f"y{k}[t] = tanh(y{k - 1}[t])" for k in range(2000, 0, -1)],
    "products in front": [f"y{k}[t] = W{k} @ y{k - 1}[t]" for k in range(1500, 0, -1)],
    "in a circle": [f"y{k}[t] = y{(k + 1) % 2000}[t]" for k in range(1, 2000)],
    "a member each": [f"s[t, {k}] = W[{k}] @ x[t]" for k in range(2000)],
}


@pytest.mark.parametrize("name", CHAINS)
def test_many_equations_are_read_or_refused_at_once(name):
    text = "\n".join(["y0[t] = x[t]", *CHAINS[name]])
    attempt(lambda: Cell(text, {"x": "n"}))
