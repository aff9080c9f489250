"""What a careful reader would remark."""

import pytest

from symbolic.errors import SymbolicError
from symbolic.latex.reading import read_text


@pytest.mark.parametrize("letter", "xuev")
def test_an_input_beside_an_output_that_nothing_reads_is_no_slip(letter):
    text = (
        rf"\begin{{align}} f_t &= \sigma(W {letter}_t + U h_{{t-1}} + b) \\ y_t &= V h_{{t-1}} + c \\ "
        rf"h_t &= f_t \odot h_{{t-1}} + (1 - f_t) \odot {letter}_t \end{{align}}"
        f"The input ${letter}_t \\in \\mathbb{{R}}^m$ and the state $h_t \\in \\mathbb{{R}}^m$."
    )
    assert not [finding for finding in read_text(text).findings if finding.error]
    assert [str(reading.count) for reading in read_text(text).readings] == ["2*m**2 + m + m*q + q"]


def test_a_gate_that_nothing_assigns_beside_one_that_nothing_reads_is_a_slip():
    text = (
        r"\begin{align} z_t &= \sigma(W x_t + U h_{t-1}) \\ "
        r"h_t &= i_t \odot h_{t-1} + (1 - i_t) \odot \tanh(V x_t) \end{align}"
    )
    with pytest.raises(SymbolicError, match="i is read and never assigned; z is probably meant"):
        read_text(text).only()
