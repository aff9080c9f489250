"""What is broken, endless or no mathematics is refused in one sentence with its place."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic import SymbolicError
from symbolic.latex.meaning import readings
from symbolic.latex.meaning.translation import translate
from symbolic.latex.printed.errors import LatexError
from symbolic.latex.reading import read_text

GOOD = (
    r"\begin{align} z_t &= \sigma(W x_t + U h_{t-1} + b) \\ "
    r"h_t &= z_t \odot h_{t-1} + (1 - z_t) \odot \tanh(V x_t) \end{align}"
)
PIECES = (
    *("\\", "{", "}", "_", "^", "&", "$", "$$", "\\\\", "(", ")", "[", "]", "=", "+", "-", "|", "%", "#", "~", "'"),
    *(r"\left(", r"\right)", r"\begin{align}", r"\end{align}", r"\begin{bmatrix}", r"\end{bmatrix}", r"\frac{"),
    *(r"\sum_", r"\newcommand{\x}{\x\x}", r"\def\y#1{#1#1}", r"\input{a}", r"\mathbf{", r"\text{and}", "h_{t-1}"),
    *("x_t", "W", "ₜ", "\x00", "\u202e", "é", "漢", "∑", r"\tilde", r"\odot", r"\in \mathbb{R}^{m \times n}", "0"),
    *("999999999999999", " ", "\n"),
)


CHANGE = st.tuples(st.integers(0, len(GOOD)), st.sampled_from(PIECES), st.integers(0, 6))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing to read"),
        ("Gates keep what matters.", "no equation"),
        (r"\[ h_t = \tanh(W x_t + U h_{t-1} \]", "never closed"),
        (r"\[ h_t = \tanh(W x_t + U h_{t-1})) \]", "closes no bracket"),
        (r"\[ h_t = \tanh({W x_t + U h_{t-1}) \]", "never closed"),
        (r"\begin{align} h_t = W h_{t-1}", "never closed"),
        (r"\[ h_t = \begin{bmatrix} x_t \end{pmatrix} + h_{t-1} \]", "closes no environment"),
        (r"\def\a{\b}\def\b{\a}\[ h_t = \a h_{t-1} \]", "calls itself"),
        (r"\newcommand{\a}{\a\a}\[ h_t = \a h_{t-1} \]", "calls itself"),
        (r"\[ h_t = \input{x} h_{t-1} \]", "is not read"),
        (r"\[ h_t = \catcode`\@=11 h_{t-1} \]", "is not read"),
        (r"\[ h_t = \int W h_{t-1} \]", "not known here"),
        (r"\[ h_t = \foo(h_{t-1}) \]", "not known here"),
        (r"\[ h_t = \mathrm{MLP}(h_{t-1}, x_t) \]", "MLP is not known"),
        (r"\[ h_t = W h_{t-1} + \]", "missing after this"),
        (r"\[ h_t = _t h_{t-1} \]", "script without a symbol"),
        (r"\[ h_t = x_t + h_{t-1}^{-1} \]", "never assigned"),
        (r"\[ h_t = W h_{t-1} + W^{-1} x_t \]", "an inverse is not read"),
        (r"\[ h_t = W h_{t-1} + W^{-\top} x_t \]", "an inverse is not read"),
        (r"\[ h_t = W h_{t-1} + W^2 h_{t-2} + V x_t \]", "a power of a matrix is not read"),
        (r"\[ h_t = W h_{t-1} + " + "9" * 5000 + r" \]", "at most 40 digits"),
        (r"\[ h_t = \tanh(W x_t + U h_{t-" + "9" * 5000 + r"}) \]", "at most 40 digits"),
        (r"\[ y = \sigma(W x + b) \]", "no signal is read at an earlier step"),
    ],
)
def test_a_fault_is_named(text, words):
    with pytest.raises(SymbolicError) as caught:
        read_text(text).only()
    assert words in str(caught.value)


def test_an_input_of_an_open_size_is_asked_for_where_it_is_read():
    text = (
        r"\begin{align*} \bar{x}_t &= \begin{pmatrix} h_{t-1}\\ x_t\end{pmatrix}$ and $x_t \in \mathbb{R}^n$.\\"
        r"r_t &= \sigma(W_r\bar{x}_t + b_r)\\ \bar{y}_t &= \begin{pmatrix} r_t\odot h_{t-1}\\ x_t\end{pmatrix}\\"
        r"h_t &= r_t\odot h_{t-1}+\tanh(W_h\bar{y}_t + b_h) \end{align*}"
    )
    with pytest.raises(SymbolicError, match="x has a size of its own"):
        read_text(text).only()


@pytest.mark.parametrize("between", [", and ", ", the ", " and the "])
@pytest.mark.parametrize("text", ["{} are bounded.", "$n$ is the size of {} there."])
def test_a_long_list_in_prose_is_read_at_once(text, between):
    # Two ways to read a word between two symbols would take as long as 2^40.
    listed = between.join(f"$v^{{({place})}}$" for place in range(40))
    cell = r"\[ h_t = \tanh(W x_t + U h_{t-1}) \] "
    assert len(read_text(cell + text.format(listed)).readings) == 1


def test_a_circle_is_said_once_for_each_signal():
    with pytest.raises(SymbolicError) as caught:
        read_text(r"\[ h_t = W h_{t-1} + x_t \odot h \odot h \odot h \]").only()
    assert str(caught.value).count("of the same step") == 1


@pytest.mark.parametrize(
    "text",
    [
        "x" * 2_000_000,
        r"\[ h_t = " + "(" * 5000 + "h_{t-1}" + ")" * 5000 + r" \]",
        r"\[ h_t = " + "{" * 5000 + "h_{t-1}" + "}" * 5000 + r" \]",
        r"\[ h_t = " + r"\frac{" * 3000 + "h_{t-1}" + "}{2}" * 3000 + r" \]",
        r"\newcommand{\a}{xxxxxxxxxx}\newcommand{\b}{" + r"\a" * 50 + r"}\newcommand{\c}{" + r"\b" * 50 + "}"
        r"\newcommand{\d}{" + r"\c" * 50 + r"}\[ h_t = \d \d h_{t-1} \]",
        r"\[ h_t = " + "+".join(f"W_{{{k}}} h_{{t-1}}" for k in range(3000)) + r" \]",
        "$" * 10_001,
        r"\begin{align}" * 3000,
        "%" * 100_000,
    ],
    ids=range(9),
)
def test_what_is_too_much_is_bounded(text):
    with contextlib.suppress(SymbolicError):
        read_text(text).only()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD)), st.sampled_from(PIECES), st.integers(0, 6)), min_size=1, max_size=6)
)
def test_a_changed_text_gives_an_answer_or_a_sentence(changes):
    text = GOOD
    for place, piece, gone in changes:
        text = text[:place] + piece + text[place + gone :]
    sentence = "an answer"
    try:
        read_text(text).only()
    except SymbolicError as refusal:
        sentence = str(refusal)
    assert sentence.strip()


def test_a_product_has_at_most_a_hundred_factors():
    with pytest.raises(LatexError, match="this product has more than 100 factors"):
        read_text(rf"h_t = \tanh(W x_t + U h_{{t-1}}) {'x' * 3000}")
    with pytest.raises(LatexError, match="this product has more than 100 factors"):
        read_text(rf"h_t = \tanh {'x' * 3000}")


def test_brackets_of_the_marks_in_the_prose_are_brackets():
    prose = r"$h_t = \tanh(W x_t + U h_{t-1})$ where ⟦3⟧ has ⟦" + "9" * 5000 + "⟧ units"
    assert str(read_text(prose).only().count) == "m*n + m**2"


def test_many_readings_and_many_errors_are_told_in_short():
    numbers = r"h_t = h_{t-1} + \alpha (\tanh(W x_t + U h_{t-1}) - \gamma h_{t-1} - \varepsilon h_{t-1})"
    with pytest.raises(LatexError) as refusal:
        read_text(numbers).only()
    words = "gamma=fixed|number|vector varepsilon=fixed|number|vector alpha=fixed|number|vector"
    assert f"and 15 more: choose {words}" in str(refusal.value)
    claims = r"$h_t = \tanh(W x_t + U h_{t-1} + b)$ " + "the cell has 7 parameters. " * 20
    with pytest.raises(LatexError) as refusal:
        read_text(claims, {"x": "3", "h": "4"}).only()
    assert str(refusal.value).endswith("and 8 errors more")


def test_of_a_long_block_fewer_ways_are_tried(monkeypatch):
    tried = []
    monkeypatch.setattr(readings, "LATEX_STATEMENTS", 100)
    monkeypatch.setattr(readings, "translate", lambda *words: tried.append(words) or translate(*words))
    layers = (rf"h^{{({k})}}_t &= \tanh(W_{{{k}}} x_t + U_{{{k}}} h^{{({k})}}_{{t-1}} + b_{{{k}}})" for k in range(25))
    with pytest.raises(LatexError, match="in more than 4 ways; settle some with choices="):
        read_text(r"\begin{align}" + r" \\ ".join(layers) + r"\end{align}").only()
    assert len(tried) == 4
