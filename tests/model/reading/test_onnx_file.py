"""ONNX files made by hand: what is a parameter, where it lies, and files that do not fit."""

import numpy as np
import pytest
from onnx_graphs import ARRAYS, FLOAT, RANDOM, STATES, array, constant, helper, lstm, numpy_helper, rows, written

from symbolic import Model
from symbolic.errors import FileError


def test_first_states_are_no_parameters(tmp_path):
    table = rows(written(tmp_path, [lstm()], [*ARRAYS, *STATES]))
    assert (table["lstm"].layer.what, table["lstm"].count) == ("onnx.LSTM", 80 + 100 + 40)


@pytest.mark.parametrize("layout", [0, 1])
@pytest.mark.parametrize("direction", ["forward", "reverse", "bidirectional"])
def test_the_attributes_of_an_lstm(tmp_path, direction, layout):
    sides = 2 if direction == "bidirectional" else 1
    arrays = [array("W", sides, 20, 4), array("R", sides, 20, 5), array("P", sides, 15)]
    node = helper.make_node(
        "LSTM",
        ["x", "W", "R", "", "", "", "", "P"],
        ["y"],
        name="lstm",
        hidden_size=5,
        direction=direction,
        layout=layout,
    )
    row = rows(written(tmp_path, [node], arrays))["lstm"]
    assert row.count == row.derived == sides * (80 + 100 + 15)
    assert "P=true" in row.layer.what
    assert ("bidirectional" in row.layer.what) == (sides == 2)


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"direction": 3}, "direction of LSTM is a text, and here it is a whole number"),
        ({"input_forget": "yes"}, "input_forget of LSTM is a whole number, and here it is a text"),
        (
            {"linear_before_reset": [1, 2]},
            "linear_before_reset of LSTM is a whole number, and here it is several values",
        ),
    ],
)
def test_an_attribute_of_another_kind_is_said_and_the_rest_is_read(tmp_path, attributes, words):
    nodes = [lstm(**attributes), helper.make_node("MatMul", ["y", "K"], ["z"], name="head")]
    table = rows(written(tmp_path, nodes, [*ARRAYS, *STATES, array("K", 5, 2)]))
    assert table["head"].layer.what == "dense, no bias"
    assert not table["lstm"].layer.known
    assert table["lstm"].layer.remark == words
    assert words in " ".join(str(Model.load(tmp_path / "x.onnx").summary()).split())


@pytest.mark.parametrize("group", ["two", 0])
def test_a_convolution_with_groups_that_make_no_sense(tmp_path, group):
    node = helper.make_node("Conv", ["x", "K"], ["y"], name="conv", group=group)
    row = rows(written(tmp_path, [node], [array("K", 6, 3, 2)]))["conv"]
    assert (row.layer.known, row.count) == (False, 36)
    assert row.layer.remark.startswith("group of Conv is ")


def test_arrays_that_do_not_fit_the_hidden_size_are_only_nearly_a_layer(tmp_path):
    node = helper.make_node("LSTM", ["x", "W", "R", "B"], ["y"], name="lstm", hidden_size=7)
    row = rows(written(tmp_path, [node], ARRAYS))["lstm"]
    assert row.layer.remark == "nearly onnx.LSTM input_size=4 hidden_size=5, with a hidden_size of 7"
    assert row.count == 220


def test_kernels_that_an_exporter_cuts_and_joins_are_those_of_the_layer(tmp_path):
    nodes = [
        helper.make_node("Slice", ["w", "zero", "five"], ["first"]),
        helper.make_node("Slice", ["w", "five", "end"], ["rest"]),
        helper.make_node("Concat", ["rest", "first"], ["joined"], axis=0),
        helper.make_node("Unsqueeze", ["joined", "zero"], ["W"]),
        helper.make_node("Transpose", ["r"], ["turned"], perm=[1, 0]),
        helper.make_node("Reshape", ["turned", "shape"], ["R"]),
        helper.make_node("GRU", ["x", "W", "R"], ["y"], name="gru", hidden_size=5),
    ]
    whole = [constant(name, value, np.int64) for name, value in (("zero", [0]), ("five", [5]), ("end", [2**62]))]
    kernels = [array("w", 15, 4), array("r", 5, 15), constant("shape", [1, 15, 5], np.int64)]
    path = written(tmp_path, nodes, [*kernels, *whole])
    row = rows(path)["gru"]
    assert (row.layer.what, row.count) == ("onnx.GRU B=false", 135)
    assert [stored.name for stored in row.layer.arrays] == ["w", "r"]


def test_weights_behind_a_dequantisation_are_counted_with_their_bytes(tmp_path):
    nodes = [
        helper.make_node("DequantizeLinear", ["K", "scale", "zero"], ["k"], axis=1),
        helper.make_node("MatMul", ["x", "k"], ["product"], name="head"),
        helper.make_node("Add", ["product", "b"], ["y"]),
    ]
    arrays = [array("K", 6, 4, kind=np.int8), array("scale", 4), constant("zero", [0] * 4, np.int8), array("b", 4)]
    summary = Model.load(written(tmp_path, nodes, arrays)).summary()
    (row,) = summary.rows
    assert (row.layer.what.split(",")[0], row.count, row.derived) == ("dense", 28, 28)
    assert [(stored.name, stored.dtype, stored.bytes) for stored in row.layer.arrays] == [
        ("K", "int8", 24),
        ("b", "float32", 16),
    ]


def test_a_product_of_whole_numbers_has_its_bias_behind_the_scale(tmp_path):
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["x"], ["q", "q_scale", "q_zero"]),
        helper.make_node("MatMulInteger", ["q", "K", "q_zero", "zero"], ["product"], name="head"),
        helper.make_node("Cast", ["product"], ["real"], to=FLOAT),
        helper.make_node("Mul", ["q_scale", "scale"], ["scales"]),
        helper.make_node("Mul", ["real", "scales"], ["scaled"]),
        helper.make_node("Add", ["scaled", "b"], ["y"]),
    ]
    arrays = [array("K", 6, 4, kind=np.uint8), array("scale", 4), constant("zero", [0] * 4, np.uint8), array("b", 4)]
    (row,) = Model.load(written(tmp_path, nodes, arrays)).summary().rows
    assert (row.count, row.derived) == (28, 28)


def test_arrays_of_graphs_inside_are_read_where_they_are_run(tmp_path):
    body = helper.make_graph(
        [
            helper.make_node("MatMul", ["state", "K"], ["product"], name="step"),
            helper.make_node("Identity", ["product"], ["next"]),
            helper.make_node("Identity", ["go"], ["on"]),
            helper.make_node("Identity", ["U"], ["U_same"]),
            helper.make_node("MatMul", ["product", "U"], ["out"], name="out"),
        ],
        "body",
        [helper.make_tensor_value_info(name, FLOAT, None) for name in ("i", "go", "state", "U")],
        [helper.make_tensor_value_info(name, FLOAT, None) for name in ("on", "next", "U_same", "out")],
        [array("K", 5, 5)],
    )
    node = helper.make_node("Loop", ["times", "true", "x", "Outer"], ["s", "u", "y"], name="loop", body=body)
    arrays = [array("Outer", 5, 3), constant("times", 4, np.int64), constant("true", True, bool)]
    table = rows(written(tmp_path, [node], arrays))
    assert {name: row.count for name, row in table.items()} == {"step": 25, "out": 15}


def function(name, nodes, domain="our.own"):
    return helper.make_function(domain, name, ["a"], ["b"], nodes, [helper.make_opsetid("", 20)])


def test_a_constant_of_a_function_is_counted_once(tmp_path):
    inner = [
        helper.make_node("Constant", [], ["K"], value=array("K", 5, 5)),
        helper.make_node("MatMul", ["a", "K"], ["b"], name="inner"),
    ]
    nodes = [
        helper.make_node("Twice", ["x"], ["z"], domain="our.own"),
        helper.make_node("Twice", ["z"], ["y"], domain="our.own"),
    ]
    summary = Model.load(written(tmp_path, nodes, [], functions=[function("Twice", inner)])).summary()
    assert [(row.layer.what, row.count) for row in summary.rows] == [("dense, no bias", 25)]


def test_functions_that_call_themselves(tmp_path):
    ring = function("Ring", [helper.make_node("Ring", ["a"], ["b"], domain="our.own")])
    node = helper.make_node("Ring", ["x"], ["y"], domain="our.own")
    with pytest.raises(FileError, match="its function Ring calls itself, or others that call it"):
        Model.load(written(tmp_path, [node], [], functions=[ring]))


def test_functions_that_grow_without_end(tmp_path):
    calls = [function("F0", [helper.make_node("Relu", ["a"], ["b"])])]
    for depth in range(1, 40):
        twice = [("a", "c"), ("c", "b")]
        calls.append(
            function(f"F{depth}", [helper.make_node(f"F{depth - 1}", [a], [b], domain="our.own") for a, b in twice])
        )
    node = helper.make_node("F39", ["x"], ["y"], domain="our.own")
    with pytest.raises(FileError, match="its functions unfold to more than 200,000 operators"):
        Model.load(written(tmp_path, [node], [], functions=calls))


def test_a_layer_that_reads_a_part_of_an_array_says_so(tmp_path):
    nodes = [
        helper.make_node("Slice", ["K", "zero", "five", "one"], ["left"]),
        helper.make_node("Slice", ["K", "five", "ten", "one"], ["right"]),
        helper.make_node("MatMul", ["x", "left"], ["l"], name="left"),
        helper.make_node("MatMul", ["x", "right"], ["y"], name="right"),
    ]
    places = {"zero": 0, "one": 1, "five": 5, "ten": 10}
    arrays = [array("K", 4, 10), *(constant(name, [value], np.int64) for name, value in places.items())]
    table = rows(written(tmp_path, nodes, arrays))
    assert table["left"].layer.remark == "it reads a part of K"
    assert sum(row.count for row in table.values()) == 40


def test_a_sparse_array_has_the_numbers_that_are_stored(tmp_path):
    values = constant("K", [1.5, 2.5, 3.5])
    places = constant("places", [1, 7, 11], np.int64)
    sparse = helper.make_sparse_tensor(values, places, [6, 4])
    node = helper.make_node("MatMul", ["x", "K"], ["y"], name="head")
    row = rows(written(tmp_path, [node], [], sparse=[sparse]))["head"]
    assert (row.count, row.derived) == (3, 24)


def test_numbers_that_lie_beside_the_file(tmp_path):
    nodes = [
        helper.make_node("Gather", ["E", "x"], ["e"], name="table"),
        helper.make_node("MatMul", ["e", "K"], ["y"], name="head"),
    ]
    kernel = RANDOM.standard_normal((40, 30)).astype(np.float32)
    arrays = [numpy_helper.from_array(kernel, "E"), numpy_helper.from_array(kernel.T.copy(), "K")]
    path = written(tmp_path, nodes, arrays, save_as_external_data=True, location="numbers", size_threshold=0)
    table = rows(path)
    assert [(row.count, row.layer.counted_in) for row in table.values()] == [(1200, ""), (0, "table")]
    (tmp_path / "numbers").unlink()
    assert [row.count for row in rows(path).values()] == [1200, 1200]


def test_a_shape_that_does_not_fit_its_numbers(tmp_path):
    kernel = array("K", 6, 4)
    kernel.dims[0] = 7
    node = helper.make_node("MatMul", ["x", "K"], ["y"], name="head")
    with pytest.raises(FileError, match="this file is damaged: the shape of 'K' does not fit its bytes"):
        Model.load(written(tmp_path, [node], [kernel]))
    kernel.dims[0] = -6
    with pytest.raises(FileError, match="this file is damaged: 'K' has no shape that an array can have"):
        Model.load(written(tmp_path, [node], [kernel]))


@pytest.mark.parametrize(("name", "counted"), [("/cell/Constant_2_output_0", 0), ("linear_1", 0), ("onnx::Add_12", 4)])
def test_zeros_that_are_added_are_a_bias_unless_they_are_computed(tmp_path, name, counted):
    nodes = [helper.make_node("Relu", ["x"], ["r"]), helper.make_node("Add", ["r", name], ["y"])]
    path = written(tmp_path, nodes, [numpy_helper.from_array(np.zeros((1, 4), np.float32), name)])
    assert sum(row.count for row in rows(path).values()) == counted


def test_masks_and_scalars_are_constants_and_what_is_added_is_a_parameter(tmp_path):
    nodes = [
        helper.make_node("Add", ["x", "/Constant_output_0"], ["masked"], name="mask"),
        helper.make_node("Mul", ["masked", "/Constant_1_output_0"], ["scaled"], name="scale"),
        helper.make_node("Add", ["scaled", "places"], ["y"], name="places"),
    ]
    mask = np.where(np.tri(3) > 0, 0, -np.inf).astype(np.float32)
    arrays = [numpy_helper.from_array(mask, "/Constant_output_0"), constant("/Constant_1_output_0", 0.125)]
    table = rows(written(tmp_path, nodes, [*arrays, array("places", 1, 3, 8)]))
    assert {name: row.count for name, row in table.items()} == {"places": 24}


def test_of_two_arrays_of_one_name_both_are_counted(tmp_path):
    node = helper.make_node("MatMul", ["x", "K"], ["y"], name="head")
    table = rows(written(tmp_path, [node], [array("K", 4, 3), array("K", 4, 7)]))
    assert {name: row.count for name, row in table.items()} == {"head": 28, "unread arrays": 12}
    assert table["unread arrays"].layer.remark == "another array has the same name, and is read"


@pytest.mark.parametrize(
    "nodes",
    [
        [("Add", ["b", "A"], "a"), ("Add", ["a", "A"], "b"), ("MatMul", ["x", "K"], "y")],
        [("Add", ["a", "A"], "a"), ("MatMul", ["x", "K"], "y")],
        [("MatMul", ["gone", "A"], "a"), ("MatMul", ["x", "K"], "y")],
    ],
    ids=["a loop", "an operator that reads itself", "an input that nothing gives"],
)
def test_the_rest_of_a_graph_that_cannot_be_run_is_read(tmp_path, nodes):
    made = [helper.make_node(kind, reads, [gives]) for kind, reads, gives in nodes]
    table = rows(written(tmp_path, made, [array("A", 3, 4), array("K", 4, 5)]))
    assert (table["y"].layer.what, sum(row.count for row in table.values())) == ("dense, no bias", 12 + 20)


def test_a_quantised_convolution_has_its_bias_behind_the_scale(tmp_path):
    nodes = [
        helper.make_node("ConvInteger", ["x", "K"], ["c"], name="conv"),
        helper.make_node("Cast", ["c"], ["f"], to=FLOAT),
        helper.make_node("Mul", ["f", "scale"], ["s"]),
        helper.make_node("Add", ["s", "bias"], ["y"], name="add"),
    ]
    arrays = [array("K", 6, 3, 2, kind=np.int8), constant("scale", 0.1), array("bias", 1, 6, 1)]
    table = rows(written(tmp_path, nodes, arrays))
    assert {name: row.count for name, row in table.items()} == {"conv": 36 + 6}


def test_a_zero_that_is_laid_out_is_no_bias(tmp_path):
    nodes = [
        helper.make_node("Expand", ["zero", "size"], ["bias"]),
        helper.make_node("Conv", ["x", "K", "bias"], ["y"], name="conv"),
    ]
    arrays = [array("K", 6, 3, 2), constant("zero", 0.0), constant("size", [6], np.int64)]
    table = rows(written(tmp_path, nodes, arrays))
    assert (table["conv"].layer.what, table["conv"].count) == ("convolution over 2, no bias", 36)
