"""ONNX files made by hand."""

import numpy as np
import pytest

from symbolic import Model

onnx = pytest.importorskip("onnx")
helper, numpy_helper, FLOAT = onnx.helper, onnx.numpy_helper, onnx.TensorProto.FLOAT
RANDOM = np.random.default_rng(0)


def array(name, *shape, kind=np.float32):
    return numpy_helper.from_array((RANDOM.standard_normal(shape) * 50).astype(kind), name)


def constant(name, values, kind=np.float32):
    return numpy_helper.from_array(np.array(values, kind), name)


def written(folder, nodes, arrays, inputs=("x",), functions=(), sparse=(), opset=20, **options):
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info(name, FLOAT, None) for name in inputs],
        [helper.make_tensor_value_info("y", FLOAT, None)],
        arrays,
        sparse_initializer=sparse,
    )
    opsets = [helper.make_opsetid(domain, opset) for domain in ("", "our.own")]
    model = helper.make_model(graph, opset_imports=opsets, functions=functions)
    onnx.save(model, folder / "x.onnx", **options)
    return folder / "x.onnx"


def rows(path):
    return {row.layer.name: row for row in Model.load(path).summary().rows}


def lstm(**attributes):
    return helper.make_node("LSTM", ["x", "W", "R", "B", "", "h", "c"], ["y"], name="lstm", hidden_size=5, **attributes)


ARRAYS = (array("W", 1, 20, 4), array("R", 1, 20, 5), array("B", 1, 40))
STATES = (constant("h", np.zeros((1, 3, 5))), array("c", 1, 3, 5))
