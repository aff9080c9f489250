"""What tf2onnx writes of a network of Keras, and what of that are arrays of the network."""

import numpy as np
import pytest
from onnx_graphs import FLOAT, STATES, array, constant, helper, lstm, onnx, rows, written

from symbolic import Model


def by_tensorflow(folder, nodes, arrays, **options):
    path = written(folder, nodes, arrays, **options)
    model = onnx.load(path)
    model.producer_name = "tf2onnx"
    onnx.save(model, path)
    return path


def biases(sides, first, second=0.0):
    return constant("B", np.concatenate([np.full((sides, 20), first), np.full((sides, 20), second)], 1))


@pytest.mark.parametrize(
    ("sides", "first", "second", "number", "kind"),
    [
        (1, 0.5, 0.0, 4 * 5 * (4 + 5 + 1), "keras.layers.LSTM"),
        (2, 0.5, 0.0, 2 * 4 * 5 * (4 + 5 + 1), "keras.layers.LSTM bidirectional=true"),
        (1, 0.0, 0.0, 4 * 5 * (4 + 5), "keras.layers.LSTM use_bias=false"),
        (1, 0.5, 0.5, 4 * 5 * (4 + 5 + 2), "onnx.LSTM"),
    ],
)
def test_an_lstm_has_the_biases_of_keras_where_the_second_are_zeros(tmp_path, sides, first, second, number, kind):
    node = lstm(**({"direction": "bidirectional"} if sides == 2 else {}))
    arrays = [array("W", sides, 20, 4), array("R", sides, 20, 5), biases(sides, first, second), *STATES]
    (row,) = rows(by_tensorflow(tmp_path, [node], arrays)).values()
    assert (row.count, row.layer.what, row.differs) == (number, kind, False)
    assert bool(row.layer.remark) == (first == 0)


@pytest.mark.parametrize("without", [0, 1])
def test_a_direction_without_biases_beside_one_with_some(tmp_path, without):
    numbers = np.concatenate([np.full((2, 20), 0.5), np.zeros((2, 20))], 1)
    numbers[without] = 0
    arrays = [array("W", 2, 20, 4), array("R", 2, 20, 5), constant("B", numbers), *STATES]
    (row,) = rows(by_tensorflow(tmp_path, [lstm(direction="bidirectional")], arrays)).values()
    assert row.count == 2 * 4 * 5 * (4 + 5) + 4 * 5
    assert row.layer.remark.startswith("the biases of one direction are zeros")


def scores(scale, after=False):
    """Attention over sums of hyperbolic tangents, with a scale within them, behind them or without one."""
    add = helper.make_node("Add", ["x", "z"], ["a"], name="net/own_attention_1/add")
    tanh = helper.make_node("Tanh", ["a"], ["b"], name="net/own_attention_1/Tanh")
    name = "net/own_attention_1/Mul/ReadVariableOp:0"
    first, last = [("b", "s"), ("s", "m")][after]
    times = [helper.make_node("Mul", [first, name], [last], name="net/own_attention_1/Mul")] if scale else []
    summed = helper.make_node(
        "ReduceSum", ["b" if after or not scale else "s"], ["s" if after or not scale else "m"], name="sum"
    )
    end = helper.make_node("Softmax", ["m" if scale else "s"], ["y"], name="net/own_attention_1/Softmax")
    return [add, tanh, *([summed, *times] if after else [*times, summed]), end], name


@pytest.mark.parametrize(("shape", "after"), [((5,), False), ((), True), ((1,), True)])
def test_the_scale_of_attention_is_a_parameter_also_where_it_is_one_number(tmp_path, shape, after):
    nodes, name = scores(True, after)
    table = rows(by_tensorflow(tmp_path, nodes, [constant(name, np.full(shape, 0.3) + np.arange(np.prod(shape)))]))
    assert {name: row.count for name, row in table.items()} == {"net/own_attention_1/Mul": np.prod(shape)}


def test_a_scale_that_tf2onnx_has_left_out_is_told(tmp_path):
    nodes, _ = scores(False)
    table = rows(by_tensorflow(tmp_path, nodes, []))
    assert table["net/own_attention_1"].layer.remark.startswith("tf2onnx leaves out a scale of ones")
    assert table["net/own_attention_1"].count == 0


def test_what_was_computed_by_tensorflow_is_told(tmp_path):
    nodes = [helper.make_node("Mul", ["x", "ConstantFolding/n/truediv_recip:0"], ["y"], name="n/truediv")]
    (row,) = rows(by_tensorflow(tmp_path, nodes, [array("ConstantFolding/n/truediv_recip:0", 4)])).values()
    assert "the network holds other arrays" in row.layer.remark


def test_the_zeros_take_bytes_all_the_same(tmp_path):
    arrays = [array("W", 1, 20, 4), array("R", 1, 20, 5), biases(1, 0.5), *STATES]
    assert Model.load(by_tensorflow(tmp_path, [lstm()], arrays)).summary().stored_memory == 4 * 20 * (4 + 5 + 2)


def loop():
    """A loop that is given constants alone, and reads the network's input from outside."""
    step = helper.make_node("MatMul", ["x", "K"], ["p"], name="while/MatMul")
    keep = helper.make_node("Identity", ["going"], ["goes_on"])
    body = helper.make_graph(
        [step, keep],
        "body",
        [
            helper.make_tensor_value_info("i", onnx.TensorProto.INT64, []),
            helper.make_tensor_value_info("going", onnx.TensorProto.BOOL, []),
            helper.make_tensor_value_info("state", FLOAT, None),
        ],
        [helper.make_tensor_value_info(name, FLOAT, None) for name in ("goes_on", "p")],
    )
    return helper.make_node("Loop", ["steps", "true", "zeros"], ["last"], name="while_loop", body=body)


def test_what_follows_a_loop_that_is_given_constants_is_read(tmp_path):
    head = helper.make_node("MatMul", ["last", "H"], ["y"], name="head")
    fixed = [constant("steps", 5, np.int64), constant("true", True, np.bool_), constant("zeros", np.zeros((2, 4)))]
    table = rows(by_tensorflow(tmp_path, [loop(), head], [*fixed, array("K", 3, 4), array("H", 4, 7)]))
    assert {name: row.count for name, row in table.items()} == {"while/MatMul": 12, "head": 28}


def test_a_kernel_of_zeros_that_makes_a_first_state_and_the_scales_of_a_picture_are_no_arrays(tmp_path):
    nodes = [
        helper.make_node("Conv", ["x", "lstm/zeros:0"], ["state"], name="lstm/convolution"),
        helper.make_node("Resize", ["state", "", "scales"], ["large"], name="Resize"),
        helper.make_node("Conv", ["large", "K"], ["y"], name="conv"),
    ]
    arrays = [
        constant("lstm/zeros:0", np.zeros((5, 2, 3, 3))),
        constant("scales", [1, 1, 2, 3]),
        array("K", 4, 5, 1, 1),
    ]
    assert {name: row.count for name, row in rows(by_tensorflow(tmp_path, nodes, arrays)).items()} == {"conv": 20}


@pytest.mark.parametrize(("hidden", "count"), [(-1e9, 0), (-1e4, 0), (-3.0, 9)])
def test_what_hides_places_from_attention_is_no_array(tmp_path, hidden, count):
    nodes = [helper.make_node("Add", ["x", "const_fold_opt__7"], ["y"], name="softmax/add")]
    arrays = [constant("const_fold_opt__7", np.triu(np.full((3, 3), hidden), 1))]
    table = rows(by_tensorflow(tmp_path, nodes, arrays))
    assert sum(row.count for row in table.values()) == count


def test_a_norm_that_is_computed_to_a_factor_and_a_summand_is_told(tmp_path):
    nodes = [
        helper.make_node("Mul", ["x", "norm/batchnorm/mul:0"], ["a"], name="norm/batchnorm/mul_1"),
        helper.make_node("Add", ["a", "norm/batchnorm/sub:0"], ["y"], name="norm/batchnorm/add_1"),
    ]
    arrays = [array("norm/batchnorm/mul:0", 6), array("norm/batchnorm/sub:0", 6)]
    table = rows(by_tensorflow(tmp_path, nodes, arrays))
    assert all("the network holds other arrays" in row.layer.remark for row in table.values())


@pytest.mark.parametrize("trained", [False, True])
def test_a_head_of_one_unit_is_no_bias_that_says_whether_the_network_is_trained(tmp_path, trained):
    nodes = [
        helper.make_node("MatMul", ["x", "K"], ["p"], name="first"),
        helper.make_node("Add", ["p", "b"], ["z"], name="first/BiasAdd"),
        helper.make_node("MatMul", ["z", "H"], ["y"], name="head"),
    ]
    bias = array("b", 5) if trained else constant("b", np.ones(5))
    row = rows(by_tensorflow(tmp_path, nodes, [array("K", 3, 5), bias, array("H", 5, 1)]))["head"]
    assert row.layer.remark.startswith("tf2onnx leaves out a bias") != trained


@pytest.mark.parametrize(
    ("cell", "width", "bias", "kind"),
    [
        ("lstm_cell", 20, (20,), "keras.layers.LSTM"),
        ("gru_cell_1", 15, (15,), "keras.layers.GRU reset_after=false"),
        ("gru_cell", 15, (2, 15), "keras.layers.GRU"),
        ("simple_rnn_cell", 5, (), "keras.layers.SimpleRNN use_bias=false"),
    ],
)
def test_a_loop_of_products_is_the_layer_whose_arrays_it_reads(tmp_path, cell, width, bias, kind):
    names = [f"net/rnn/{cell}/{name}/ReadVariableOp/resource:0" for name in ("MatMul", "MatMul_1", "BiasAdd")]
    nodes = [
        helper.make_node("MatMul", ["x", names[0]], ["a"], name="net/rnn/while/MatMul"),
        helper.make_node("MatMul", ["a", names[1]], ["b"], name="net/rnn/while/MatMul_1"),
        helper.make_node("Add", ["b", names[2]] if bias else ["b", "b"], ["c"], name="net/rnn/while/BiasAdd"),
        helper.make_node("MatMul", ["c", "H"], ["y"], name="head"),
    ]
    held = [array(names[0], 4, width), array(names[1], 5, width), *([array(names[2], *bias)] if bias else [])]
    table = rows(by_tensorflow(tmp_path, nodes, [*held, array("H", width, 2)]))
    assert [*table] == [f"net/rnn/{cell}", "head"]
    row = table[f"net/rnn/{cell}"]
    assert (row.layer.what, row.count, row.differs) == (kind, sum(np.prod(each.dims) for each in held), False)


@pytest.mark.parametrize("wrong", [(5, 16), (5, 5, 20)])
def test_a_loop_whose_arrays_fit_no_layer_is_listed_product_by_product(tmp_path, wrong):
    names = [f"rnn/lstm_cell/{name}/resource:0" for name in ("MatMul", "MatMul_1")]
    nodes = [
        helper.make_node("MatMul", ["x", names[0]], ["a"], name="while/MatMul"),
        helper.make_node("MatMul", ["a", names[1]], ["y"], name="while/MatMul_1"),
    ]
    table = rows(by_tensorflow(tmp_path, nodes, [array(names[0], 4, 20), array(names[1], *wrong)]))
    assert [*table] == ["while/MatMul", "while/MatMul_1"]


def test_a_layer_that_is_a_function_of_its_own_is_known_by_its_shapes(tmp_path):
    names = [f"Func/net/encoder/PartitionedCall{again}/input/_{place}:0" for again, place in (("", 4), ("_1", 15))]
    nodes = [
        helper.make_node("MatMul", ["x", names[1]], ["a"], name="net/encoder/PartitionedCall_1/MatMul"),
        helper.make_node("MatMul", ["a", names[0]], ["y"], name="while/MatMul_1"),
    ]
    (row,) = rows(by_tensorflow(tmp_path, nodes, [array(names[0], 5, 15), array(names[1], 4, 15)])).values()
    assert (row.layer.name, row.layer.what) == ("net/encoder", "keras.layers.GRU use_bias=false")
