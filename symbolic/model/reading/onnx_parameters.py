"""Which stored tensors of an ONNX graph are parameters, and which are constants of its computation."""

from __future__ import annotations

import re
from collections.abc import Collection

from symbolic.model.reading.onnx_graph import Graph, OnnxNode
from symbolic.model.reading.onnx_tensors import OnnxTensor, is_fixed, is_plain, is_uniform

MADE_UP_NAME = re.compile(
    r"""\d+ | onnx::.* | .*Constant(_\d+)?_output_\d+ | .*[/_]?const(_\w+)*__\d+ | _inlfunc_.*
    | (.*/)?(Const|zeros|ones)(_\d+)?(/\w+)*(:\d+)? | (val|tmp|const|int64)(_\w+)?
    | (zeros|ones|full|empty|arange|scalar_tensor|lift_fresh_copy|clone|detach|_to_copy|to|view|reshape|unsqueeze
      |squeeze|transpose|t|permute|expand|repeat|slice|select|split|unbind|getitem|cat|stack|add|sub|mul|div|rsub|pow|neg|sqrt
      |rsqrt|exp|log|sin|cos|where|tril|triu|linear|matmul|bmm|mm|addmm|sum|mean)(_\w+)?(_\d+)?""",
    re.VERBOSE | re.IGNORECASE,
)
"""Names that exporters make up, by what a value is computed with; arrays of a network keep the name that they have."""

MADE_BY_OLDER = re.compile(r"\d+ | onnx::.* | .*Constant(_\d+)?_output_\d+", re.VERBOSE)
"""Those that PyTorch's older exporter makes up; any other is the name of an array in its module."""

COMPUTED_NAME = re.compile(r".*Constant(_\d+)?_output_\d+ | [a-z_]+(_\d+)?", re.VERBOSE)
"""Those of them that no exporter gives to an array of a network that it has turned or taken a part of."""

SPREAD = ("expand", "repeat", "tile")
"""What a value is called that lays out an array over a batch."""

MASK_NUMBERS, HIDING = -1e9, -1e4
"""Numbers as low are no parameters: masks add them to the scores of hidden positions; the second beside zeros alone."""


MOVED_NAME = re.compile(
    "val|expand|repeat|tile|slice|select|split|unbind|getitem|cat|stack|view|reshape|unsqueeze|squeeze|transpose|t|permute"
    "|to|_to_copy|clone|detach|lift_fresh_copy|zeros"
)
"""What a value is called that has the numbers of another; of all other names it is computed."""

CONSTANT = re.compile(r".*Constant(_\d+)?_output_\d+")
"""What PyTorch's older exporter calls a number or an array that is not a parameter of the module."""

LAID_OUT = re.compile(r".*/(zeros|ones)(_like)?(_\d+)?(:\d+)?")
"""What TensorFlow calls an array of one number that it lays out, a kernel of zeros that makes a first state say."""

SUMMAND = re.compile(r"onnx::Add_\d+")
"""What the older exporter calls a bias that it has made of others: one that it has not keeps its name."""

REWRITTEN_KERNEL = re.compile(r"onnx::(MatMul|Gemm|Conv|ConvTranspose)_\d+")
"""What the older exporter calls a kernel that it has written anew."""

LAID = re.compile("val|view|reshape|unsqueeze|squeeze|transpose|t|permute|to|_to_copy|clone|detach|lift_fresh_copy")
"""What a value is called that has all the numbers of another, and no more."""

READ_VARIABLE = re.compile(r".*/ReadVariableOp(_\d+)?(/resource)?(:\d+)?")
"""What TensorFlow calls an array of the network that an operator reads."""

QUANTISING = ("QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear")
QUANTISATION_ARRAY = re.compile(r"_(scale|zero_point)$")
"""What quantisation puts beside an array."""

REPLACED = re.compile(
    r"onnx::(Conv|ConvTranspose|Gemm)_\d+|.*_(weights|bias)_fused_bn|ConstantFolding/.*"
    r"|.*/batchnorm/(mul|sub|Rsqrt)(_\d+)?(:\d+)?"
)
"""What it, or tf2onnx, calls an array that it has computed, of operators that read one of the network as it is."""


HOLDS_OTHERS = (
    "computed when it was exported, a norm, a mask or weight norm folded in, and the network holds other arrays"
)
NO_ZEROS = "tf2onnx leaves out a bias of zeros, as each is before training, and the network may have one here"
MAY_HOLD_ANOTHER = "made when it was exported, of an array or a part of it, and the network may hold another"


class Parameters:
    """What each tensor is, asked with the operator that reads it."""

    def __init__(self, graph: Graph):
        self._graph = graph
        self._labelled = bool(graph.labels)
        self._by_pytorch = graph.producer in ("pytorch", "onnx.quantize")
        self._made = MADE_BY_OLDER if graph.is_by_older else MADE_UP_NAME
        self._named = any(tensor.is_real and not CONSTANT.fullmatch(name) for name, tensor in graph.tensors.items())
        self._computed = graph.inputs.union(*(node.outputs for node in graph.nodes))
        stored = {name.removesuffix("_quantized") for name in graph.tensors}
        moved = [name for name in graph.folded if name in stored and self._is_moved(name)]
        self._held = {*graph.tensors, *(array for name in moved for array in self.made_of(name))}
        self._scales = {
            node.outputs[1] for node in graph.nodes if node.kind == "DynamicQuantizeLinear" and len(node.outputs) > 1
        }

    def in_layer(self, name: str) -> bool | None:
        """Whether a tensor in the place of a layer's array is trained."""
        label = self._label(name)
        if not self._labelled and LAID_OUT.fullmatch(name) and is_uniform(self._graph.tensors[name]):
            return None
        if not label and self._labelled and self.made_of(name) and self._folded(name) is not True:
            return False
        return label in ("", "PARAMETER") and self._graph.tensors[name].is_real

    def in_norm(self, name: str) -> bool | None:
        """The same for a norm, None where it has none and the operator is given ones and zeros."""
        if not self._label(name) and self._is_made(name):
            is_array = bool(self.made_of(name)) if self._labelled else not is_uniform(self._graph.tensors[name])
            return self.in_layer(name) if is_array else None
        return self.in_layer(name)

    def made_of(self, name: str) -> tuple[str, ...]:
        """The arrays of the network that the exporter says it has made a constant of."""
        sources = self._graph.folded.get(name, ())
        if self._graph.signature:
            return tuple(source for source in sources if source in self._graph.signature)
        return tuple(source for source in sources if source not in self._graph.inputs and not self._is_made(source))

    def is_spread(self, name: str) -> bool:
        """Whether it is an array of the network that is laid out, over a batch say."""
        return len(self.made_of(name)) == 1 and any(
            _base(value) in SPREAD for value in (name, *self._graph.folded.get(name, ()))
        )

    def is_batched(self, name: str) -> bool:
        """Whether it is a vector of the network that is repeated as often as an example of the input has sequences."""
        sources = self._graph.folded.get(name, ())
        return len(self.made_of(name)) == 1 == len(self._graph.tensors[name].shape) and not (
            self._computed.isdisjoint(sources)
        )

    def is_replaced(self, name: str) -> bool:
        """Whether the exporter has computed it, a norm or a mask folded in, and the module holds other arrays."""
        if not self._labelled:
            return REPLACED.fullmatch(name.removesuffix("_quantized")) is not None
        if name in self._graph.labels:
            return False
        return name in self._graph.signature or (len(self.made_of(name)) > 1 and not self._is_moved(name))

    def is_turned(self, name: str) -> bool:
        """Whether it is a kernel that PyTorch's older exporter has written anew, turned say, or under a mask."""
        return self._graph.is_by_older and REWRITTEN_KERNEL.fullmatch(name) is not None

    def is_made_bias(self, name: str) -> bool:
        """Whether it is a bias that PyTorch's older exporter has made, of a mask and another say."""
        return self._graph.is_by_older and SUMMAND.fullmatch(name) is not None

    def reason(self, names: Collection[str]) -> str:
        """Why arrays that no known layer reads are not those of the module, where they may be others."""
        by_tensorflow = self._graph.producer == "tf2onnx"
        if any((self.made_of(name) or by_tensorflow) and self.is_replaced(name) for name in names):
            return HOLDS_OTHERS
        if any(self.made_of(name) and not self._label(name) and not self._is_moved(name) for name in names):
            return HOLDS_OTHERS
        made = [name for name in names if self._is_made(name) and not self._label(name) and not self._is_laid(name)]
        made = made if self._by_pytorch or by_tensorflow else []
        return MAY_HOLD_ANOTHER if made else ""

    def as_state(self, name: str) -> bool | None:
        """Whether an initial state is trained, None where it is a constant."""
        label = self._label(name)
        if label or self._labelled:
            return {"PARAMETER": True, "BUFFER": False}.get(label, self._folded(name))
        return True if self.is_named(name) else None

    def elsewhere(self, name: str, node: OnnxNode) -> bool | None:
        """Whether what another operator reads is trained, None where it is a constant."""
        tensor, label = self._graph.tensors[name], self._label(name)
        if label in ("PARAMETER", "BUFFER"):
            return label == "PARAMETER" and tensor.is_real
        if not label and self._graph.is_by_older and not tensor.is_real and tensor.held > 1 and self.is_named(name):
            return False  # A mask of the module, or places in it.
        if label or not (tensor.is_real or tensor.is_packed):
            return None
        if node.kind in QUANTISING or (node.kind == "Mul" and self._scales & {*node.inputs}):
            return None
        if self._labelled and (name in self._graph.folded or self._is_made(name)):
            trained = None if self._is_stored(name) else self._folded(name)
            return trained and tensor.is_real
        if not self._is_named(name, tensor, node):
            return None
        fixed = is_fixed(tensor)
        # Keras computes its masks and tables of angles, and has no arrays for them.
        return None if fixed and self._graph.producer == "tf2onnx" else tensor.is_real and not fixed

    def is_left(self, name: str) -> bool:
        """Whether it is an array of the network also where no operator reads it as one."""
        folded = self._labelled and not self._is_stored(name) and self._folded(name) is True
        return (folded and self._graph.tensors[name].is_real) or self._label(name) == "PARAMETER"

    def _label(self, name: str) -> str:
        """What the exporter says it is; of equal arrays that it has merged, what the one is whose name it kept."""
        return self._graph.signature.get(name) or self._graph.labels.get(name, "")

    def is_named(self, name: str) -> bool:
        """Whether it is an array of a module by its name."""
        return self._by_pytorch and "/" not in name and not self._is_made(name) and not QUANTISATION_ARRAY.search(name)

    def leaves_out_zeros(self) -> bool:
        """Whether it was tf2onnx, which leaves out a bias of zeros, and no vector of the file is trained."""
        if self._graph.producer != "tf2onnx":
            return False
        places = {"Add": slice(None), "Gemm": slice(2, 3), "Conv": slice(2, 3), "LSTM": slice(3, 4), "GRU": slice(3, 4)}
        read = {name for node in self._graph.nodes for name in node.inputs[places.get(node.kind, slice(0))]}
        added = [self._graph.tensors[name] for name in read if name in self._graph.tensors]
        biases = [tensor for tensor in added if tensor.is_real and 1 < tensor.held <= 2 * max(tensor.shape)]
        return all(map(is_plain, biases))

    def is_whole(self, name: str) -> bool:
        """Whether it is an array of the module as it is there, by what the exporter says or by its name."""
        return self._label(name) == "PARAMETER" or (not self._labelled and self.is_named(name))

    def absent(self) -> list[str]:
        """The arrays of the module that the file does not hold, where the exporter says what the module has."""
        if any(tensor.is_packed for tensor in self._graph.tensors.values()):
            return []  # Those that are quantised have other names.
        sources = {source for name in self._graph.tensors for source in self._graph.folded.get(name, ())}
        held = sources | self._graph.tensors.keys()
        return [name for name in self._graph.signature if name not in held]

    def _folded(self, name: str) -> bool | None:
        """Whether what a constant is made of is trained; None for no array, and for what is computed of fixed ones."""
        arrays = self.made_of(name)
        if not self._graph.signature:
            return True if len(arrays) == 1 else None
        if any(self._graph.signature[array] == "PARAMETER" for array in arrays):
            return True
        return False if arrays and self._is_moved(name) else None

    def _is_moved(self, name: str) -> bool:
        """Whether a constant has the numbers of the arrays that it is made of, and nothing is computed."""
        values = {name, *self._graph.folded.get(name, ())} - {*self.made_of(name)} - self._graph.inputs
        return all(MOVED_NAME.fullmatch(_base(value)) for value in values)

    def _is_laid(self, name: str) -> bool:
        """Whether a constant is one array of the module with its numbers in another shape."""
        values = {name, *self._graph.folded.get(name, ())} - {*self.made_of(name)} - self._graph.inputs
        return len(self.made_of(name)) == 1 and all(LAID.fullmatch(_base(value)) for value in values)

    def _is_stored(self, name: str) -> bool:
        """Whether all that a constant is made of is in the file beside it."""
        held = self._graph.tensors if self._is_moved(name) else self._held
        return all(array in held for array in self.made_of(name))

    def _is_made(self, name: str) -> bool:
        return self._made.fullmatch(name) is not None

    def _is_named(self, name: str, tensor: OnnxTensor, node: OnnxNode) -> bool:
        """Whether it is an array of the network, by its name and its numbers alone."""
        if tensor.held <= 1:
            return self.is_named(name) or READ_VARIABLE.fullmatch(name) is not None
        if CONSTANT.fullmatch(name) and self._named:
            return False
        if is_uniform(tensor):
            return not self._is_made(name) or (_does_nothing(tensor, node) and not COMPUTED_NAME.fullmatch(name))
        return not (self._is_made(name) and _is_mask(tensor))


def _base(name: str) -> str:
    return re.sub(r"(_\d+)+$", "", name)


def _does_nothing(tensor: OnnxTensor, node: OnnxNode) -> bool:
    """Whether it is a factor of one or a summand of zero: a gain or a bias before it is trained.

    One with four axes is what a batch of maps is computed to.
    """
    numbers = tensor.numbers() if len(tensor.shape) < 4 else None
    neutral = {"Mul": 1, "Add": 0}.get(node.kind)
    return numbers is not None and neutral is not None and float(numbers.reshape(-1)[0]) == neutral


def _is_mask(tensor: OnnxTensor) -> bool:
    numbers = tensor.numbers()
    if numbers is None:
        return False
    least = numbers.min()
    # One of two numbers is as good as none of the sum: a score is hidden, or is as it is.
    return bool(least <= MASK_NUMBERS or (least <= HIDING and ((numbers == least) | (numbers == 0)).all()))
