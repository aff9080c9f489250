"""Which stored tensors of an ONNX graph are parameters, and which are constants of its computation."""

from __future__ import annotations

import re

from symbolic.model.reading.onnx_graph import Graph, Node
from symbolic.model.reading.onnx_tensors import Tensor, is_uniform

MADE = re.compile(
    r"""\d+ | onnx::.* | .*Constant(_\d+)?_output_\d+ | .*[/_]?const(_\w+)*__\d+ | _inlfunc_.*
    | (.*/)?(Const|zeros|ones)(_\d+)?(/\w+)*(:\d+)? | (val|tmp|const|int64)(_\w+)?
    | (zeros|ones|full|empty|arange|scalar_tensor|lift_fresh_copy|clone|detach|_to_copy|to|view|reshape|unsqueeze
      |squeeze|transpose|t|permute|expand|repeat|slice|select|split|unbind|getitem|cat|stack|add|sub|mul|div|rsub|pow|neg|sqrt
      |rsqrt|exp|log|sin|cos|where|tril|triu|linear|matmul|bmm|mm|addmm|sum|mean)(_\w+)?(_\d+)?""",
    re.VERBOSE | re.IGNORECASE,
)
"""Names that exporters make up, by what a value is computed with; arrays of a network keep the name that they have."""

COMPUTED = re.compile(r".*Constant(_\d+)?_output_\d+ | [a-z_]+(_\d+)?", re.VERBOSE)
"""Those of them that no exporter gives to an array of a network that it has turned or taken a part of."""

LEAST = -1e9
"""Numbers below it are no parameters: masks add them to what is not to be attended to."""


class Parameters:
    """What each tensor is, asked with the operator that reads it."""

    def __init__(self, graph: Graph):
        self._graph = graph
        self._labelled = bool(graph.labels)
        self._scales = {
            node.outputs[1] for node in graph.nodes if node.kind == "DynamicQuantizeLinear" and len(node.outputs) > 1
        }

    def in_layer(self, name: str) -> bool | None:
        """Whether a tensor in the place of a layer's array is trained."""
        label = self._graph.labels.get(name, "")
        return label in ("", "PARAMETER") and self._graph.tensors[name].is_real

    def in_norm(self, name: str) -> bool | None:
        """The same for a norm, None where it has none and the operator is given ones and zeros."""
        if not self._graph.labels.get(name) and _is_made(name):
            is_array = bool(self.made_of(name)) if self._labelled else not is_uniform(self._graph.tensors[name])
            return self.in_layer(name) if is_array else None
        return self.in_layer(name)

    def made_of(self, name: str) -> tuple[str, ...]:
        """The arrays of the network that the exporter says it has made a constant of."""
        sources = self._graph.folded.get(name, ())
        return tuple(source for source in sources if source not in self._graph.inputs and not _is_made(source))

    def as_state(self, name: str) -> bool | None:
        """Whether an initial state is trained, None where it is a constant."""
        if self._labelled and len(self.made_of(name)) == 1:
            return True
        return {"PARAMETER": True, "BUFFER": False}.get(self._graph.labels.get(name, ""))

    def elsewhere(self, name: str, node: Node) -> bool | None:
        """Whether what another operator reads is trained, None where it is a constant."""
        tensor, label = self._graph.tensors[name], self._graph.labels.get(name, "")
        if label in ("PARAMETER", "BUFFER"):
            return label == "PARAMETER" and tensor.is_real
        if label or tensor.held <= 1 or not (tensor.is_real or tensor.is_packed):
            return None
        if node.kind == "Mul" and self._scales & {*node.inputs}:
            return None
        if self._labelled:
            is_parameter = len(self.made_of(name)) == 1
        elif is_uniform(tensor):
            is_parameter = not _is_made(name) or (_does_nothing(tensor, node) and not COMPUTED.fullmatch(name))
        else:
            is_parameter = not (_is_made(name) and _is_mask(tensor))
        return tensor.is_real if is_parameter else None


def _is_made(name: str) -> bool:
    return MADE.fullmatch(name) is not None


def _does_nothing(tensor: Tensor, node: Node) -> bool:
    """Whether it is a factor of one or a summand of zero: a gain or a bias before it is trained."""
    numbers = tensor.numbers()
    neutral = {"Mul": 1, "Add": 0}.get(node.kind)
    return numbers is not None and neutral is not None and float(numbers.reshape(-1)[0]) == neutral


def _is_mask(tensor: Tensor) -> bool:
    numbers = tensor.numbers()
    return numbers is not None and bool((numbers < LEAST).any())
