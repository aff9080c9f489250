"""An ONNX model as one row of nodes: those of subgraphs and functions in the places where they are run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from symbolic.errors import FileError, FitError
from symbolic.limits import ONNX_CALLS, ONNX_NODES
from symbolic.model.reading.onnx_tensors import OnnxTensor, read_sparse, read_tensor, text_of
from symbolic.record import Record, replace

INPUT_KIND = "pkg.torch.export.graph_signature.InputSpec.kind"
NAME_SCOPES = "pkg.torch.onnx.name_scopes"
FOLDED = "pkg.onnxscript.optimizer.folded_from"
GRAPH_SIGNATURE = "pkg.torch.export.ExportedProgram.graph_signature"
"""What PyTorch's exporter writes beside names and nodes: what an array is, the module, what a constant is made of, and
what all arrays of the module are, also those that the file does not hold."""

SIGNED = re.compile(r"^(\w+): (PARAMETER|BUFFER) target='([^']+)'", re.MULTILINE)
TRACED = "pkg.torch.onnx.fx_node"
"""What the exporter writes beside an operator: the call that it was made of, with the module's own arrays."""

EQUAL_ARRAY = re.compile(r"Identity_\d+")
"""What PyTorch's older exporter calls an operator that stands for an array equal to another, which alone is stored."""

PLAIN_ATTRIBUTES = {1: "f", 2: "i", 3: "s", 6: "floats", 7: "ints", 8: "strings"}
"""The attributes that are plain values, by their types in the format."""


class OnnxNode(Record):
    """An operator with plain attributes; ``module`` is the path of PyTorch's module, where the exporter says it.

    ``arrays`` are those of the module that it reads, as the exporter has traced it.
    """

    kind: str
    domain: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]
    module: str = ""
    arrays: tuple[str, ...] = ()

    def whole(self, name: str, default: int) -> int:
        """A whole number among the attributes; raises `FitError` where it is something else."""
        value = self.attributes.get(name, default)
        if not isinstance(value, int):
            raise FitError(f"{name} of {self.kind} is a whole number, and here it is {_kind(value)}")
        return value

    def word(self, name: str, default: str) -> str:
        """A text among the attributes; raises `FitError` where it is something else."""
        value = self.attributes.get(name, default)
        if not isinstance(value, str):
            raise FitError(f"{name} of {self.kind} is a text, and here it is {_kind(value)}")
        return value

    def input(self, place: int) -> str:
        """The name of an input, empty where it is left out."""
        return self.inputs[place] if 0 <= place < len(self.inputs) else ""


class Graph:
    """The nodes and the stored tensors by name; ``whole`` are constants that are written as whole numbers.

    ``repeated`` are tensors of whose name there is another one, which the operators read.

    ``labels`` and ``folded`` are what PyTorch's exporter says of tensors: what each is in the module, and the names of
    the values that it is made of. ``signature`` is what it says of every array of the module, ``producer`` the
    program that wrote the file. ``equal`` are arrays that are stored once with another one, whose name each has here.
    """

    def __init__(self, model: Any, path: Path):
        self.path = path
        self.nodes: list[OnnxNode] = []
        self.tensors: dict[str, OnnxTensor] = {}
        self.whole: dict[str, tuple[int, ...]] = {}
        self.labels: dict[str, str] = {}
        self.folded: dict[str, tuple[str, ...]] = {}
        self.repeated: list[str] = []
        self.inputs = {text_of(value.name) for value in model.graph.input}
        self.producer = text_of(model.producer_name)
        signed = SIGNED.findall(_metadata(model.graph).get(GRAPH_SIGNATURE, ""))
        self.signature = {target: kind for _, kind, target in signed}
        self.equal: dict[str, str] = {}
        self._signed = {f"%{name}": target for name, _, target in signed}
        self._functions = {(text_of(f.domain), text_of(f.name)): f for f in model.functions}
        self._taken: dict[str, int] = {}
        self._shared: dict[tuple[str, str, str], str] = {}
        for value in (*model.graph.value_info, *model.graph.input):
            said = _metadata(value)
            self.labels |= {text_of(value.name): said[INPUT_KIND]} if INPUT_KIND in said else {}
            self.folded |= {text_of(value.name): _quoted(said[FOLDED])} if FOLDED in said else {}
        self._graph(model.graph, {}, 0)

    @property
    def is_by_older(self) -> bool:
        """Whether it is PyTorch's older exporter that wrote the file."""
        outputs = (name for node in self.nodes for name in node.outputs)
        said = self.labels or self.signature or self.producer != "pytorch"
        return not said and any(name.startswith(("/", "onnx::")) for name in outputs)

    def _graph(
        self, graph: Any, outer: Mapping[str, str], depth: int, known_inputs: Mapping[str, str] | None = None
    ) -> None:
        """A graph with the names that it sees from outside; ``known_inputs`` are its inputs that are known."""
        names = dict(outer)
        for value in graph.input:
            names[text_of(value.name)] = (known_inputs or {}).get(text_of(value.name)) or self._free(
                text_of(value.name)
            )
        own: set[str] = set()
        for source in graph.initializer:
            tensor = read_tensor(source, self.path)
            self.repeated += [names[tensor.name]] if tensor.name in own else []
            own.add(tensor.name)
            self._keep(tensor, names)
        for source in graph.sparse_initializer:
            self._keep(read_sparse(source, self.path), names)
        self._run(graph.node, names, depth)

    def _run(self, nodes: Any, names: dict[str, str], depth: int, function: tuple[str, str] | None = None) -> None:
        for node in nodes:
            if len(self.nodes) >= ONNX_NODES:
                raise FileError(self.path, f"its functions unfold to more than {ONNX_NODES:,} operators")
            inputs = tuple(names.get(text_of(name), text_of(name)) for name in node.input)
            for name in map(text_of, node.output):
                names[name] = self._free(name) if name else ""
            if text_of(node.op_type) == "Constant" and node.output:
                self._constant(node, names, function)
                continue
            outputs = tuple(names[text_of(name)] for name in node.output)
            if self._is_equal(node, inputs):
                self.tensors[outputs[0]] = replace(self.tensors[inputs[0]], name=outputs[0])
                self.equal[outputs[0]] = inputs[0]
                continue
            self._node(node, inputs, outputs, names, depth)

    def _node(
        self, node: Any, inputs: tuple[str, ...], outputs: tuple[str, ...], names: dict[str, str], depth: int
    ) -> None:
        kind, domain = text_of(node.op_type), text_of(node.domain)
        if (domain, kind) in self._functions:
            self._call(self._functions[domain, kind], inputs, outputs, depth)
            return
        attributes = {text_of(attribute.name): attribute for attribute in node.attribute}
        values = {name: _value(attribute) for name, attribute in attributes.items()}
        name = (text_of(node.name) or (outputs[0] if outputs else kind)).strip("/")
        said = _metadata(node)
        call = re.findall(r"%\w+", said.get(TRACED, "")) if self._signed else ()
        arrays = tuple(self._signed[word] for word in call if word in self._signed)
        self.nodes.append(
            OnnxNode(kind, domain, name, inputs, outputs, values, _module(said.get(NAME_SCOPES, "")), arrays)
        )
        for attribute in node.attribute:
            for graph in (*((attribute.g,) if attribute.HasField("g") else ()), *attribute.graphs):
                self._graph(graph, names, depth, _carried(kind, graph, inputs))

    def _is_equal(self, node: Any, inputs: tuple[str, ...]) -> bool:
        """Whether the older exporter of PyTorch says with it that an array has the numbers of another."""
        by_exporter = self.producer == "pytorch" and EQUAL_ARRAY.fullmatch(text_of(node.name)) is not None
        return by_exporter and text_of(node.op_type) == "Identity" and len(inputs) == 1 and inputs[0] in self.tensors

    def _call(self, function: Any, inputs: tuple[str, ...], outputs: tuple[str, ...], depth: int) -> None:
        """The nodes of a function, its inputs and outputs under the names that they have outside."""
        if depth >= ONNX_CALLS:
            raise FileError(
                self.path, f"its function {text_of(function.name)[:60]} calls itself, or others that call it"
            )
        names = dict(zip(map(text_of, function.input), inputs, strict=False))
        self._run(function.node, names, depth + 1, (text_of(function.domain), text_of(function.name)))
        results = dict(zip(map(text_of, function.output), outputs, strict=False))
        ended = {names[inner]: outer for inner, outer in results.items() if inner in names}
        for inner, outer in ended.items():
            self.nodes.append(OnnxNode("Identity", "", outer, (inner,), (outer,), {}))

    def _constant(self, node: Any, names: dict[str, str], function: tuple[str, str] | None) -> None:
        """A constant that is written in the graph; that of a function is stored once, however often it is called."""
        inner = text_of(node.output[0])
        place = (*function, inner) if function else None
        if place in self._shared:
            names[inner] = self._shared[place]
            return
        for attribute in node.attribute:
            if attribute.HasField("t"):
                self.tensors[names[inner]] = read_tensor(attribute.t, self.path)
            elif attribute.HasField("sparse_tensor"):
                self.tensors[names[inner]] = read_sparse(attribute.sparse_tensor, self.path)
            elif text_of(attribute.name) in ("value_int", "value_ints"):
                self.whole[names[inner]] = tuple(attribute.ints) or (attribute.i,)
        if place:
            self._shared[place] = names[inner]

    def _keep(self, tensor: OnnxTensor, names: dict[str, str]) -> None:
        # An initialiser may be an input as well, which gives its name already.
        kept = names.get(tensor.name, "")
        if not kept or kept in self.tensors:
            kept = names[tensor.name] = self._free(tensor.name)
        self.tensors[kept] = tensor

    def _free(self, name: str) -> str:
        place = self._taken.get(name, 0) + 1
        while (free := name if place == 1 else f"{name}_{place}") in self._taken:
            place += 1
        self._taken[name] = place
        self._taken.setdefault(free, 1)
        return free


def _carried(kind: str, graph: Any, inputs: tuple[str, ...]) -> dict[str, str]:
    """What a loop hands on from step to step without a change, by the names in its body."""
    if kind != "Loop":
        return {}
    same = {
        text_of(node.output[0]): text_of(node.input[0]) for node in graph.node if text_of(node.op_type) == "Identity"
    }
    inner, after = [text_of(value.name) for value in graph.input], [text_of(value.name) for value in graph.output]
    pairs = zip(inner[2:], after[1:], inputs[2:], strict=False)
    return {name: outside for name, result, outside in pairs if name in (result, same.get(result))}


def _module(scopes: str) -> str:
    """The path of the module, as the last but one of the scopes that the exporter writes.

    >>> _module("['', 'encoder.layers.0', 'linear']"), _module("['', 'norm@1', 'layer_norm']")
    ('encoder.layers.0', 'norm')
    """
    parts = _quoted(scopes)
    return re.sub(r"@\d+", "", parts[-2]) if len(parts) > 1 else ""


def _quoted(text: str) -> tuple[str, ...]:
    """The words of a list as Python writes it."""
    return tuple(re.findall(r"'([^']*)'", text))


def _metadata(message: Any) -> dict[str, str]:
    return {text_of(pair.key): text_of(pair.value) for pair in getattr(message, "metadata_props", ())}


def _value(attribute: Any) -> Any:
    """A number, a text or several of them, or None for anything else."""
    place = PLAIN_ATTRIBUTES.get(attribute.type)
    if place is None:
        return None
    value = getattr(attribute, place)
    if place in ("ints", "floats", "strings"):
        return tuple(text_of(item) if isinstance(item, bytes) else item for item in value)
    return text_of(value) if isinstance(value, bytes) else value


def _kind(value: Any) -> str:
    words = {str: "a text", int: "a whole number", float: "a number", tuple: "several values"}
    return words.get(type(value), "of another kind")
