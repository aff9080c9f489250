"""What exporters leave out of ONNX files, store once or fold into others is counted, or told."""

import numpy as np
import pytest
from onnx_graphs import ARRAYS, RANDOM, STATES, array, constant, helper, lstm, numpy_helper, onnx, rows, written

from symbolic import Model


def by(producer, path):
    """The file as one of this exporter."""
    model = onnx.load(path)
    model.producer_name = producer
    onnx.save(model, path)
    return path


def test_equal_arrays_of_two_modules_are_merged_before_training_and_that_is_told(tmp_path):
    gains = [numpy_helper.from_array(np.ones(4, np.float32), "0.weight"), array("1.weight", 4)]
    nodes = [
        helper.make_node("LayerNormalization", ["x", "0.weight"], ["a"], name="/layers.0/norm/LayerNormalization"),
        helper.make_node("LayerNormalization", ["a", "0.weight"], ["b"], name="/layers.0/norm_1/LayerNormalization"),
        helper.make_node("LayerNormalization", ["b", "0.weight"], ["c"], name="/layers.1/norm/LayerNormalization"),
        helper.make_node("LayerNormalization", ["c", "1.weight"], ["y"], name="/layers.2/norm/LayerNormalization"),
    ]
    table = rows(by("pytorch", written(tmp_path, nodes, gains)))
    said = {name.split("/")[0]: "arrays of the same numbers once" in row.layer.remark for name, row in table.items()}
    assert said == {"layers.0": False, "layers.1": True, "layers.2": False}


def test_numbers_that_no_training_changes_are_fixed(tmp_path):
    angles = np.arange(5)[:, None] * 100.0 ** -np.arange(3)
    kinds = {
        "angles": np.stack([np.sin(angles), np.cos(angles)], 2).reshape(5, 6),
        "halves": np.concatenate([np.sin(angles), np.cos(angles)], 1),
        "mask": np.tri(5, 6),
        "learned": RANDOM.standard_normal((5, 6)),
    }
    names = ["x", *(f"v{place}" for place in range(3)), "y"]
    nodes = [
        helper.make_node("Add", [names[place], f"net.{name}"], [names[place + 1]], name=name)
        for place, name in enumerate(kinds)
    ]
    arrays = [constant(f"net.{name}", numbers) for name, numbers in kinds.items()]
    table = rows(by("pytorch", written(tmp_path, nodes, arrays)))
    assert {name: (row.trained, row.fixed) for name, row in table.items()} == {
        **dict.fromkeys(("angles", "halves", "mask"), (0, 30)),
        "learned": (30, 0),
    }


def test_single_numbers_are_parameters_where_their_names_are_those_of_a_module(tmp_path):
    nodes = [
        helper.make_node("Mul", ["x", "block.alpha"], ["a"], name="scale"),
        helper.make_node("Mul", ["a", "/Constant_output_0"], ["y"], name="other"),
    ]
    arrays = [constant("block.alpha", 0.3), constant("/Constant_output_0", 0.5)]
    assert sum(row.count for row in rows(by("pytorch", written(tmp_path, nodes, arrays))).values()) == 1
    assert sum(row.count for row in rows(written(tmp_path, nodes, arrays)).values()) == 0


def test_the_shape_of_an_array_is_not_the_array(tmp_path):
    nodes = [
        helper.make_node("Shape", ["K"], ["s"], name="shape"),
        helper.make_node("Shape", ["x"], ["t"], name="steps"),
        helper.make_node("Concat", ["t", "s"], ["to"], name="sizes", axis=0),
        helper.make_node("MatMul", ["x", "K"], ["z"], name="dense"),
        helper.make_node("Reshape", ["z", "to"], ["y"], name="back"),
    ]
    read_rows = rows(written(tmp_path, nodes, [array("K", 4, 3)]))
    assert [(name, row.count) for name, row in read_rows.items()] == [("dense", 12)]


@pytest.mark.parametrize(("forget", "says"), [(0, True), (1, True), (0.3, False)])
def test_a_bias_that_tf2onnx_may_have_left_out_is_told_unless_the_network_is_trained(tmp_path, forget, says):
    nodes = [lstm(), helper.make_node("MatMul", ["y", "K"], ["z"], name="head")]
    biases = np.zeros((1, 40))
    biases[:, 10:15] = forget
    arrays = [*ARRAYS[:2], constant("B", biases), array("K", 5, 2), *STATES]
    row = rows(by("tf2onnx", written(tmp_path, nodes, arrays)))["head"]
    assert (row.count, row.layer.remark.startswith("tf2onnx leaves out a bias of zeros")) == (10, says)


def test_a_norm_that_tf2onnx_has_folded_into_a_convolution_is_told(tmp_path):
    node = helper.make_node(
        "Conv", ["x", "a/Conv2D_weights_fused_bn", "a/Conv2D_bias_fused_bn"], ["y"], name="a/Conv2D"
    )
    arrays = [array("a/Conv2D_weights_fused_bn", 3, 2, 3, 3), array("a/Conv2D_bias_fused_bn", 3)]
    row = rows(by("tf2onnx", written(tmp_path, [node], arrays)))["a/Conv2D"]
    assert (row.count, "a norm, a mask or weight norm folded in" in row.layer.remark) == (57, True)


def test_an_array_that_the_older_exporter_stored_with_another_is_one_of_its_own_unless_its_module_runs_again(tmp_path):
    def module(path, kernel, reads, gives):
        return [
            helper.make_node("MatMul", [reads, kernel], [f"{path}/p"], name=f"{path}/MatMul"),
            helper.make_node("Add", ["first.bias", f"{path}/p"], [gives], name=f"{path}/Add"),
        ]

    nodes = [
        helper.make_node("Identity", ["onnx::MatMul_1"], ["onnx::MatMul_2"], name="Identity_0"),
        helper.make_node("Identity", ["onnx::MatMul_1"], ["onnx::MatMul_3"], name="Identity_1"),
        *module("/first", "onnx::MatMul_1", "x", "/first/y"),
        *module("/first_1", "onnx::MatMul_2", "/first/y", "/first_1/y"),
        helper.make_node("MatMul", ["/first_1/y", "onnx::MatMul_3"], ["y"], name="/second/MatMul"),
    ]
    arrays = [constant("onnx::MatMul_1", np.eye(4)), array("first.bias", 4)]
    summary = Model.load(by("pytorch", written(tmp_path, nodes, arrays))).summary()
    assert (summary.trained, summary.stored_memory) == (16 + 4 + 16, 4 * 20)


@pytest.mark.parametrize("own_bias", [False, True])
def test_equal_kernels_of_two_modules_are_copies_where_all_that_they_hold_is_equal(tmp_path, own_bias):
    nodes = [
        helper.make_node("Identity", ["onnx::MatMul_1"], ["onnx::MatMul_2"], name="Identity_0"),
        *([] if own_bias else [helper.make_node("Identity", ["a.bias"], ["b.bias"], name="Identity_1")]),
        helper.make_node("MatMul", ["x", "onnx::MatMul_1"], ["/a/p"], name="/a/MatMul"),
        helper.make_node("Add", ["a.bias", "/a/p"], ["/a/y"], name="/a/Add"),
        helper.make_node("MatMul", ["/a/y", "onnx::MatMul_2"], ["/b/p"], name="/b/MatMul"),
        helper.make_node("Add", ["b.bias", "/b/p"], ["y"], name="/b/Add"),
    ]
    arrays = [array("onnx::MatMul_1", 4, 4), array("a.bias", 4), *([array("b.bias", 4)] if own_bias else [])]
    summary = Model.load(by("pytorch", written(tmp_path, nodes, arrays))).summary()
    # With a bias of its own the second module may share the kernel, and that is said.
    assert summary.trained == (16 + 4 + 4 if own_bias else 2 * (16 + 4))
    assert any("may hold more" in row.layer.remark for row in summary.rows) == own_bias


@pytest.mark.parametrize(("name", "told"), [("onnx::Add_7", True), ("first.bias", False)])
def test_a_bias_that_the_older_exporter_has_made_is_told(tmp_path, name, told):
    nodes = [
        helper.make_node("MatMul", ["x", "onnx::MatMul_1"], ["/first/p"], name="/first/MatMul"),
        helper.make_node("Add", [name, "/first/p"], ["y"], name="/first/Add"),
    ]
    path = by("pytorch", written(tmp_path, nodes, [array("onnx::MatMul_1", 4, 3), array(name, 3)]))
    (row,) = rows(path).values()
    assert (row.count, row.layer.remark.startswith("made when it was exported")) == (15, told)


def test_masks_of_the_older_exporter_are_fixed_by_their_name_or_told(tmp_path):
    nodes = [
        helper.make_node("MatMul", ["x", "onnx::MatMul_1"], ["/q/p"], name="/q/MatMul"),
        helper.make_node("Where", ["causal", "/q/p", "/low"], ["/w"], name="/Where"),
        helper.make_node("Add", ["/w", "onnx::Add_5"], ["y"], name="/Add"),
    ]
    mask = np.tri(6, 6) > 0
    arrays = [
        array("onnx::MatMul_1", 6, 6),
        numpy_helper.from_array(mask, "causal"),
        constant("/low", -1e9),
        constant("onnx::Add_5", np.where(mask, 0, -np.inf)),
    ]
    table = rows(by("pytorch", written(tmp_path, nodes, arrays)))
    assert {name: (row.trained, row.fixed) for name, row in table.items()} == {
        "q/MatMul": (36, 0),
        "Where": (0, 36),
        "the module": (0, 0),
    }
    assert "one constant, onnx::Add_5: made when it was exported" in table["the module"].layer.remark


WINDOWS = {
    "same": ({"pads": [2, 2]}, False),
    "valid": ({}, True),
    "stride": ({"pads": [2, 2], "strides": [2]}, True),
    "dilated": ({"pads": [4, 4], "dilations": [2]}, False),
    "automatic": ({"auto_pad": "SAME_UPPER"}, False),
}


@pytest.mark.parametrize("name", WINDOWS)
def test_a_convolution_that_changes_the_steps_is_told(tmp_path, name):
    said, told = WINDOWS[name]
    nodes = [
        helper.make_node("Conv", ["x", "K"], ["z"], name="conv", kernel_shape=[5], **said),
        helper.make_node("MatMul", ["z", "M"], ["y"], name="head"),
    ]
    model = Model.load(written(tmp_path, nodes, [array("K", 4, 3, 5), array("M", 4, 2)]))
    notes = [layer.note for layer in model.cost(B=1, T=20).answer.layers]
    assert [note.startswith("steps not known behind Conv") for note in notes] == [told, told]
