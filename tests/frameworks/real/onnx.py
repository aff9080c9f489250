"""ONNX's operators: models checked by the package, and run by onnxruntime or by ONNX's own reference."""

from itertools import product

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from .case import SIZES, Case, arrays_of, rng

OPTIONS = {
    "LSTM": {"P": (False, True), "input_forget": (False, True)},
    "GRU": {"linear_before_reset": (False, True)},
    "RNN": {"activations": ("Tanh", "Relu")},
}
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}
DIRECTIONS = ("forward", "reverse", "bidirectional")


def variants():
    """Every operator with its attributes, with B or without, at every pair of sizes."""
    for kind, options in OPTIONS.items():
        for values, direction, bias in product(product(*options.values()), DIRECTIONS, (True, False)):
            for n, m in SIZES:
                words = {"input_size": n, "hidden_size": m, "direction": direction, "B": bias}
                yield f"onnx.{kind}", words | dict(zip(options, values, strict=True))


def shapes(name, words):
    """The shapes that ONNX's strict shape inference takes for the inputs, by the names of the operator."""
    kind, n, m = name.rpartition(".")[2], words["input_size"], words["hidden_size"]
    directions, gates = 1 + (words["direction"] == "bidirectional"), GATES[kind]
    stored = {"W": [directions, gates * m, n], "R": [directions, gates * m, m]}
    if words["B"]:
        stored["B"] = [directions, 2 * gates * m]
    if words.get("P"):
        stored["P"] = [directions, 3 * m]
    model = _model(name, words, stored, TensorProto.FLOAT)
    onnx.checker.check_model(model)
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True)
    output = inferred.graph.output[0].type.tensor_type.shape.dim
    assert [axis.dim_value for axis in output] == [4, directions, 2, m]
    return stored


def values():
    """Every operator with its attributes, once."""
    for kind, options in OPTIONS.items():
        for values, direction, bias in product(product(*options.values()), DIRECTIONS, (True, False)):
            words = {"input_size": 3, "hidden_size": 5, "direction": direction, "B": bias}
            yield f"onnx.{kind}", words | dict(zip(options, values, strict=True))


def case(name, words, dtype):
    """Seeded arrays and a sequence of four steps, two sequences a batch, with what the runtime makes of them."""
    random = rng(name, words)
    arrays = arrays_of(random, shapes(name, words), dtype)
    directions = arrays["W"].shape[0]
    inputs = random.standard_normal((4, 2, 3)).astype(dtype)
    keys = "hc" if name.endswith("LSTM") else "h"
    state = [{key: random.standard_normal((2, 5)).astype(dtype) for key in keys} for _ in range(directions)]
    before = {f"initial_{key}": np.stack([part[key] for part in state]) for key in keys}
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
    model = _model(name, words, {key: list(value.shape) for key, value in arrays.items()}, kind)
    output, *after = _run(model, {"X": inputs, **arrays, **before})
    output = np.concatenate([output[:, direction] for direction in range(directions)], axis=-1)
    ends = [{key: after[place][direction] for place, key in enumerate(keys)} for direction in range(directions)]
    return Case(arrays, inputs, state, output, ends)


def _run(model, feed):
    if feed["X"].dtype == np.float64:
        # onnxruntime has these operators in single precision only.
        return ReferenceEvaluator(model).run(None, feed)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, feed)


def in_double_precision(words):
    """Whether anything computes it in double precision: ONNX's reference has no ReLU and no ``input_forget``."""
    return not words.get("input_forget") and words.get("activations") != "Relu"


def _model(name, words, shapes_of, kind):
    operator, m = name.rpartition(".")[2], words["hidden_size"]
    directions = shapes_of["W"][0]
    lstm = operator == "LSTM"
    attributes = {"hidden_size": m, "direction": words["direction"]}
    attributes |= {key: int(words[key]) for key in ("linear_before_reset", "input_forget") if key in words}
    if "activations" in words:
        attributes["activations"] = [words["activations"]] * directions
    inputs = ["X", "W", "R", "B" if "B" in shapes_of else "", "", "initial_h", *(["initial_c"] if lstm else [])]
    if "P" in shapes_of:
        inputs.append("P")
    outputs = ["Y", "Y_h", *(["Y_c"] if lstm else [])]
    node = helper.make_node(operator, inputs, outputs, **attributes)
    n = shapes_of["W"][2]
    state = [directions, 2, m]
    input_shapes = {"X": [4, 2, n], **shapes_of, "initial_h": state} | ({"initial_c": state} if lstm else {})
    made = [helper.make_tensor_value_info(key, kind, shape) for key, shape in input_shapes.items()]
    output_shapes = {"Y": [4, directions, 2, m], "Y_h": state, "Y_c": state}
    ends = [helper.make_tensor_value_info(key, kind, output_shapes[key]) for key in outputs]
    graph = helper.make_graph([node], "layer", made, ends)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
