"""Numbers of parameters that the text states."""

import pytest

from symbolic.latex.printed.errors import LatexError
from symbolic.latex.reading import read_text

CELL = r" parameters. \[h_t = \tanh(W x_t + U h_{t-1} + b)\]"


@pytest.mark.parametrize(
    ("stated", "apart"),
    [
        ("3(nm+m^2+m)", "which is 2*m*n + 2*m**2 + 2*m fewer"),
        ("nm+m^2", "which is m more"),
        ("2nm+m^2", "and the difference is -m*n + m"),
    ],
)
def test_a_stated_number_is_more_or_fewer(stated, apart):
    with pytest.raises(LatexError) as error:
        read_text(f"The cell has ${stated}${CELL}").only()
    assert apart in str(error.value)
