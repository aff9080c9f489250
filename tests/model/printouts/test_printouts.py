"""Summaries and lists written after those that people post, of libraries of today and of years ago."""

from contextlib import suppress
from time import process_time

import pytest
from click.testing import CliRunner
from posted import (
    HAIKU,
    INITIALIZERS,
    KERAS_1,
    KERAS_2,
    KERAS_3,
    KERAS_SHAPES,
    LABELLED,
    LIGHTNING,
    MISMATCH,
    NAMED_PARAMETERS,
    NESTED,
    NUMPY_NAMES,
    ORDERED,
    PLAIN,
    SIZES,
    STATE_DICT,
    TORCHINFO,
    TORCHSUMMARY,
    TRIPLES,
    UNKNOWN_BATCH,
    VARIABLES,
    WEIGHTS,
    WRONG,
)

from symbolic import Model, SymbolicError
from symbolic.cli.app import app
from symbolic.model.printouts.reading import is_printout, read_printout
from symbolic.model.printouts.recognition import may_be_printout

NUMBERS = [
    (KERAS_1, [2560000, 131584, 129]),
    (KERAS_2, [4457472, 164352, 1290]),
    (KERAS_3, [4457472, 2570]),
    (KERAS_3.replace("│", "|").replace("┃", "|"), [4457472, 2570]),
    (UNKNOWN_BATCH, [2040, 84]),
    (TORCHINFO, [1600, 37888, 650, 33]),
    (TORCHINFO.replace("├─", "|-- ").replace("└─", "|-- ").replace("│", "|"), [1600, 37888, 650, 33]),
    (TORCHSUMMARY, [60, 20, 33]),
    (WEIGHTS, [4457472]),
    (WEIGHTS.replace("[<", "<").replace(">, <", ">\n<"), [4457472]),
    (VARIABLES, [2100]),
    (STATE_DICT, [4458496]),
    (STATE_DICT.replace(" torch", ": torch"), [4458496]),
    (STATE_DICT.replace("torch.Size([", "(").replace("])", ")"), [4458496]),
    (ORDERED, [650]),
    (PLAIN, [120]),
    (HAIKU, [1302, 90]),
    (LABELLED, [156, 60]),
    (NUMPY_NAMES, [896, 320, 330]),
    (INITIALIZERS, [480, 18]),
    (TRIPLES, [2 * (24 * 13 + 48)]),
    (NAMED_PARAMETERS, [50]),
    (SIZES, [2000, 100]),
    (KERAS_SHAPES, [1920, 105]),
    (KERAS_SHAPES[1:-1].replace("), ", ")\n"), [1920, 105]),
    (NESTED, [296, 16]),
]


@pytest.mark.parametrize(("text", "numbers"), NUMBERS)
def test_each_line_fits_a_formula(text, numbers):
    model = Model.parse(text)
    assert [sum(layer.counts_at({})) for layer in model.layers] == numbers
    assert [layer.derived_at({}) for layer in model.layers] == numbers
    assert all(layer.known for layer in model.layers)
    assert not model.notes


def test_layers_are_named_by_their_shape_and_number():
    assert [layer.what for layer in Model.parse(KERAS_2).layers] == [
        "keras.layers.LSTM",
        "keras.layers.LSTM bidirectional=true",
        "dense",
    ]
    (gru, _) = Model.parse(UNKNOWN_BATCH).layers
    assert (gru.what, str(gru.reads)) == ("keras.layers.GRU", "12")
    assert gru.remark == (
        "what it reads is not printed; by its number it is 12, or 13 of keras.layers.GRU(20, reset_after=false)"
    )


def test_a_line_that_cannot_be_true():
    model = Model.parse(WRONG)
    assert model.layers[1].remark == "line 7: 30,200 would need 50 units on 100; these are 50 on 50"
    assert not model.layers[1].known
    assert model.notes == ("Line 11: total params are 50,551, and the rows add up to 50,451.",)
    assert "the rows add up to 50,451" in " ".join(str(model.summary()).split())


def test_frozen_lines():
    model = Model.parse(TORCHINFO)
    assert str(model.fixed) == "33"
    wrong = TORCHINFO.replace("Trainable params: 40,138", "Trainable params: 40,171")
    assert Model.parse(wrong).notes == (
        "Line 13: 40,171 trainable and 33 non-trainable parameters do not add up to the total of 40,171.",
    )


def test_rounded_numbers_stay_open():
    model = Model.parse(LIGHTNING)
    assert str(model.size) == "P_lstm + 650"
    assert model.layers[0].remark == "its number is rounded, from 4,450,000 to 4,550,000"


def test_the_levels_of_lightning_are_counted_once():
    rows = "0 | net | Net | 4.5 M | train\n1 | net.rnn | LSTM | 4.5 M | train\n2 | net.out | Linear | 650 | train\n"
    text = f"  | Name | Type | Params | Mode\n------\n{rows}------\n4.5 M     Total params\n"
    model = Model.parse(text)
    assert [layer.name for layer in model.layers] == ["net.rnn", "net.out"]
    assert not model.notes
    wrong = Model.parse(text.replace("4.5 M     Total", "9.1 M     Total"))
    assert wrong.notes == ("Line 7: total params are 9.1 M, and the rows add up to from 4,450,650 to 4,550,650.",)


def test_a_rounded_number_with_its_sizes():
    head = "  | Name | Type | Params | In sizes | Out sizes\n"
    (layer,) = Model.parse(head + "0 | rnn | LSTM | 23.0 K | [2, 7, 24] | [[2, 7, 64], [1, 2, 64]]\n").layers
    assert (layer.what, layer.derived_at({})) == ("torch.nn.LSTM", 4 * 64 * (24 + 64 + 2))
    (open_one,) = Model.parse(head + "0 | rnn | RNN | 1.2 K | [2, 5, 12] | [[2, 5, 29], [1, 2, 29]]\n").layers
    assert str(open_one.size) == "P_rnn"
    assert "1,247 of torch.nn.RNN(12, 29) or 1,189 of torch.nn.RNN(12, 29, bias=false)" in open_one.remark


MODULES = """\
Tagger(
  (embedding): Embedding(100, 16, padding_idx=0)
  (layers): ModuleList(
    (0-1): 2 x Block(
      (attention): MultiheadAttention(
        (out_proj): NonDynamicallyQuantizableLinear(in_features=16, out_features=16, bias=True)
      )
      (mlp): Sequential(
        (0): Linear(in_features=16, out_features=64, bias=True)
        (1): NewGELU()
      )
    )
  )
  (conv): Conv1d(16, 8, kernel_size=(3,), stride=(1,), padding=same)
  (rnn): LSTM(8, 20, num_layers=2, batch_first=True, dropout=0.1, bidirectional=True)
  (spline): SplineLayer(8, knots=12)
)
"""


def test_a_printed_module():
    model = Model.parse(MODULES)
    counts = {layer.name: str(layer.size) for layer in model.layers}
    attention, dense = str(4 * 16 * 16 + 4 * 16), str(64 * 17)
    assert counts == {
        "embedding": "1600",
        "layers.0.attention": attention,
        "layers.1.attention": attention,
        "layers.0.mlp.0": dense,
        "layers.1.mlp.0": dense,
        "layers.0.mlp.1": "0",
        "layers.1.mlp.1": "0",
        "conv": str(8 * (16 * 3 + 1)),
        "rnn": str(2 * (80 * (8 + 20 + 2)) + 2 * (80 * (40 + 20 + 2))),
        "spline": "P_spline",
    }
    remarks = {layer.name: layer.remark for layer in model.layers}
    assert remarks["layers.0.mlp.1"] == "it is not known here, and taken to hold nothing"
    assert remarks["spline"].startswith("line 16: torch.nn.SplineLayer is not known here")
    assert model.notes == ("What a module holds in an nn.Parameter of its own is not printed, and not counted.",)


def test_numbers_without_shapes():
    rows = "| fc.weight | 640 |\n| fc.bias   | 10  |\n| rnn.weight_hh_l0 | 1,600 |\n"
    model = Model.parse(f"+----+----+\n| Modules | Parameters |\n{rows}Total Params: 2251\n")
    assert [(layer.name, str(layer.size)) for layer in model.layers] == [("fc", "650"), ("rnn", "1600")]
    assert model.notes == ("Line 6: total params are 2,251, and the rows add up to 2,250.",)


def test_a_first_convolution_reads_a_picture():
    head = "Layer (type)                          Output Shape            Param #\n"
    rows = (
        "conv2d (Conv2D)                       (None, 64, 64, 32)      896",
        "depthwise_conv2d (DepthwiseConv2D)    (None, 62, 62, 32)      320",
    )
    layer, depthwise = Model.parse(head + "\n".join(rows)).layers
    assert (layer.what, str(layer.reads)) == ("convolution over 3×3", "3")
    assert depthwise.derived_at({}) == 320


def test_a_pool_keeps_the_channels():
    rows = ("Conv2d-1  [-1, 6, 24, 24]  156", "MaxPool2d-2  [-1, 6, 12, 12]  0", "Conv2d-3  [-1, 16, 8, 8]  1,200")
    _, conv = Model.parse("Layer (type)  Output Shape  Param #\n" + "\n".join(f"  {row}" for row in rows)).layers
    assert (str(conv.reads), conv.what) == ("6", "convolution over 5×5, no bias")


def test_a_size_mismatch_says_what_differs():
    model = Model.parse(MISMATCH)
    assert model.notes == (
        "lstm.weight_ih_l0: (240, 81) in the checkpoint and (240, 80) in the model: the input size differs.",
    )


def test_a_printout_is_a_network_for_every_question(tmp_path):
    path = tmp_path / "printout.txt"
    path.write_text(KERAS_3, encoding="utf-8")
    run = CliRunner().invoke
    assert run(app, ["count", str(path)]).output == "4460042\n"
    assert "keras.layers.LSTM" in run(app, ["summary", str(path)]).output
    assert "keras.layers.LSTM" in run(app, ["summary", "-"], input=KERAS_3).output
    assert Model.load(path).count_at() == 4460042


def test_a_table_that_is_cut_off():
    cut = "\n".join(line[:44] for line in KERAS_3.split("\n"))
    with pytest.raises(SymbolicError, match="the table has no column of numbers, Param #: it is cut off"):
        Model.parse(cut)


def test_a_text_without_a_network(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("nothing of that kind\n", encoding="utf-8")
    with pytest.raises(SymbolicError, match="this is neither a summary of a network nor a list of names and shapes"):
        Model.load(path)


def test_a_long_printout_is_refused():
    with pytest.raises(SymbolicError, match="a printout has at most 256 KiB and 5,000 lines"):
        Model.parse(STATE_DICT * 1500)


@pytest.mark.parametrize("text", ["lstm(m) > dense(10)", "embedding(V, e) >\n lstm(m) >\n dense(V)", "dense (10)"])
def test_the_text_of_a_network_is_not_taken_for_a_printout(text):
    assert not is_printout(text)


@pytest.mark.parametrize(
    "head",
    ["", "a.b torch.Size(", "Layer (type)   Output Shape   Param #\n", "| Name | Type | Params\n", "(0): A(", "[("],
)
@pytest.mark.parametrize(
    "unit", ["shape ", "'", " ", "(1", "1", "torch.Size(", "\n", "Parameter containing", "w:", "a", "(1, 2), ", "{'a':"]
)
def test_no_text_takes_the_square_of_its_length(head, unit):
    def seconds(length):
        text = head + unit * (length // len(unit))
        begin = process_time()
        if may_be_printout(text) and is_printout(text):
            with suppress(SymbolicError):
                read_printout(text)
        return process_time() - begin

    # Eight times as long: of the square it would be sixty-four times, and seconds at this length.
    assert seconds(64_000) < 16 * seconds(8_000) + 0.2


def test_a_table_with_what_each_layer_reads_before_what_it_gives():
    text = """
 Layer (type)       Input Shape          Output Shape         Param #
===========================================================================
  Embedding-1          [[1, 20]]          [1, 20, 64]         64,000
    LSTM-1         [[1, 20, 64]]  [[1, 20, 32], [[1, 1, 32], [1, 1, 32]]]   12,544
   Linear-1          [[1, 32]]             [1, 2]               66
===========================================================================
Total params: 76,610
"""
    model = Model.parse(text)
    assert [(row.name, str(row.reads), str(row.gives)) for row in model.layers][1:] == [
        ("lstm-1", "64", "32"),
        ("linear-1", "32", "2"),
    ]
    assert model.layers[0].what == "embedding"
    assert str(model.summary()).count("not known") == 0


def test_a_trainable_total_whose_layers_are_not_printed_is_told():
    totals = "Trainable params: {}\nNon-trainable params: {}\n"
    assert Model.parse(TORCHSUMMARY + totals.format(113, 0)).notes == ()
    (note,) = Model.parse(TORCHSUMMARY + totals.format(93, 20)).notes
    assert note.endswith("trainable params are 93, of which layers is not printed; 113 are counted as trained.")


def test_a_tree_in_plain_signs():
    rows = {"A": "7", "+ Embedding: 1-1": "12,000", "+ Sequential: 1-2": "--", "|    + Linear: 2-1": "1,040"}
    head = "Layer (type:depth-idx)                   Param #\n"
    body = "".join(f"{name:<41}{count}\n" for name, count in rows.items())
    model = Model.parse(f"{head}{body}Total params: 13,047\n")
    assert model.count_at() == 13047
    assert model.notes == ()


HAIKU = """
| Module                 | Module params  | Param count |
|------------------------|----------------|-------------|
| embed (Embed)          | embeddings: f32[40,6] |  240 |
| lstm/linear (Linear)   | w: f32[11,20]  |         240 |
|  └ lstm (LSTM)         | b: f32[20]     |             |
| gru (GRU)              | w_i: f32[5,12] |         120 |
|                        | w_h: f32[4,12] |             |
|                        | b: f32[12]     |             |
| gru (GRU)              | w_i: f32[5,12] |         120 |
|                        | w_h: f32[4,12] |             |
|                        | b: f32[12]     |             |
| layer_norm (LayerNorm) | offset: f32[4] |           8 |
|                        | scale: f32[4]  |             |
"""


def test_a_table_without_rules_goes_on_below_a_row():
    model = Model.parse(HAIKU)
    assert model.count_at() == 240 + 240 + 120 + 8


def test_a_table_without_its_arrays_is_refused():
    rows = [line.split("|") for line in HAIKU.strip().split("\n")]
    text = "\n".join("|".join([*row[:2], *row[3:]]) for row in rows)
    with pytest.raises(SymbolicError, match="the table has no column Module params"):
        Model.parse(text)
