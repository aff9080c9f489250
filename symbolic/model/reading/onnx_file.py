"""An ``.onnx`` file: its operators with the arrays that they hold. Needs the extra ``onnx``.

What operators read as their arrays are parameters; initial states, scales and other constants of the graph are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator
from functools import partial
from importlib import import_module
from math import prod
from pathlib import Path

from symbolic.errors import FileError, FitError, MissingPackage
from symbolic.files import unreadable
from symbolic.limits import ONNX_BYTES
from symbolic.model.layers import NetworkLayer
from symbolic.model.placed import Placed
from symbolic.model.reading.onnx_constants import Constants
from symbolic.model.reading.onnx_graph import Graph, Node
from symbolic.model.reading.onnx_layers import Operator, Readers, operator_of
from symbolic.model.reading.onnx_parameters import Parameters
from symbolic.model.reading.onnx_tensors import Tensor, fingerprint, is_uniform, same_numbers, without_repeats
from symbolic.model.reading.real import real_layer, unknown_layer
from symbolic.model.stored_array import StoredArray

OWN = ("", "ai.onnx", "ai.onnx.ml", "com.microsoft")
ALL_BUT_LAST, FIRST, ALL = slice(-1), slice(1), slice(None)

MERGED = "an exporter stores arrays of the same numbers once, as before training, and the network may hold more"
REPLACED = "computed when it was exported, a norm, a mask or weight norm folded in, and the network holds other arrays"

LOST = "unused, folded into others, or equal to others when it was exported"

STATES = (4, 5, 6)
"""The inputs of a recurrent operator that are lengths and first states."""

HOLDERS = ("Loop", "If", "Scan")
"""Operators that hand what they read on to graphs of their own."""


def read_file(path: Path) -> tuple[Placed, ...]:
    """The network of the graph; raises `FileError` for what is not such a file, `MissingPackage` without ``onnx``."""
    try:
        onnx = import_module("onnx")
        damaged = import_module("google.protobuf.message").DecodeError
    except ImportError:
        raise MissingPackage("onnx", "to read an .onnx file", "onnx") from None
    try:
        if path.stat().st_size > ONNX_BYTES:
            raise FileError(path, "an .onnx file is at most 2 GiB, and its arrays lie beside it where they are more")
        model = onnx.load(path, load_external_data=False)
    except OSError as error:
        raise unreadable(path, error) from None
    except (damaged, ValueError):
        raise FileError(path, "this is not an .onnx file, or it is cut off") from None
    if not model.graph.node and not model.graph.initializer:
        raise FileError(path, "this is not an .onnx file: there is no graph in it")
    return tuple(_Reader(Graph(model, path)).layers())


Owner = tuple[str, str, str]
"""The row in which an array is counted, the kind of operator that has it, and the path of its module."""


class _Reader:
    """Hands each array to the first operator that reads it."""

    def __init__(self, graph: Graph):
        self.graph, self.constants, self.parameters = graph, Constants(graph), Parameters(graph)
        self.counted: dict[str, Owner] = {}
        self.names: dict[str, int] = {}
        self.states: set[str] = set()
        self.alike = Counter(map(_kind, graph.tensors.values()))
        self.prints: dict[Hashable, list[str]] = {}
        self.readers: Readers = {}
        for node in graph.nodes:
            for name in dict.fromkeys(node.inputs):
                self.readers.setdefault(name, []).append(node)

    def layers(self) -> Iterator[Placed]:
        for node in self.graph.nodes:
            if node.kind not in HOLDERS and not all(self.constants.knows(name) for name in node.outputs if name):
                yield from self.layer(node)
        left = [
            tensor.stored(name, True)
            for name, tensor in self.graph.tensors.items()
            if name not in self.counted and self.parameters.is_left(name) and not self.twin(name)
        ]
        if left:
            yield unknown_layer("other arrays", "arrays", left)
        repeated = [
            self.graph.tensors[name].stored(name, True) for name in self.graph.repeated if name not in self.counted
        ]
        if repeated:
            yield unknown_layer("unread arrays", "arrays", repeated, "another array has the same name, and is read")
        if lost := self.parameters.lost():
            names = ", ".join([*lost[:3], *(["..."] if len(lost) > 3 else [])])
            several = f"{len(lost)} more parameters, {names}" if len(lost) > 1 else f"one more parameter, {names}"
            yield unknown_layer("the module", "what the file does not hold", (), f"it has {several}: {LOST}")

    def layer(self, node: Node) -> Iterator[Placed]:
        """The row of an operator, if it holds arrays or is not known."""
        said = ""
        try:
            operator = operator_of(node, self.constants, self.readers) if node.domain in OWN else None
        except FitError as error:
            operator, said = None, str(error)
        trained = self.of_layer(operator) if operator else self.of_nearly(node) if said else self.of_other(node)
        if not trained:
            if node.domain not in OWN:
                # An operator of somebody's own without arrays is named all the same.
                yield unknown_layer(node.module or node.name, f"{node.domain}.{node.kind}", (), said)
            return
        path = self.name(node)
        if (operator and self.is_repeated(operator)) or self.is_merged(trained, node):
            said = said or MERGED
        if any(f"{name}_quantized" in self.graph.tensors and name not in self.counted for name in trained):
            said = said or "stored twice, as it is and quantised"
        arrays, owners = self.taken(trained, node, path)
        # What is run again, at the next step say, has a row already.
        if not arrays and not said and all(kind == node.kind for _, kind, _ in owners):
            return
        elsewhere = " and ".join(dict.fromkeys(row for row, _, _ in owners))
        if operator:
            said = "; ".join(filter(None, (self.reason(operator, trained) if arrays else "", said)))
            make = self.norm(operator, trained) if operator.norm else operator.make
            yield real_layer(path, make, operator.reads, arrays, node.kind, (), said, elsewhere)
        elif arrays or said:
            kind = node.kind if node.domain in ("", "ai.onnx") else f"{node.domain}.{node.kind}"
            yield unknown_layer(path, kind, arrays, said, elsewhere)
        else:
            return
        self.names[node.module or node.name] = self.names.get(node.module or node.name, 0) + 1

    def of_layer(self, operator: Operator) -> dict[str, bool]:
        """The tensors of a layer, and whether they are trained."""
        trained: dict[str, bool] = {}
        for name in operator.arrays:
            for source in self.constants.sources(name):
                said = self.parameters.in_norm(source) if operator.norm else self.parameters.in_layer(source)
                if said is not None:
                    # Before training the gain may be the array that is the variance too.
                    is_fixed = operator.arrays.count(name) == operator.fixed.count(name)
                    trained[source] = trained.get(source, False) or (said and not is_fixed)
        for name in operator.states:
            for source in self.constants.sources(name):
                said = self.parameters.as_state(source)
                if said is not None:
                    trained[source] = said
                    self.states.add(source)
        quantised = any(self.graph.tensors[name].is_packed for name in trained)
        return dict.fromkeys(trained, False) if quantised else trained

    def reason(self, operator: Operator, trained: dict[str, bool]) -> str:
        """Why the arrays of a layer are not those of its equations."""
        if self.states & trained.keys():
            return "its first state is learned"
        if operator.norm and any(self.parameters.is_batched(source) for source in trained):
            return "its arrays are laid out over a batch, and stored for each sequence of it"
        for name in operator.arrays:
            shape = self.constants.shape_of(name)
            sources = self.constants.sources(name)
            held = [self.graph.tensors[source].held for source in sources]
            if shape is not None and prod(shape) != sum(held):
                computed = len(held) > 1 and prod(shape) in held
                return f"it reads {'what is computed' if computed else 'a part'} of {' and '.join(sources)}"
            if not operator.states and any(self.parameters.is_replaced(source) for source in sources):
                return REPLACED
        return ""

    def is_merged(self, names: Collection[str], node: Node) -> bool:
        """Whether another layer has one of the arrays too, and that holds one number alone, as before training."""
        shared = [name for name in names if name in self.counted and is_uniform(self.graph.tensors[name])]
        if not all(name in self.counted for name in names):
            return bool(shared)
        modules = [(self.counted[name][2], _module(node)) for name in shared]
        return any(owner and module and not _is_again(owner, module) for owner, module in modules)

    def norm(self, operator: Operator, trained: dict[str, bool]) -> Callable[[], NetworkLayer]:
        """What makes a norm with the gain and the bias that are arrays of the network."""
        held = {name for name in operator.arrays if any(source in trained for source in self.constants.sources(name))}
        arrays = dict(zip(operator.norm, operator.arrays, strict=False))
        return partial(operator.make, **{word: arrays.get(word) in held for word in operator.norm})

    def is_repeated(self, operator: Operator) -> bool:
        """Whether one array that holds one number alone is several of the layer's, its gain and its variance say."""
        sources = [source for name in operator.arrays for source in self.constants.sources(name)]
        return any(sources.count(source) > 1 and is_uniform(self.graph.tensors[source]) for source in sources)

    def of_nearly(self, node: Node) -> dict[str, bool]:
        """The tensors of an operator that is nearly a layer."""
        said = {
            source: self.parameters.as_state(source) if place in STATES else self.parameters.in_layer(source)
            for place, name in enumerate(node.inputs)
            for source in self.constants.sources(name)
        }
        return {source: trained for source, trained in said.items() if trained is not None}

    def of_other(self, node: Node) -> dict[str, bool]:
        """The tensors of an operator that is not a known layer."""
        said = {
            source: self.parameters.elsewhere(source, node)
            for name in node.inputs
            for source in self.constants.sources(name)
        }
        return {source: trained for source, trained in said.items() if trained is not None}

    def taken(self, trained: dict[str, bool], node: Node, path: str) -> tuple[list[StoredArray], list[Owner]]:
        """The arrays that no operator before has, and who has the others."""
        arrays: list[StoredArray] = []
        owners: list[Owner] = []
        for name, is_trained in trained.items():
            owner = self.counted.get(name) or self.twin(name)
            if owner is None:
                tensor = self.graph.tensors[name]
                # A learned state, or an array that is laid out over a batch, is stored for each sequence, and is one.
                if name in self.states:
                    tensor = without_repeats(tensor, ALL_BUT_LAST)
                elif self.parameters.is_spread(name):
                    tensor = without_repeats(tensor, FIRST if is_uniform(tensor) else ALL)
                arrays.append(tensor.stored(name, is_trained))
            elif owner[0] != path:
                owners.append(owner)
            self.counted[name] = owner or (path, node.kind, _module(node))
        return arrays, owners

    def twin(self, name: str) -> Owner | None:
        """Who has the array with the same numbers, where an exporter has stored it again, as it is or turned."""
        tensor, made_of = self.graph.tensors[name], self.parameters.made_of(name)
        if len(made_of) == 1 and made_of[0] in self.counted and self.graph.tensors[made_of[0]].held == tensor.held:
            return self.counted[made_of[0]]
        mark = fingerprint(tensor) if self.alike[_kind(tensor)] > 1 else None
        if mark is None:
            return None
        for other in self.prints.setdefault(mark, []):
            if same_numbers(tensor, self.graph.tensors[other]):
                return self.counted[other]
        self.prints[mark].append(name)
        return None

    def name(self, node: Node) -> str:
        """The module's path or the operator's name, numbered where it is taken."""
        name = node.module or node.name
        place = self.names.get(name, 0) + 1
        return name if place == 1 else f"{name}_{place}"


def _module(node: Node) -> str:
    return node.module or node.name.rpartition("/")[0]


def _is_again(owner: str, name: str) -> bool:
    """Whether a module is run again, whose path the older exporter numbers.

    >>> _is_again("layers.0/norm", "layers.0/norm_1"), _is_again("norm1", "norm2")
    (True, False)
    """
    pairs = [*zip(owner.split("/"), name.split("/"), strict=False)]
    numbered = (after.startswith(f"{before}_") and after.rpartition("_")[2].isdecimal() for before, after in pairs)
    return all(before == after or again for (before, after), again in zip(pairs, numbered, strict=True))


def _kind(tensor: Tensor) -> tuple[str, tuple[int, ...]]:
    """Tensors that may hold the same numbers, one turned against the other, are of one kind."""
    return tensor.dtype, tuple(sorted(tensor.shape))
