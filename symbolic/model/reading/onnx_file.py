"""An ``.onnx`` file: its operators with the arrays that they hold. Needs the extra ``onnx``.

What operators read as their arrays are parameters; initial states, scales and other constants of the graph are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from math import prod
from pathlib import Path

from symbolic.errors import FileError, FitError, MissingPackage
from symbolic.files import unreadable
from symbolic.limits import ONNX_BYTES
from symbolic.model.layers import BatchNorm, NetworkLayer
from symbolic.model.placed import Placed
from symbolic.model.reading.onnx_constants import HOLDERS, Constants
from symbolic.model.reading.onnx_folded import folded_norm, unfolded_array
from symbolic.model.reading.onnx_graph import Graph, OnnxNode
from symbolic.model.reading.onnx_keras import NO_SCALE, keras_lstm, lost_scale
from symbolic.model.reading.onnx_layers import Operator, Readers, operator_of
from symbolic.model.reading.onnx_left_out import HOLES, has_holes, left_out, made_anew
from symbolic.model.reading.onnx_loops import LoopLayer, find_loops
from symbolic.model.reading.onnx_owners import Owners
from symbolic.model.reading.onnx_parameters import HOLDS_OTHERS, MAY_HOLD_ANOTHER, NO_ZEROS, Parameters
from symbolic.model.reading.onnx_steps import on_known_steps
from symbolic.model.reading.real import real_layer, unknown_layer
from symbolic.model.stored_array import StoredArray
from symbolic.record import replace

KNOWN_DOMAINS = ("", "ai.onnx", "ai.onnx.ml", "com.microsoft")

MERGED = "an exporter stores arrays of the same numbers once, as before training, and the network may hold more"
INTO = "a norm is folded into it in the file"
IN_FILE = ", folded into what the file holds"
QUANTISED_REMARK = "quantised; scales and zero points are not counted"

STATE_INPUTS = (4, 5, 6)
"""The inputs of a recurrent operator that are lengths and first states."""

SETTING_OPERATORS = ("Resize", "Upsample", "Pad", "Clip", "OneHot", "Slice", "Tile", "TopK")
"""Operators of which all inputs but the first say how, a scale or the width of a frame."""


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
    graph = Graph(model, path)
    return on_known_steps(tuple(_FileReader(graph).layers()), graph)


class _FileReader:
    """Hands each array to the first operator that reads it."""

    def __init__(self, graph: Graph):
        self.graph, self.constants, self.parameters = graph, Constants(graph), Parameters(graph)
        self.owners = Owners(graph, self.parameters)
        self.loops = find_loops(graph)
        self.leaves_out_zeros = self.parameters.leaves_out_zeros()
        self.names: dict[str, int] = {}
        self.readers: Readers = {}
        for node in graph.nodes:
            for name in dict.fromkeys(node.inputs):
                self.readers.setdefault(name, []).append(node)

    def layers(self) -> Iterator[Placed]:
        told: set[str] = set()
        for node in self.graph.nodes:
            if node.kind not in HOLDERS and not all(self.constants.knows(name) for name in node.outputs if name):
                for placed in self.layer(node):
                    # A statistic that equals a gain is stored once with it, and stands in the row of its norm.
                    told |= {array.name for array in placed.arrays or ()}
                    yield placed
        left = [
            tensor.stored(name, True)
            for name, tensor in self.graph.tensors.items()
            if name not in self.owners.counted and self.parameters.is_left(name) and not self.owners.twin(name)
        ]
        if left:
            yield unknown_layer("other arrays", "arrays", left)
        repeated = [
            self.graph.tensors[name].stored(name, True)
            for name in self.graph.repeated
            if name not in self.owners.counted
        ]
        if repeated:
            yield unknown_layer("unread arrays", "arrays", repeated, "another array has the same name, and is read")
        rows = {*self.owners.counted, *self.owners.found, *told}
        if row := left_out(self.graph, self.parameters, self.owners.lost(), rows) or made_anew(self.graph, rows):
            yield row

    def layer(self, node: OnnxNode) -> Iterator[Placed]:
        """The row of an operator, if it holds arrays or is not known."""
        read_arrays = [source for name in node.inputs for source in self.constants.sources(name)]
        if loops := [self.loops[name] for name in read_arrays if name in self.loops]:
            yield from self.loop(node, loops[0])
            return
        if path := lost_scale(node, self.graph, self.readers):
            yield unknown_layer(path, "attention", (), NO_SCALE)
        said = ""
        try:
            operator = operator_of(node, self.constants, self.readers) if node.domain in KNOWN_DOMAINS else None
        except FitError as error:
            operator, said = None, str(error)
        trained = self.of_layer(operator) if operator else self.of_nearly(node) if said else self.of_other(node)
        if not trained:
            if node.domain not in KNOWN_DOMAINS:
                # An operator of somebody's own without arrays is named all the same.
                yield unknown_layer(node.module or node.name, f"{node.domain}.{node.kind}", (), said)
            return
        if operator and (rows := self.folded(node, operator, trained)):
            yield from rows
            return
        path = self.name(node)
        read = [source for name in operator.arrays for source in self.constants.sources(name)] if operator else []
        shared_arrays = self.owners.shared_arrays(node, read or [*trained])
        if operator and operator.filters and (zeros := self.owners.zeros(node, operator.filters)):
            operator = replace(operator, make=partial(operator.make, bias=True))
            shared_arrays.append(zeros)
        may_hold_more = self.owners.may_be_repeated(read, node) or self.owners.may_hold_more(trained, node)
        if any(f"{name}_quantized" in self.graph.tensors and name not in self.owners.counted for name in trained):
            said = said or "stored twice, as it is and quantised"
        arrays, owners = self.owners.taken(trained, node, path)
        arrays, parametrised = self.unfolded(node, operator, arrays) if operator else (arrays, "")
        arrays += shared_arrays
        more = MERGED if may_hold_more or self.owners.is_open(trained) else ""
        # What is run again, at the next step say, has a row already.
        if not arrays and not said and not more and all(owner.kind == node.kind for _, owner in owners):
            return
        elsewhere = " and ".join(dict.fromkeys(row for row, _ in owners))
        if operator and (keras := keras_lstm(node, self.graph, arrays)):
            operator, arrays, said = replace(operator, make=keras.make), keras.arrays, said or keras.remark
        if operator:
            reason = parametrised or (self.reason(operator, trained) if arrays else "")
            reason = reason or (NO_ZEROS if self.leaves_out_zeros and operator.filters else "")
            more = said or (more if reason != HOLDS_OTHERS else "")
            said = "; ".join(filter(None, (reason, more)))
            make = self.norm(node, operator, trained) if operator.norm else operator.make
            yield real_layer(path, make, operator.reads, arrays, node.kind, (), said, elsewhere)
        elif arrays or said or more:
            said = said or more or self.parameters.reason([array.name for array in arrays])
            kind = node.kind if node.domain in ("", "ai.onnx") else f"{node.domain}.{node.kind}"
            yield unknown_layer(path, kind, arrays, said, elsewhere)
        else:
            return
        self.names[node.module or node.name] = self.names.get(node.module or node.name, 0) + 1

    def loop(self, node: OnnxNode, loop: LoopLayer) -> Iterator[Placed]:
        """The row of a layer that is a loop, where it is read first."""
        if loop.arrays[0].name not in self.owners.counted:
            yield real_layer(loop.path, loop.make, loop.reads, loop.arrays, node.kind)
        self.owners.counted |= dict.fromkeys((array.name for array in loop.arrays), (loop.path, node))

    def folded(self, node: OnnxNode, operator: Operator, trained: dict[str, bool]) -> list[Placed]:
        """The layer and the norm that an exporter has made one operator of, with the arrays of both."""
        kernel, units = node.input(1), operator.units
        norm = folded_norm(node, self.graph, units) if units and kernel not in self.owners.counted else None
        if norm is None:
            return []
        home = kernel.rpartition(".")[0]
        bias = f"{home}.bias" if f"{home}.bias" in self.graph.signature else ""
        arrays = [self.graph.tensors[kernel].stored(kernel, True)]
        arrays += [StoredArray(bias, (units,), arrays[0].dtype)] if bias else []
        self.owners.counted |= dict.fromkeys(trained, (home, node))
        self.owners.find([bias, *(f"{norm.path}.{array.name}" for array in norm.arrays)])
        first, *rest = norm.arrays
        shifts = () if bias else [name for name in trained if name != kernel]
        held = sum(self.graph.tensors[name].stored(name, True).bytes or 0 for name in shifts)
        words = {array.name for array in norm.arrays}
        make = partial(BatchNorm, gain="weight" in words, bias="bias" in words)
        return [
            real_layer(home, partial(operator.make, bias=bool(bias)), operator.reads, arrays, node.kind, (), INTO),
            real_layer(
                norm.path,
                make,
                units,
                [replace(first, stored_bytes=held), *rest],
                "BatchNormalization",
                (),
                f"folded into {home} in the file",
            ),
        ]

    def unfolded(self, node: OnnxNode, operator: Operator, arrays: list[StoredArray]) -> tuple[list[StoredArray], str]:
        """The arrays, those that a kernel or a bias is computed of in its place, and the reason."""
        reason = ""
        for name in operator.arrays if operator.units else ():
            source = self.constants.sources(name)
            place = next((place for place, array in enumerate(arrays) if source == (array.name,)), None)
            if place is None:
                continue
            if unfolded := unfolded_array(node, self.graph, self.graph.tensors[source[0]], operator.units):
                arrays = [*arrays[:place], *unfolded[0], *arrays[place + 1 :]]
                reason = reason or f"{unfolded[1]}{IN_FILE}"
        return arrays, reason

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
                    self.owners.states.add(source)
        quantised = any(self.graph.tensors[name].is_packed for name in trained)
        return dict.fromkeys(trained, False) if quantised else trained

    def reason(self, operator: Operator, trained: dict[str, bool]) -> str:
        """Why the arrays of a layer are not those of its equations."""
        if self.owners.states & trained.keys():
            return "its first state is learned"
        if operator.norm and any(self.parameters.is_batched(source) for source in trained):
            return "its arrays are laid out over a batch, and stored for each sequence of it"
        if any(self.graph.tensors[name].is_packed for name in trained):
            replaced = any(self.parameters.is_replaced(name) for name in trained)
            return f"{HOLDS_OTHERS}; {QUANTISED_REMARK}" if replaced else QUANTISED_REMARK
        for name in operator.arrays:
            shape = self.constants.shape_of(name)
            sources = self.constants.sources(name)
            held = [self.graph.tensors[source].held for source in sources]
            if shape is not None and prod(shape) != sum(held):
                computed = len(held) > 1 and prod(shape) in held
                return f"it reads {'what is computed' if computed else 'a part'} of {' and '.join(sources)}"
            if any(self.parameters.is_replaced(source) for source in sources):
                return HOLDS_OTHERS
            if any(self.parameters.is_made_bias(source) for source in sources):
                return MAY_HOLD_ANOTHER
            if any(self.parameters.is_turned(source) and has_holes(self.graph.tensors[source]) for source in sources):
                return HOLES
        return ""

    def norm(self, node: OnnxNode, operator: Operator, trained: dict[str, bool]) -> Callable[[], NetworkLayer]:
        """What makes a norm with the gain and the bias that are arrays of the network."""
        held = {name for name in operator.arrays if any(source in trained for source in self.constants.sources(name))}
        if (
            operator.fixed
            and node.arrays
            and not any(self.graph.signature[name] == "PARAMETER" for name in node.arrays)
        ):
            held = set()  # Before training its ones and zeros are those of the statistics.
        arrays = dict(zip(operator.norm, operator.arrays, strict=False))
        return partial(operator.make, **{word: arrays.get(word) in held for word in operator.norm})

    def of_nearly(self, node: OnnxNode) -> dict[str, bool]:
        """The tensors of an operator that is nearly a layer."""
        said = {
            source: self.parameters.as_state(source) if place in STATE_INPUTS else self.parameters.in_layer(source)
            for place, name in enumerate(node.inputs)
            for source in self.constants.sources(name)
        }
        return {source: trained for source, trained in said.items() if trained is not None}

    def of_other(self, node: OnnxNode) -> dict[str, bool]:
        """The tensors of an operator that is not a known layer."""
        said = {
            # What is made of stored arrays alone is not a row: there the operator is asked that reads the array itself.
            source: self.parameters.elsewhere(source, node if source in node.inputs else self.readers[source][0])
            for name in (node.inputs[:1] if node.kind in SETTING_OPERATORS else node.inputs)
            for source in self.constants.sources(name)
        }
        return {source: trained for source, trained in said.items() if trained is not None}

    def name(self, node: OnnxNode) -> str:
        """The module's path or the operator's name, numbered where it is taken."""
        name = node.module or node.name
        place = self.names.get(name, 0) + 1
        return name if place == 1 else f"{name}_{place}"
