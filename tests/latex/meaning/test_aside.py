"""Equations beside a cell that are no part of its step."""

import pytest

from symbolic import lint
from symbolic.language.size_parser import parse_size
from symbolic.latex.reading import read_text

CELL = r"\[h_t = \tanh(W x_t + U h_{t-1} + b)\] "


@pytest.mark.parametrize("update", [r"\theta \leftarrow \theta - \eta g", r"W \gets W - \eta \nabla_W"])
def test_an_update_of_training_is_left_aside(update):
    text = CELL + rf"\[{update}\]"
    assert not lint(text).has_errors
    assert read_text(text).only().count == parse_size("m*(m + n + 1)")
