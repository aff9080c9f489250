"""The list of layers: complete, filtered by words, for people and for programs."""

import json

import pytest

from symbolic.errors import UsageError
from symbolic.frameworks import layer, layer_specs, layers
from symbolic.report.pages.layer_list import layers_as_data, layers_as_text, select_layers


def test_every_layer_stands_in_it_with_its_arguments(monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    lines = layers_as_text(select_layers()).splitlines()
    assert [line.split()[0] for line in lines] == layers()
    for kind, line in zip(layer_specs(), lines, strict=True):
        assert all(argument.name in line for argument in kind.arguments)
    assert "  torch.nn.RNNCell " in "\n".join(lines)
    assert lines[0].endswith("input_size hidden_size [num_layers=1] [bias=true] [bidirectional=false] [proj_size]")


@pytest.mark.parametrize("row", layers_as_data(select_layers()), ids=lambda row: row["name"])
def test_a_row_for_programs_says_what_the_layer_takes_and_counts(row):
    assert json.loads(json.dumps(row)) == row
    assert row["count"] == str(layer(row["name"]).size)
    for name, values in row["arguments"].items():
        for value in values if isinstance(values, list) else []:
            assert layer(row["name"], **{name: value}).name == row["name"]


def test_words_pick_layers():
    assert {kind.name.rpartition(".")[0] for kind in select_layers(["Keras", "LSTM"])} == {
        "keras.layers",
        "tf.compat.v1.keras.layers",
    }
    with pytest.raises(UsageError, match="no layer has 'keras' and 'mgu' in its name"):
        select_layers(["keras", "mgu"])
