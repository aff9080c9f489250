"""Layers with several levels, and stacks of cells, found from their counts."""

import pytest

from symbolic import Model, cell, identify
from symbolic.answers.candidates import catalogued
from symbolic.answers.levels import at_levels
from symbolic.errors import SymbolicError
from symbolic.frameworks import layer


def labels(answer):
    return [match.candidate.label for match in answer.matches]


def test_each_level_counts_as_the_layer_does():
    made = [row for row in at_levels(catalogued(), (3, 12)) if row.is_layer]
    assert {row.name for row in made} == {f"{module}.{kind}" for module in ("torch.nn", "cudnn") for kind in KINDS}
    for row in made:
        assert layer(row.name, **dict(word.split("=", 1) for word in row.words)).size == row.size


KINDS = ("LSTM", "GRU", "RNN")


def test_three_levels_of_a_layer():
    for answer in (identify(25190400, "torch.nn.LSTM", n=1024, m=1024), identify(25190400, n=1024, m=1024)):
        assert labels(answer)[0] == "torch.nn.LSTM num_layers=3"
        assert "searched with 1 to 12 levels" in str(answer)
    assert "torch.nn.LSTM num_layers=3" in labels(identify(25190400, n=1024, m=1024, num_layers="1:8"))
    assert labels(identify(25190400, n=1024, m=1024, num_layers=3))[0] == "torch.nn.LSTM num_layers=3"
    assert "torch.nn.LSTM num_layers=3" not in labels(identify(25190400, n=1024, m=1024, num_layers=2))


def test_a_layer_with_arguments_of_its_own():
    made = layer("torch.nn.LSTM", bidirectional=True, num_layers=5)
    answer = identify(made.count_at(n=6, m=7), "torch.nn.LSTM", n=6, m=7)
    assert "torch.nn.LSTM num_layers=5 bidirectional=true" in labels(answer)
    sized = layer("torch.nn.GRU", hidden_size=9)
    answer = identify(layer("torch.nn.GRU", num_layers=4).count_at(n=6, m=9), sized, n=6)
    assert labels(answer)[0] == "torch.nn.GRU hidden_size=9 num_layers=4"


def test_a_projection_whose_size_nobody_says():
    count = layer("torch.nn.LSTM", proj_size=64, bidirectional=True).count_at(n=100, m=256)
    answer = identify(count, "torch.nn.LSTM", n=100, m=256)
    sizes = [
        match.sizes for match in answer.matches if {*match.candidate.words} == {"bidirectional=true", "proj_size=r"}
    ]
    assert sizes == [{"r": 64}]
    assert "searched with r from 1 to" in str(answer)


@pytest.mark.parametrize("levels", [1, 2, 5])
@pytest.mark.parametrize("both", [False, True])
def test_a_stack_of_a_cell(levels, both):
    words = ["m", *([f"layers={levels}"] if levels > 1 else []), *(["bidirectional=true"] if both else [])]
    text = f"gru({', '.join(words)})"
    answer = identify(Model.parse(text).count_at(n=9, m=31), cell("gru"), n=9, m=31)
    assert labels(answer)[0] == ("gru" if len(words) == 1 else text)


def test_refusals():
    with pytest.raises(SymbolicError, match="num_layers and depth name the same number"):
        identify(7, n=3, m=2, num_layers=3, depth=3)
    with pytest.raises(SymbolicError, match="num_layers is at most 1,000 here, not 2,000"):
        identify(7, n=3, m=2, num_layers=2000)
    with pytest.raises(SymbolicError, match="num_layers=8:1 is empty"):
        identify(7, n=3, m=2, num_layers="8:1")
