"""Counts as people write them, straight from the polynomial."""

import pytest
from sympy import expand

from symbolic import cell, cells
from symbolic.derive.expressions import expression
from symbolic.language.sizes.formula import parse_formula
from symbolic.language.sizes.size import Size
from symbolic.report.writing.polynomials import maths

N, M = Size.letter("n"), Size.letter("m")


@pytest.mark.parametrize("name", cells())
@pytest.mark.parametrize("face", ["text", "latex"])
def test_every_count_reads_back(name, face):
    size = cell(name).size
    read = parse_formula(getattr(maths(size), face), cell(name).definition.letters)
    assert expand(expression(read) - expression(size)) == 0


@pytest.mark.parametrize(
    ("size", "text", "latex"),
    [
        (4 * M * (N + M + 1), "4·m·(m + n + 1)", "4 m (m + n + 1)"),
        (N - M * M, "n - m²", "n - m^{2}"),
        (M * -3, "-3·m", "-3 m"),
        (M * -3 - M * N * 3, "-3·m·(n + 1)", "-3 m (n + 1)"),
        (Size.of(0), "0", "0"),
        (Size.of(7), "7", "7"),
        (M * M / 2, "m²/2", r"\frac{m^{2}}{2}"),
        (M / Size.letter("H"), "m/H", r"\frac{m}{H}"),
        (Size.letter("n_in") * M, "m·n_in", r"m n_{in}"),
        (Size.letter("width"), "width", r"\mathrm{width}"),
    ],
)
def test_written(size, text, latex):
    assert (maths(size).text, maths(size).latex) == (text, latex)
