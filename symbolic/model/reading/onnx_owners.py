"""Which operator of an ONNX graph has each array: the first one that reads it, or one of the same numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence

from symbolic.model.reading.onnx_equal import Equal, is_again, module_of
from symbolic.model.reading.onnx_graph import Graph, OnnxNode
from symbolic.model.reading.onnx_parameters import Parameters
from symbolic.model.reading.onnx_tensors import OnnxTensor, fingerprint, is_uniform, same_numbers, without_repeats
from symbolic.model.stored_array import StoredArray
from symbolic.record import replace

ALL_BUT_LAST, FIRST_DIRECTION, SECOND_DIRECTION, ALL = slice(-1), slice(1), slice(1, 2), slice(None)

Owner = tuple[str, OnnxNode]
"""The row in which an array is counted, and the operator that has it."""


class Owners:
    """Hands each array to the first operator that reads it; ``states`` are arrays that are first states."""

    def __init__(self, graph: Graph, parameters: Parameters):
        self._graph, self._parameters = graph, parameters
        self._equal = Equal(graph, parameters)
        self._alike = Counter(map(_kind, graph.tensors.values()))
        self._prints: dict[Hashable, list[str]] = {}
        self._open: set[str] = set()
        self.counted: dict[str, Owner] = {}
        self.states: set[str] = set()
        self.found: set[str] = set()

    def taken(self, trained: Mapping[str, bool], node: OnnxNode, path: str) -> tuple[list[StoredArray], list[Owner]]:
        """The arrays that no operator before has, and who has the others."""
        arrays: list[StoredArray] = []
        owners: list[Owner] = []
        for name, is_trained in trained.items():
            owner = self.counted.get(name) or self.twin(name, node)
            if owner is None:
                arrays.append(self._array(name, is_trained))
            elif owner[0] != path:
                owners.append(owner)
            self.counted[name] = owner or (path, node)
        return arrays, owners

    def shared_arrays(self, node: OnnxNode, tensors: Sequence[str]) -> list[StoredArray]:
        """Those that the operator reads and the file holds only once for it and others, as their numbers were equal."""
        return [
            replace(tensor.stored(name, self._graph.signature[name] == "PARAMETER"), stored_bytes=0)
            for name, tensor in self._equal.shared_arrays(node, tensors, self.counted)
        ]

    def zeros(self, node: OnnxNode, filters: int) -> StoredArray | None:
        """The bias of the operator, of ``filters`` numbers, where the file has none as all of them were zero."""
        biases = [name for name in node.arrays if name in self._equal.absent and name.rpartition(".")[2] == "bias"]
        if len(biases) != 1:
            return None
        self._equal.absent.remove(biases[0])
        return StoredArray(biases[0], (filters,), stored_bytes=0)

    def find(self, names: Collection[str]) -> None:
        """These arrays of the module, which the file does not hold, are those of a row."""
        self.found |= {*names}
        self._equal.absent = [name for name in self._equal.absent if name not in names]

    def lost(self) -> list[str]:
        """The parameters of the module that the file does not hold, and no operator is found to read."""
        return [name for name in self._equal.absent if self._graph.signature[name] == "PARAMETER"]

    def may_hold_more(self, names: Collection[str], node: OnnxNode) -> bool:
        """Whether the operator may have arrays of its own where it reads those of others."""
        if self._graph.equal:
            return False  # The exporter says of each array that it has stored with another.
        if self._graph.signature:
            shares = any(name in self.counted for name in names)
            return shares and any(name in self._equal.absent for name in node.arrays)
        shared = [name for name in names if name in self.counted and is_uniform(self._graph.tensors[name])]
        if not all(name in self.counted for name in names):
            return bool(shared)
        modules = [(module_of(self.counted[name][1]), module_of(node)) for name in shared]
        return any(owner and module and not is_again(owner, module) for owner, module in modules)

    def is_open(self, names: Collection[str]) -> bool:
        """Whether the file does not tell if one of the arrays is shared with another layer or is a copy."""
        return not self._open.isdisjoint(names)

    def may_be_repeated(self, sources: Sequence[str], node: OnnxNode) -> bool:
        """Whether one array that holds one number alone is several of the layer's, its gain and its variance say."""
        if self._graph.equal or (self._graph.signature and not {*node.arrays} & {*self._equal.absent}):
            return False
        return any(sources.count(source) > 1 and is_uniform(self._graph.tensors[source]) for source in sources)

    def twin(self, name: str, node: OnnxNode | None = None) -> Owner | None:
        """Who has the array with the same numbers, where an exporter has stored it again, as it is or turned."""
        tensor, made_of = self._graph.tensors[name], self._parameters.made_of(name)
        if len(made_of) == 1 and made_of[0] in self.counted and self._graph.tensors[made_of[0]].held == tensor.held:
            return self.counted[made_of[0]]
        first = self.counted.get(self._graph.equal.get(name, ""))
        if first and node:
            if self._equal.is_array(name, node, first[1]):
                return None
            self._open |= {name} if self._equal.is_open(name, node, first[1]) else set()
            return first
        mark = fingerprint(tensor) if self._alike[_kind(tensor)] > 1 else None
        if mark is None:
            return None
        for other in self._prints.setdefault(mark, []):
            # Of two that have names in a module each is an array of its own.
            named = self._parameters.is_named(name) and self._parameters.is_named(other)
            if not named and other in self.counted and same_numbers(tensor, self._graph.tensors[other]):
                return self.counted[other]
        self._prints[mark].append(name)
        return None

    def _array(self, name: str, is_trained: bool) -> StoredArray:
        tensor = self._graph.tensors[name]
        # A learned state, or an array that is laid out over a batch, is stored for each sequence, and is one.
        if name in self.states and not self._parameters.is_whole(name):
            tensor = without_repeats(tensor, SECOND_DIRECTION if is_uniform(tensor) else ALL_BUT_LAST)
        elif self._parameters.is_spread(name):
            tensor = without_repeats(tensor, FIRST_DIRECTION if is_uniform(tensor) else ALL)
        array = tensor.stored(name, is_trained)
        return replace(array, stored_bytes=0) if name in self._graph.equal else array


def _kind(tensor: OnnxTensor) -> tuple[str, tuple[int, ...]]:
    """Tensors that may hold the same numbers, one turned against the other, are of one kind."""
    return tensor.dtype, tuple(sorted(tensor.shape))
