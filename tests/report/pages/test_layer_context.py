"""What a template gets of a layer and of the layers that there are for a cell."""

import pytest
from subjects import plain

from symbolic import cell
from symbolic.frameworks import layer, layers
from symbolic.report.documents.fragments import fragment
from symbolic.report.pages.layer_context import framework_context, layer_context


@pytest.mark.parametrize("name", layers())
def test_plain_data(name):
    assert plain(layer_context(layer(name)))


def test_numbers_stand_in_the_last_step():
    context = layer_context(layer("torch.nn.RNN", num_layers=2), {"n": 3, "m": 5})
    assert context["number"] == 110
    assert context["steps"][-1]["latex"] == r"5 (3 \cdot 5 + 3 + 4) = 110"
    assert context["steps"][-1]["words"] == [{"latex": "n = 3"}, {"text": ", "}, {"latex": "m = 5"}]


def test_arrays_are_written_as_they_lie():
    (kernel, bias) = layer_context(layer("haiku.LSTM"))["arrays"]
    assert kernel["holds"][:3] == [
        {"latex": r"[W_{i},\,U_{i}]^{\top}"},
        {"text": ", "},
        {"latex": r"[W_{g},\,U_{g}]^{\top}"},
    ]
    assert bias["holds"][-1] == {"latex": "b_{o}"}
    assert layer_context(layer("keras.layers.GRU"))["arrays"][0]["holds"][0] == {"latex": r"{W_{z}}^{\top}"}
    assert kernel["shape_latex"] == "(m + n, 4 m)"
    unused = layer_context(layer("onnx.LSTM", input_forget=True))["arrays"][0]
    assert [word["latex"] for word in unused["holds"][::2]] == ["W_{i}", "W_{o}", "(W_{i})", "W_{g}"]


def test_what_a_framework_adds_is_said_in_both_formats():
    made = layer("haiku.LSTM")
    assert layer_context(made)["added"] == [{"latex": "b_{f}", "value": "1"}]
    assert "adds 1 to $b_{f}$ when it computes" in fragment(made, "latex")
    assert "adds 1 to $`b_{f}`$ when it computes" in fragment(made, "markdown")


def test_the_layers_of_a_cell():
    rows = {row["label"]: row for row in framework_context(cell("lstm"))}
    assert rows["torch.nn.LSTM"]["difference_latex"] == "+4 m"
    assert rows["keras.layers.LSTM"]["difference_latex"] == "0"
    assert framework_context(cell("hyperlstm")) == []


def test_both_documents_of_a_cell_say_what_the_frameworks_hold():
    for name in ("gru", "lstm", "mgu", "convlstm"):
        text = fragment(cell(name), "markdown")
        assert "What the layers of frameworks store:" in text
        assert text.count("| flax.linen.") >= 1
    assert "What the layers of frameworks store:" not in fragment(cell("hyperlstm"), "markdown")
