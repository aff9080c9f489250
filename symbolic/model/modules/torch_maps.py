"""Layers over the axes of a sequence or a map as PyTorch has them, which reads the channels before these axes."""

from __future__ import annotations

import re
from typing import ClassVar

from symbolic.language.sizes.size import ONE, Size
from symbolic.model.layers import BatchNorm, Conv, DepthwiseConv, Flatten, GlobalPool, GroupNorm, Last, Pool
from symbolic.model.layers.convolution import Convolution
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.modules.class_call import ClassCall, NumberFunction, read_call
from symbolic.model.modules.network_text import NetworkMember, NetworkText

DEVICE_AND_DTYPE = "device=device, dtype=dtype"
BY_CHANNEL = re.compile(
    r"(Lazy)?(Conv|ConvTranspose|BatchNorm|InstanceNorm|Dropout|ConstantPad|ZeroPad|ReflectionPad|ReplicationPad)[123]d|"
    r"(Adaptive)?(Max|Avg)Pool[123]d|GroupNorm|PReLU"
)
BY_LAST_AXIS = ("Linear", "LazyLinear", "RMSNorm", "Embedding")
BY_NUMBER = (
    "Tanh Sigmoid Softsign LogSigmoid Tanhshrink ReLU6 Hardswish Hardsigmoid SiLU Mish ReLU SELU ELU CELU GELU "
    "LeakyReLU Softplus Hardtanh Hardshrink Softshrink RReLU Threshold Dropout AlphaDropout FeatureAlphaDropout "
    "Identity"
)
PLACE_WORDS = ("device", "dtype")
SEQUENCE_CALLS = {
    "MultiheadAttention": "self.{0}(x, x, x, need_weights=False)[0]",
    "TransformerEncoderLayer": "self.{0}(x)",
}


class TorchMaps(NetworkText):
    """The layers that ask where the channels are; ``first`` says it, and ``arrange`` moves them."""

    @property
    def axes(self) -> int:
        """How many axes there are beside the batch and the channels."""
        every = (getattr(member.layer, "axes", 0) for member in self.members)
        said = (len(member.placed.extents or ()) for member in self.members)
        return max(1, *every, *said)

    def begin(self) -> None:
        """A map comes with its channels first, as PyTorch has it."""
        self.first = self.first or self.axes > 1
        super().begin()

    def write(self) -> None:
        super().write()
        if self.ends_first is not None:
            self.arrange(self.ends_first)

    def arrange(self, first: bool) -> None:
        """Move the channels before the axes, or behind them."""
        if not self.over and first != self.first:
            self.steps.append("x = x.movedim(-1, 1)" if first else "x = x.movedim(1, -1)")
            self.first = first

    def of_class(self, member: NetworkMember, own: str) -> None:
        made = self.literal(member, own)
        kind = made.partition("(")[0]
        call = read_call(own) or ClassCall("torch", kind, {})
        if BY_CHANNEL.fullmatch(kind):
            if kind[-1:] == "d" and not self.over and self.axes != int(kind[-2]) and not kind.startswith("BatchNorm1"):
                raise self.refused(member, f"{kind} is over {kind[-2]} axes, and there are {self.axes}")
            self.arrange(True)
        elif kind in BY_LAST_AXIS or (kind == "LayerNorm" and "[" not in made and "((" not in made):
            self.arrange(False)
        elif kind in SEQUENCE_CALLS:
            self.arrange(False)
            words = [
                f"{word}={value!r}" for word, value in call.named.items() if word not in ("batch_first", *PLACE_WORDS)
            ]
            self.add(
                member, f"nn.{kind}({', '.join([*words, 'batch_first=True', DEVICE_AND_DTYPE])})", SEQUENCE_CALLS[kind]
            )
            return
        elif kind in ("Softmax", "LogSoftmax"):
            self._by_axis(member, call)
        elif kind == "Flatten" and not call.named:
            self.flatten(member, Flatten())
            return
        elif kind not in BY_NUMBER.split():
            raise self.refused(member, f"{own[:60]} is not written in a row of layers")
        self.add(member, f"nn.{made}")

    def _by_axis(self, member: NetworkMember, call: ClassCall) -> None:
        """A softmax over one axis; raises `UsageError` where that is another one here."""
        alone = not any(getattr(row.layer, "axes", 0) or hasattr(row.layer, "vocabulary") for row in self.members)
        last = call.named.get("dim") == -1 and (self.over or not self.first)
        if not (last or (call.named.get("dim") == 1 and (self.over or alone))):
            raise self.refused(member, f"{call.kind} over dim={call.named.get('dim')} is not written; dim=-1 is")

    def function(self, member: NetworkMember, function: NumberFunction) -> None:
        if function.number is not None:
            kind = {"leaky_relu": "LeakyReLU", "elu": "ELU"}[function.name]
            self.add(member, f"nn.{kind}({function.number})")
            return
        if function.name in ("softmax", "log_softmax"):
            self.arrange(False)
        self.steps.append(f"x = {self.functions[function.name].format('x')}")

    functions: ClassVar[dict[str, str]] = {}

    def normal_arguments(self, call: ClassCall) -> list[str]:
        if not call.kind.endswith("Normalization"):
            return []
        said = [f"eps={call.named.get('epsilon', 1e-6 if call.kind.startswith('RMS') else 1e-3)}"]
        if call.kind == "BatchNormalization":
            said.append(f"momentum={1 - call.named.get('momentum', 0.99):.6g}")
        return said

    def recurrent(self, member: NetworkMember, layer: Recurrent) -> None:
        self.check(member, layer)
        if self.axes > 1 and not self.over:
            raise self.refused(member, "each step is a map before it; write flatten or reshape(size) there")
        self.arrange(False)
        super().recurrent(member, layer)

    def conv(self, member: NetworkMember, layer: Conv) -> None:
        self._convolution(member, layer, layer.filters, layer.groups)

    def depthwiseconv(self, member: NetworkMember, layer: DepthwiseConv) -> None:
        reads = self.reads(member)
        self._convolution(member, layer, reads * layer.multiplier, reads)

    def _convolution(self, member: NetworkMember, layer: Convolution, filters: Size, groups: Size) -> None:
        axes = len(layer.extents)
        if axes != self.axes or not layer.moves:
            why = f"it is over {axes} axes, and there are {self.axes}" if layer.moves else "how it moves is not known"
            raise self.refused(member, why)
        options = [f"stride={self._each(layer.stride)}"] if {*layer.stride} != {ONE} else []
        options += [f"padding={self._padding(member, layer)}"] if str(layer.padding) != "valid" else []
        options += [f"dilation={self._each(layer.dilation)}"] if {*layer.dilation} != {ONE} else []
        options += [f"groups={self.size(groups)}"] if groups != ONE else []
        options += [] if layer.bias else ["bias=False"]
        self.arrange(True)
        said = [
            self.size(self.reads(member)),
            self.size(filters),
            self._each(layer.extents),
            *options,
            DEVICE_AND_DTYPE,
        ]
        self.add(member, f"nn.Conv{axes}d({', '.join(said)})")

    def _each(self, sizes: tuple[Size, ...]) -> str:
        """A number for all axes, or one for each."""
        if len({*sizes}) == 1:
            return self.size(sizes[0])
        return f"({', '.join(map(self.size, sizes))})"

    def _padding(self, member: NetworkMember, layer: Convolution) -> str:
        if isinstance(layer.padding, Size):
            return self.size(layer.padding)
        if layer.padding == "same" and {*layer.stride} == {ONE}:
            return '"same"'
        raise self.refused(member, f"padding={layer.padding} with these strides is not that of a layer of PyTorch")

    def pool(self, member: NetworkMember, layer: Pool) -> None:
        if layer.padding in ("same", "causal") or len(layer.extents) not in (1, self.axes):
            raise self.refused(member, f"a pool over {len(layer.extents)} axes with padding={layer.padding}")
        self.arrange(True)
        kind = "Max" if layer.kind == "max" else "Avg"
        options = [f"stride={self._each(layer.stride)}"] if layer.stride != layer.extents else []
        options += [f"padding={self.size(layer.padding)}"] if isinstance(layer.padding, Size) else []
        self.add(member, f"nn.{kind}Pool{self.axes}d({', '.join([self._each(layer.extents), *options])})")

    def groupnorm(self, member: NetworkMember, layer: GroupNorm) -> None:
        if layer.gain != layer.bias:
            raise self.refused(member, "nn.GroupNorm has gain and bias together or neither")
        self.arrange(True)
        options = [] if layer.gain else ["affine=False"]
        said = [self.size(layer.groups), self.size(self.reads(member)), *options, DEVICE_AND_DTYPE]
        self.add(member, f"nn.GroupNorm({', '.join(said)})")

    def batchnorm(self, member: NetworkMember, layer: BatchNorm) -> None:
        if layer.gain != layer.bias:
            raise self.refused(member, "nn.BatchNorm1d has gain and bias together or neither")
        options = [] if layer.gain else ["affine=False"]
        options += [] if layer.kept else ["track_running_stats=False"]
        self.arrange(True)
        axes = 1 if self.over else self.axes
        said = [self.size(self.reads(member)), *options, *self.besides, DEVICE_AND_DTYPE]
        self.add(member, f"nn.BatchNorm{axes}d({', '.join(said)})")

    def globalpool(self, member: NetworkMember, layer: GlobalPool) -> None:
        start = 2 if self.first else 1
        dims = start if self.axes == 1 else tuple(range(start, start + self.axes))
        self.steps.append(f"x = x.{'amax' if layer.kind == 'max' else 'mean'}(dim={dims})")
        self.over = True

    def flatten(self, member: NetworkMember, layer: Flatten) -> None:
        written = getattr(member.layer, "written", "")
        if written and not written.startswith(self.libraries):
            self.arrange(False)  # Keras has the channels last, and what follows reads them in that order.
        self.steps.append("x = x.flatten(1)")
        self.over = True

    def last(self, member: NetworkMember, layer: Last) -> None:
        if self.axes > 1:
            raise self.refused(member, "the last step of maps is not written")
        self.steps.append("x = x[:, :, -1]" if self.first else "x = x[:, -1]")
        self.over = True
