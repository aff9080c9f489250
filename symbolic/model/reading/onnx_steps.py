"""Which operator of an ONNX graph may give another number of steps than it reads."""

from __future__ import annotations

from symbolic.model.course import Course
from symbolic.model.placed import Placed
from symbolic.model.reading.onnx_graph import Graph, OnnxNode
from symbolic.model.reading.onnx_tensors import OnnxTensor
from symbolic.record import replace

OVER_STEPS = ("LSTM", "GRU", "RNN", "DynamicQuantizeLSTM")
POOLS = ("MaxPool", "AveragePool", "LpPool")
RESIZING = ("Resize", "Upsample", "Pad")


def on_known_steps(placed: tuple[Placed, ...], graph: Graph) -> tuple[Placed, ...]:
    """The layers, of which it is said that their steps are not known where an operator changes those of a sequence."""
    opened = next((node for node in graph.nodes if _opens(node, graph.tensors)), None)
    windows = [node for node in graph.nodes if node.kind == "Conv" and _axes(node, graph.tensors) == 1]
    if opened is None or not (windows or any(node.kind in OVER_STEPS for node in graph.nodes)):
        return placed
    course = Course(open_at=f"{opened.kind} {opened.module or opened.name}".strip())
    return tuple(replace(layer, course=course) for layer in placed)


def _opens(node: OnnxNode, tensors: dict[str, OnnxTensor]) -> bool:
    """Whether it lays windows over the steps of a sequence such that there are others behind it."""
    if node.kind in RESIZING:
        return True
    if node.kind not in ("Conv", "ConvTranspose", *POOLS) or _axes(node, tensors) != 1:
        return False
    said = {name: node.attributes.get(name) or default for name, default in (("strides", (1,)), ("dilations", (1,)))}
    if node.kind == "ConvTranspose" or tuple(said["strides"]) != (1,):
        return True
    if str(node.attributes.get("auto_pad", "")).startswith("SAME"):
        return False
    sides = sum(node.attributes.get("pads") or (0,))
    return sides != said["dilations"][0] * (_kernel(node, tensors)[-1] - 1)


def _axes(node: OnnxNode, tensors: dict[str, OnnxTensor]) -> int:
    return len(_kernel(node, tensors))


def _kernel(node: OnnxNode, tensors: dict[str, OnnxTensor]) -> tuple[int, ...]:
    """How wide the window is on each axis; empty where nothing says it."""
    if "kernel_shape" in node.attributes:
        return tuple(node.attributes["kernel_shape"])
    tensor = tensors.get(node.input(1))
    return tensor.shape[2:] if tensor else ()
