"""Printed expressions as expressions of the language."""

import pytest

from symbolic.latex.reading import read_text


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (r"h_t = a^2 \odot h_{t-1} + a \odot (W x_t)", ["m + m*n"]),
        (
            r"h_t = \lambda \odot h_{t-1} + \sqrt{1 - \lambda^2} \odot (W x_t)",
            ["m*n", "1 + m*n", "m + m*n"],
        ),
        (r"h_t = W^1 h_{t-1} + W^2 x_t", ["m**2 + m*n"]),
    ],
)
def test_a_power_of_what_also_stands_alone_is_a_power(text, counts):
    assert [str(reading.count) for reading in read_text(text).readings] == counts
