"""A network as a module of PyTorch."""

from __future__ import annotations

from symbolic._cell import Cell
from symbolic.code.frame import call_lines, indented
from symbolic.code.python_names import names
from symbolic.code.targets.torch import FACTORY, TORCH_RESERVED
from symbolic.frameworks.layer import Layer
from symbolic.language.sizes.size import Size
from symbolic.model.layers import (
    Dense,
    Dropout,
    Embedding,
    LayerNorm,
    MultiHeadAttention,
    Plain,
    Repeat,
    Reshape,
    RMSNorm,
    TransformerEncoderLayer,
)
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.modules.network_text import NetworkMember
from symbolic.model.modules.torch_maps import DEVICE_AND_DTYPE, TorchMaps

TORCH_FUNCTIONS = {
    "relu": "torch.relu({0})",
    "tanh": "torch.tanh({0})",
    "sigmoid": "torch.sigmoid({0})",
    "softmax": "torch.softmax({0}, dim=-1)",
    "log_softmax": "torch.log_softmax({0}, dim=-1)",
    "gelu": "F.gelu({0})",
    "elu": "F.elu({0})",
    "selu": "F.selu({0})",
    "silu": "F.silu({0})",
    "swish": "F.silu({0})",
    "leaky_relu": "F.leaky_relu({0})",
    "mish": "F.mish({0})",
    "hard_swish": "F.hardswish({0})",
    "relu6": "F.relu6({0})",
    "softplus": "F.softplus({0})",
    "softsign": "F.softsign({0})",
    "identity": "{0}",
}


class TorchNetwork(TorchMaps):
    """The layers of a network as PyTorch has them."""

    target, framework, namespace = "torch", "PyTorch", "torch.nn."
    module, libraries = "nn", ("torch.nn.", "nn.")
    listing = ["nn.ModuleList(", "    ["], ["    ]", ")"]
    flipped, joined = "{0}.flip(1)", "torch.cat([{0}, {1}], dim=-1)"
    reserved = TORCH_RESERVED | names("self x super F nn torch Tensor ahead back forward backward")

    def text(self, label: str, count: str) -> str:
        self.write()
        body = ["super().__init__()", *self.made]
        sizes = [f"{name}: int" for name in self.arguments.values()]
        lines = ["class Network(nn.Module):", *indented(self.doc(label, count)), ""]
        lines += indented([*call_lines("def __init__(", ["self", *sizes, *FACTORY], ") -> None:"), *indented(body)])
        lines += ["", *indented(["def forward(self, x: Tensor) -> Tensor:", *indented([*self.steps, "return x"])])]
        parts = [*self.classes.parts.values(), "\n".join(lines)]
        imports = ["import torch", "from torch import Tensor, nn"]
        if any("F." in part for part in parts):
            imports.insert(1, "import torch.nn.functional as F")
        if "import math" in self.classes.imports:
            imports = ["import math", "", *imports]
        return "\n\n\n".join([f"{self.head(label)}\n\n" + "\n".join(imports), *parts]) + "\n"

    def freeze(self, name: str) -> str:
        return f"self.{name}.requires_grad_(False)"

    def embedding(self, member: NetworkMember, layer: Embedding) -> None:
        self.add(member, f"nn.Embedding({self.size(layer.vocabulary)}, {self.size(layer.width)}, {DEVICE_AND_DTYPE})")

    functions = TORCH_FUNCTIONS

    def dense(self, member: NetworkMember, layer: Dense) -> None:
        self.arrange(False)
        bias = "" if layer.bias else ", bias=False"
        self.add(
            member, f"nn.Linear({self.size(self.reads(member))}, {self.size(layer.units)}{bias}, {DEVICE_AND_DTYPE})"
        )
        if layer.tied:
            table = layer._embedding(member.placed.name, self.reads(member), [row.placed for row in self.members])
            name = next(row.name for row in self.members if row.placed.name == table)
            self.made.append(f"self.{member.name}.weight = self.{name}.weight")

    def dropout(self, member: NetworkMember, layer: Dropout) -> None:
        self.add(member, f"nn.Dropout({layer.rate})")

    def plain(self, member: NetworkMember, layer: Plain) -> None:
        function = TORCH_FUNCTIONS.get(layer.title)
        if function is None:
            raise self.refused(member, f"{layer.title} is not written as a layer of PyTorch")
        if "softmax" in layer.title:
            self.arrange(False)
        self.steps.append(f"x = {function.format('x')}")

    def layernorm(self, member: NetworkMember, layer: LayerNorm) -> None:
        if len(layer.extents) > 1:
            raise self.refused(member, "a norm over several axes is not written as a layer of PyTorch")
        width = self.size(layer.extents[0] if layer.extents else self.reads(member))
        options = ["elementwise_affine=False"] if not layer.gain else []
        options += ["bias=False"] if layer.gain and not layer.bias else []
        if layer.bias and not layer.gain:
            raise self.refused(member, "nn.LayerNorm has no bias without a gain")
        self.arrange(False)
        kind = "RMSNorm" if isinstance(layer, RMSNorm) else "LayerNorm"
        options = [option for option in options if kind == "LayerNorm" or "bias" not in option]
        self.add(member, f"nn.{kind}({', '.join([width, *options, *self.besides, DEVICE_AND_DTYPE])})")

    rmsnorm = layernorm

    def reshape(self, member: NetworkMember, layer: Reshape) -> None:
        self.arrange(False)
        self.steps.append(f"x = x.reshape(x.shape[0], -1, {self.size(layer.width)})")

    def repeat(self, member: NetworkMember, layer: Repeat) -> None:
        self.steps.append(f"x = x.unsqueeze(1).expand(-1, {self.size(layer.times)}, -1)")
        self.over = self.first = False

    def multiheadattention(self, member: NetworkMember, layer: MultiHeadAttention) -> None:
        if layer.key or layer.value or layer.output or layer.keys or layer.values:
            raise self.refused(
                member, "nn.MultiheadAttention has heads that share out what it reads, and no other sizes"
            )
        self.arrange(False)
        bias = "".join([", bias=False" if not layer.bias else "", ", add_bias_kv=True" if layer.bias_kv else ""])
        sizes = f"{self.size(self.reads(member))}, {self.size(layer.heads)}"
        made = f"nn.MultiheadAttention({sizes}{bias}, batch_first=True, {DEVICE_AND_DTYPE})"
        self.add(member, made, "self.{0}(x, x, x, need_weights=False)[0]")

    def transformerencoderlayer(self, member: NetworkMember, layer: TransformerEncoderLayer) -> None:
        self.arrange(False)
        bias = "" if layer.bias else ", bias=False"
        sizes = ", ".join(map(self.size, (self.reads(member), layer.heads, layer.inner)))
        self.add(member, f"nn.TransformerEncoderLayer({sizes}{bias}, batch_first=True, {DEVICE_AND_DTYPE})")

    def cell_call(self, name: str, arguments: list[str]) -> str:
        return f"{name}({', '.join([*arguments, 'batch_first=True', DEVICE_AND_DTYPE])})"

    def framework_layer(self, member: NetworkMember, kind: Layer, layer: Recurrent, reads: Size) -> str:
        words = self.framework_arguments(member, kind, layer, reads)
        words |= {"batch_first": "True", "device": "device", "dtype": "dtype"}
        name = kind.spec.name.removeprefix("torch.")
        return f"{name}({', '.join(f'{word}={value}' for word, value in words.items())})"

    def sequence(self, member: NetworkMember, layer: Recurrent, call: str) -> str:
        if not isinstance(layer.cell, Cell):
            return f"{call}[0]"
        rows = self.outputs(member, layer.cell)
        value = f"{call}[0]" if self.classes.known[layer.cell].states else call
        if len(rows) > 1:
            if any(rows):
                raise self.refused(member, f"{layer.cell.label} gives several outputs, families among them")
            return f"torch.cat({value}, dim=-1)"
        return value + {"": "", "last": "[:, :, -1]", "flat": ".flatten(2)"}[rows[0]]
