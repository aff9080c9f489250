"""Sizes that sentences give."""

import pytest

from symbolic import SymbolicError
from symbolic.latex.reading import read_text

STEP = r"\[ h_t = \tanh(W x_t + U h_{t-1} + b) \]"


@pytest.mark.parametrize(
    "sentence",
    [
        r"$W$ and $U$ have shapes $(q, p)$ and $(q, q)$.",
        r"The dimensions of $x_t$ and $h_t$ are $p$ and $q$.",
        r"$p$ and $q$ are the sizes of $x_t$ and $h_t$.",
        r"$x_t$ has length $p$, and $|h_t| = q$.",
        r"We write $\dim(x_t) = p$ and $\dim(h_t) = q$.",
        r"A $p$-dimensional input $x_t$ meets a $q$-dimensional state $h_t$.",
        r"$x_t$: $(p,)$, $h_t$: $(q,)$.",
        r"The parameters are $W$ ($q \times p$) and $U$ ($q \times q$).",
        r"Here $p$ and $q$ are the sizes of input and state.",
    ],
)
def test_a_sentence_gives_the_sizes_of_input_and_state(sentence):
    count = read_text(f"{STEP}\n{sentence}").only().count
    assert count.evaluate({"p": 3, "q": 5}.__getitem__) == (45, 1)


@pytest.mark.parametrize(
    "sentence", [r"with $\alpha = 0.3$", r"with $\alpha = \frac{1}{2}$", r"where $0 < \alpha < 1$ is fixed"]
)
def test_a_letter_with_a_value_is_not_trained(sentence):
    text = rf"\[ h_t = \alpha h_{{t-1}} + \tanh(W x_t) \] {sentence}."
    assert str(read_text(text).only().count) == "m*n"


def test_a_letter_that_is_called_non_trainable_is_not_trained():
    text = r"\[ h_t = \alpha h_{t-1} + \tanh(W x_t) \] The non-trainable $\alpha$ is the same for all."
    assert str(read_text(text).only().count) == "m*n"


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("has 3,072 units", "3072*n + 9437184"),
        ("hidden size 3,072", "3072*n + 9437184"),
        ("hidden size of 128", "128*n + 16384"),
        ("hidden size 3,5", "m*n + m**2"),
        ("hidden size 3 072", "m*n + m**2"),
        ("has 3.5 units", "m*n + m**2"),
    ],
)
def test_a_size_in_words_is_a_whole_number_or_none(said, count):
    assert str(read_text(rf"$h_t = \tanh(W x_t + U h_{{t-1}})$ where the cell {said}").only().count) == count


def test_a_size_that_is_given_settles_what_a_letter_is():
    text = r"\[ h_t = \lambda \odot h_{t-1} + \tanh(W x_t) \]"
    with pytest.raises(SymbolicError, match="more than one reading"):
        read_text(text).only()
    assert str(read_text(text, {"lambda": "m", "h": "m"}).only().count) == "m + m*n"
    assert str(read_text(text, {"lambda": 1}).only().count) == "1 + m*n"


def test_an_upright_h_before_brackets_is_the_step_function():
    text = r"\[ h_t = \mathrm{H}(W x_t + U h_{t-1} - b) \]"
    assert str(read_text(text).only().count) == "m*n + m**2 + m"


def test_a_kernel_of_that_name_among_upright_ones_is_none():
    text = r"\[ h_t = \tanh(\mathrm{W} x_t + \mathrm{H} (h_{t-1}) + b) \]"
    assert str(read_text(text).only().count) == "m*n + m**2 + m"


@pytest.mark.parametrize("kernel", [r"\mathbf{H}_h", r"\mathbf{H}", r"\mathrm{H}_h"])
def test_a_bold_h_or_one_with_a_script_is_a_kernel(kernel):
    text = (
        rf"\[ \mathbf{{h}}_t = \tanh(\mathbf{{G}} \mathbf{{x}}_t + {kernel} (\mathbf{{h}}_{{t-1}} + \mathbf{{b}})) \]"
    )
    assert str(read_text(text).only().count) == "m*n + m**2 + m"
