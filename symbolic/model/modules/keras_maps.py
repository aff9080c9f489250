"""Layers over the axes of a sequence or a map as Keras has them, with the channels last."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from symbolic._cell import Cell
from symbolic.errors import UsageError
from symbolic.frameworks import layer as framework_layer
from symbolic.language.sizes.size import NO_SIZE, ONE, Size
from symbolic.model.layers import (
    BatchNorm,
    Conv,
    Dense,
    DepthwiseConv,
    Embedding,
    Flatten,
    GlobalPool,
    GroupNorm,
    LayerNorm,
    Pool,
    Reshape,
    RMSNorm,
)
from symbolic.model.layers.convolution import Convolution
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.modules.class_call import ClassCall, NumberFunction
from symbolic.model.modules.network_text import LAYERS_LISTED, NetworkMember, NetworkText

LAYERS_MODULE = "keras.layers"
READ_TWICE = {
    "MultiHeadAttention": "self.{0}(x, x)",
    "GroupQueryAttention": "self.{0}(x, x)",
    "Attention": "self.{0}([x, x])",
    "AdditiveAttention": "self.{0}([x, x])",
}
"""The layers that read a sequence twice over, as what asks and what is asked."""


@cache
def own_layer(cell: Cell) -> Callable[[str], str] | None:
    """The call of Keras's layer with the equations of a cell, from its units; None where it has none."""
    for kind, words in (("LSTM", {}), ("GRU", {"reset_after": False}), ("GRU", {}), ("SimpleRNN", {})):
        if framework_layer(f"keras.layers.{kind}", **words).sublayers[0].cell == cell:
            said = "".join(f", {word}={value}" for word, value in words.items())
            return f"{kind}({{0}}{said}, return_sequences=True)".format
    return None


class KerasMaps(NetworkText):
    """The layers whose arguments follow from how many axes there are."""

    @property
    def axes(self) -> int:
        """How many axes there are beside the batch and the channels."""
        every = (getattr(member.layer, "axes", 0) for member in self.members)
        said = (len(member.placed.extents or ()) for member in self.members)
        return max(1, *every, *said)

    def part(self, member: NetworkMember, layer: Recurrent, reads: Size) -> str:
        """A layer of Keras's own where it has the equations of the cell."""
        kind = None if self.classes.fused or not isinstance(layer.cell, Cell) else own_layer(layer.cell)
        if kind is None or not isinstance(layer.cell, Cell):
            return super().part(member, layer, reads)
        letter = layer.cell.aliases["hidden"]
        return f"{LAYERS_MODULE}.{kind(self.size(layer.sizes.get(letter, Size.letter(letter))))}"

    def stack(self, member: NetworkMember, layer: Recurrent, parts: list[str]) -> None:
        """Layers one by one where they are few, each an attribute."""
        count = layer.layers.substitute(self.numbers).constant
        own = all(part.startswith(LAYERS_MODULE) for part in parts)
        if count is None or count > LAYERS_LISTED or layer.frozen or (layer.bidirectional and not own):
            super().stack(member, layer, parts)
            return
        self.sequence(member, layer, "")
        for place, part in enumerate(self.listed(layer, parts)):
            made = part
            if layer.bidirectional:
                made = f'{LAYERS_MODULE}.Bidirectional({part}, merge_mode="{layer.merge}")'
            name = self.names.new(f"{member.name}_{place + 1}") if place else member.name
            self.add(member._replace(name=name), made)
        if layer.last and not self.gives_last(layer):
            self.last_step()

    def last_step(self) -> None:
        """The last step of one direction, which a layer of Keras gives by itself."""
        name, _, made = (self.made or [""])[-1].partition(" = ")
        whole = "return_sequences=True"
        if self.steps[-1:] == [f"x = {name}(x)"] and whole in made and "Bidirectional" not in made:
            self.made[-1] = f"{name} = {made.replace(whole, 'return_sequences=False')}"
        else:
            super().last_step()

    def input_text(self) -> str:
        """The arguments of the input; empty where it is not known as far as the layers need it."""
        first, width = self.members[0], self.members[0].placed.reads
        along = any(isinstance(row.layer, Flatten | Reshape) or row.layer.short == "flatten" for row in self.members)
        if width is None:
            return "" if along or not isinstance(first.layer, Embedding) else 'shape=(None,), dtype="int32"'
        axes = ["None" if axis is None else self.size(Size.of(axis)) for axis in self.shape[:-1]]
        if not self.shape:
            axes = ["None"] if self.axes == 1 and not self.vector else []
        if (along and "None" in axes) or not (axes or self.vector):
            return ""
        said = [*axes, self.size(width)]
        return f"shape=({', '.join(said)}{',' if len(said) == 1 else ''})"

    def of_class(self, member: NetworkMember, own: str) -> None:
        made = self.literal(member, own)
        called = READ_TWICE.get(made.partition("(")[0], "self.{0}(x)")
        self.add(member, f"{LAYERS_MODULE}.{made}", called)

    def function(self, member: NetworkMember, function: NumberFunction) -> None:
        made = f'Activation("{function.name}")'
        if function.number is not None:
            made = {"leaky_relu": "LeakyReLU(negative_slope={0})", "elu": "ELU(alpha={0})"}[function.name].format(
                function.number
            )
        self.add(member, f"{LAYERS_MODULE}.{made}")

    def normal_arguments(self, call: ClassCall) -> list[str]:
        if "Norm" not in call.kind:
            return []
        eps = call.named.get("eps")
        if eps is None and call.kind == "RMSNorm":
            return []
        said = [f"epsilon={1e-5 if eps is None else eps}"]
        if call.kind.startswith("BatchNorm"):
            if call.named.get("momentum", 0.1) is None:
                raise UsageError("momentum=None of BatchNorm is not written in another framework")
            said.append(f"momentum={1 - call.named.get('momentum', 0.1):.6g}")
        return said

    def translated(self, member: NetworkMember, own: str) -> None:
        super().translated(member, own)
        if self.over:
            return
        if member.layer.axes:
            self.first = own.startswith(("torch.", "nn."))
        elif type(member.layer) in (Dense, LayerNorm, RMSNorm):
            self.first = False  # They read the last axis; a batch norm reads the channels.

    def recurrent(self, member: NetworkMember, layer: Recurrent) -> None:
        self.check(member, layer)
        if self.axes > 1 and not self.over:
            raise self.refused(member, "each step is a map before it; write flatten or reshape(size) there")
        super().recurrent(member, layer)
        self.first = False

    def conv(self, member: NetworkMember, layer: Conv) -> None:
        options = [f"groups={self.size(layer.groups)}"] if layer.groups != ONE else []
        self._convolution(member, layer, "Conv", [self.size(layer.filters)], options)

    def depthwiseconv(self, member: NetworkMember, layer: DepthwiseConv) -> None:
        options = [f"depth_multiplier={self.size(layer.multiplier)}"] if layer.multiplier != ONE else []
        self._convolution(member, layer, "DepthwiseConv", [], options)

    def _convolution(
        self, member: NetworkMember, layer: Convolution, kind: str, filters: list[str], options: list[str]
    ) -> None:
        axes = len(layer.extents)
        if axes != self.axes or not layer.moves:
            why = f"it is over {axes} axes, and there are {self.axes}" if layer.moves else "how it moves is not known"
            raise self.refused(member, why)
        said = [*filters, self._each(layer.extents)]
        said += [f"strides={self._each(layer.stride)}"] if {*layer.stride} != {ONE} else []
        if isinstance(layer.padding, Size):
            if layer.padding != NO_SIZE:
                self._add_padding(member, layer.padding, axes)
        elif layer.padding != "valid":
            said.append(f'padding="{layer.padding}"')
        said += [f"dilation_rate={self._each(layer.dilation)}"] if {*layer.dilation} != {ONE} else []
        said += [*options, *([] if layer.bias else ["use_bias=False"])]
        self.add(member, f"{LAYERS_MODULE}.{kind}{axes}D({', '.join(said)})")

    def _add_padding(self, member: NetworkMember, padding: Size, axes: int) -> None:
        """Zeros on each side, which Keras's convolution itself does not put there."""
        name = self.names.new(f"{member.name}_padding")
        self.add(member._replace(name=name), f"{LAYERS_MODULE}.ZeroPadding{axes}D({self.size(padding)})")

    def _each(self, sizes: tuple[Size, ...]) -> str:
        if len({*sizes}) == 1:
            return self.size(sizes[0])
        return f"({', '.join(map(self.size, sizes))})"

    def pool(self, member: NetworkMember, layer: Pool) -> None:
        if isinstance(layer.padding, Size) or layer.padding == "causal" or len(layer.extents) not in (1, self.axes):
            raise self.refused(member, f"a pool over {len(layer.extents)} axes with padding={layer.padding}")
        kind = "Max" if layer.kind == "max" else "Average"
        options = [f"strides={self._each(layer.stride)}"] if layer.stride != layer.extents else []
        options += [f'padding="{layer.padding}"'] if layer.padding != "valid" else []
        said = [self._each(layer.extents), *options]
        self.add(member, f"{LAYERS_MODULE}.{kind}Pooling{self.axes}D({', '.join(said)})")

    def groupnorm(self, member: NetworkMember, layer: GroupNorm) -> None:
        options = [f"groups={self.size(layer.groups)}"]
        options += [] if layer.gain else ["scale=False"]
        options += [] if layer.bias else ["center=False"]
        self.add(member, f"{LAYERS_MODULE}.GroupNormalization({', '.join(options)})")

    def batchnorm(self, member: NetworkMember, layer: BatchNorm) -> None:
        if not layer.kept:
            raise self.refused(member, "keras.layers.BatchNormalization keeps a mean and a variance")
        options = [] if layer.gain else ["scale=False"]
        options += [] if layer.bias else ["center=False"]
        self.add(member, f"{LAYERS_MODULE}.BatchNormalization({', '.join([*options, *self.besides])})")

    def globalpool(self, member: NetworkMember, layer: GlobalPool) -> None:
        kind = "Max" if layer.kind == "max" else "Average"
        self.add(member, f"{LAYERS_MODULE}.Global{kind}Pooling{self.axes}D()")
        self.over = True

    def flatten(self, member: NetworkMember, layer: Flatten) -> None:
        if self.first and not self.over:
            # PyTorch has the channels first, and what follows reads them in that order.
            order = (self.axes + 1, *range(1, self.axes + 1))
            turned = member._replace(name=self.names.new(f"{member.name}_permute"))
            self.add(turned, f"{LAYERS_MODULE}.Permute({order})")
        self.add(member, f"{LAYERS_MODULE}.Flatten()")
        self.over = True
