"""Rows of embeddings in square brackets, and ranges in the line."""

from symbolic.latex.reading import read_text

LOOKUP = r"""\begin{align} e_t &= E[w_t] \\ h_t &= \tanh(W e_t + U h_{t-1}) \end{align}
where $E \in \mathbb{R}^{V \times d}$"""


def test_a_lookup_in_a_matrix_is_asked():
    counts = {reading.chosen["lookup_E"]: str(reading.count) for reading in read_text(LOOKUP).readings}
    assert counts == {"row": "V*d + d*m + m**2", "product": "V*d + V*m + m**2"}


def test_a_range_in_the_line_is_that_of_the_modules():
    text = r"For $k=1,2$ the modules are $s^{(k)}_t = \tanh(W^{(k)} x_t + U^{(k)} s^{(k)}_{t-1})$."
    assert str(read_text(text).only().count) == "2*m*n + 2*m**2"
