"""Arrays of a module that PyTorch's exporters store once, as they had equal numbers when the file was written.

The older exporter puts an operator in the place of each; the newer one says which arrays an operator was made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from symbolic.model.reading.onnx_graph import Graph, OnnxNode
from symbolic.model.reading.onnx_parameters import Parameters
from symbolic.model.reading.onnx_tensors import OnnxTensor, is_plain, is_uniform
from symbolic.record import replace


class Equal:
    """What is known of arrays that are stored once with others."""

    def __init__(self, graph: Graph, parameters: Parameters):
        self._graph, self._parameters = graph, parameters
        self._copies = {
            _parted(other.split(".")[:-1], name.split(".")[:-1])
            for name, other in graph.equal.items()
            if parameters.is_named(name) and parameters.is_named(other) and not is_uniform(graph.tensors[name])
        }
        self.absent = parameters.absent()
        """The arrays of the module that the file does not hold, those apart that operators are found to read."""

    def is_array(self, name: str, node: OnnxNode, owner: OnnxNode) -> bool:
        """Whether an array that is stored with that of ``owner`` is one of its own, and not that one again."""
        if self._parameters.is_named(name):
            return True
        module, before = module_of(node), module_of(owner)
        if is_plain(self._graph.tensors[name]):
            # A module that is run again has none of its own; another operator of it, the next level say, has.
            return module == before or not is_again(before, module)
        return module != before and self._is_copy(_path(before), _path(module))

    def _is_copy(self, path: list[str], other: list[str]) -> bool:
        """Whether all that is known of a module, or of one that holds it, says that it was copied from another."""
        pair = _parted(path, other)
        own = [name for name in self._graph.tensors if name.startswith(f"{pair[1]}.")]
        whole = pair[1] != ".".join(other) and own and all(name in self._graph.equal for name in own)
        return bool(whole) or pair in self._copies

    def is_open(self, name: str, node: OnnxNode, owner: OnnxNode) -> bool:
        """Whether the file does not tell an array that two modules share from one that is a copy of the other."""
        module, before = module_of(node), module_of(owner)
        return name in self._graph.equal and module != before and not is_again(before, module)

    def shared_arrays(
        self, node: OnnxNode, tensors: Sequence[str], counted: Mapping[str, object]
    ) -> Iterator[tuple[str, OnnxTensor]]:
        """The arrays that an operator reads and the file does not hold, each with the equal one that it holds.

        ``tensors`` are those that it reads in the order of its arrays.
        """
        wanted = [name for name in dict.fromkeys(node.arrays) if name in self.absent]
        if not wanted:
            return
        originals = [source for name in tensors for source in self._parameters.made_of(name) or (name,)]
        stored = [name for name in tensors for _ in self._parameters.made_of(name) or (name,)]
        in_order = [*dict.fromkeys(node.arrays)]
        aligned = len(originals) == len(in_order)
        for place, target in enumerate(in_order):
            if target not in wanted:
                continue
            alike = [at for at, source in enumerate(originals) if _last(source) == _last(target)]
            at = place if aligned else alike[0] if alike else None
            if at is not None and (stored[at] in counted or tensors.count(stored[at]) > 1):
                self.absent.remove(target)
                yield target, self._part(self._graph.tensors[stored[at]])

    def _part(self, tensor: OnnxTensor) -> OnnxTensor:
        """One of the arrays that a tensor is laid together of, or the tensor where it is of one alone."""
        number = len(self._parameters.made_of(tensor.name))
        if number < 2 or tensor.held % number:
            return tensor
        return replace(tensor, shape=(tensor.held // number,), held=tensor.held // number)


def module_of(node: OnnxNode) -> str:
    """The path of the module that an operator is of."""
    return node.module or node.name.rpartition("/")[0]


def is_again(owner: str, name: str) -> bool:
    """Whether a module is run again, whose path the older exporter numbers.

    >>> is_again("layers.0/norm", "layers.0/norm_1"), is_again("norm1", "norm2")
    (True, False)
    """
    before, after = owner.split("/"), name.split("/")
    pairs = [*zip(before, after, strict=False)]
    numbered = (new.startswith(f"{old}_") and new.rpartition("_")[2].isdecimal() for old, new in pairs)
    return len(before) == len(after) and all(
        old == new or again for (old, new), again in zip(pairs, numbered, strict=True)
    )


def _path(module: str) -> list[str]:
    """The parts of a module's path as the older exporter writes it, where the name of a row comes before each of it.

    >>> _path("encoder/layers.1/block/block.0")
    ['encoder', 'layers', '1', 'block', '0']
    """
    parts = module.split("/")
    kept = [
        part
        for place, part in enumerate(parts)
        if place + 1 == len(parts) or not parts[place + 1].startswith(f"{part}.")
    ]
    return ".".join(kept).split(".")


def _parted(path: list[str], other: list[str]) -> tuple[str, str]:
    """Where two paths part, what is the same at their ends apart."""
    while path and other and path[-1] == other[-1]:
        path, other = path[:-1], other[:-1]
    return ".".join(path), ".".join(other)


def _last(name: str) -> str:
    """The last name of an array, the number of its level apart.

    >>> _last("encoder.bias_ih_l1_reverse"), _last("norm.weight")
    ('bias_ih_reverse', 'weight')
    """
    return re.sub(r"_l\d+", "", name.rpartition(".")[2])
