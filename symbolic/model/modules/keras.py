"""A network as a model of Keras 3."""

from __future__ import annotations

from symbolic._cell import Cell
from symbolic.code.dialects.keras import KERAS_OPS
from symbolic.code.frame import call_lines, indented
from symbolic.code.python_names import names
from symbolic.code.targets.keras import KERAS_RESERVED
from symbolic.frameworks.layer import Layer
from symbolic.language.sizes.size import ONE, Size
from symbolic.model.layers import (
    Dense,
    Dropout,
    Embedding,
    LayerNorm,
    Plain,
    Repeat,
    Reshape,
    RMSNorm,
)
from symbolic.model.layers.recurrent import Recurrent
from symbolic.model.modules.keras_maps import LAYERS_MODULE, KerasMaps
from symbolic.model.modules.network_text import NetworkMember

KERAS_FUNCTIONS = names("relu tanh sigmoid softmax log_softmax gelu elu selu silu swish leaky_relu softplus softsign")


class KerasNetwork(KerasMaps):
    """The layers of a network as Keras has them."""

    target, framework, namespace = "keras", "Keras", "keras.layers."
    module, libraries = LAYERS_MODULE, ("keras.layers.", "tf.keras.layers.")
    flipped, joined = "ops.flip({0}, axis=1)", "ops.concatenate([{0}, {1}], axis=-1)"
    reserved = KERAS_RESERVED | names("self x super ahead back layers")

    def text(self, label: str, count: str) -> str:
        self.write()
        shape = self.input_text()
        sizes = [f"{name}: int" for name in self.arguments.values()]
        head = call_lines("def __init__(", ["self", *sizes, "**kwargs: Any"], ") -> None:")
        calls = [line.partition(" = ") for line in self.made]
        if shape and self.steps == [f"x = {name}(x)" for name, _, _ in calls]:
            row = [f"keras.Input({shape}),", *(f"{call}," for _, _, call in calls)]
            made = ["super().__init__(", *indented(["[", *indented(row), "],", "**kwargs,"]), ")"]
            lines = ["class Network(keras.Sequential):", *indented(self.doc(label, count)), ""]
            lines += indented([*head, *indented(made)])
        else:
            lines = ["class Network(keras.Model):", *indented(self.doc(label, count)), ""]
            lines += indented([*head, *indented(["super().__init__(**kwargs)", *self.made])])
            lines += ["", *indented(["def call(self, x: Any) -> Any:", *indented([*self.steps, "return x"])])]
        parts = [*self.classes.parts.values(), "\n".join(lines)]
        imports = ["from typing import Any", "", "import keras"]
        if any("ops." in part for part in parts):
            imports += KERAS_OPS
        if "import math" in self.classes.imports:
            imports.insert(0, "import math")
        return "\n\n\n".join([f"{self.head(label)}\n\n" + "\n".join(imports), *parts]) + "\n"

    def freeze(self, name: str) -> str:
        return f"self.{name}.trainable = False"

    def embedding(self, member: NetworkMember, layer: Embedding) -> None:
        self.add(member, f"{LAYERS_MODULE}.Embedding({self.size(layer.vocabulary)}, {self.size(layer.width)})")

    def dense(self, member: NetworkMember, layer: Dense) -> None:
        if layer.tied:
            raise self.refused(member, "keras.layers.Dense has a kernel of its own; write it for torch")
        self.add(member, f"{LAYERS_MODULE}.Dense({self.size(layer.units)}{'' if layer.bias else ', use_bias=False'})")

    def dropout(self, member: NetworkMember, layer: Dropout) -> None:
        self.add(member, f"{LAYERS_MODULE}.Dropout({layer.rate})")

    def plain(self, member: NetworkMember, layer: Plain) -> None:
        if layer.title not in KERAS_FUNCTIONS and layer.title != "identity":
            raise self.refused(member, f"{layer.title} is not written as a layer of Keras")
        if layer.title != "identity":
            self.add(member, f'{LAYERS_MODULE}.Activation("{layer.title}")')

    def layernorm(self, member: NetworkMember, layer: LayerNorm) -> None:
        if len(layer.extents) > 1:
            raise self.refused(member, "a norm over several axes is not written as a layer of Keras")
        options = [] if layer.gain else ["scale=False"]
        options += [] if layer.bias else ["center=False"]
        self.add(member, f"{LAYERS_MODULE}.LayerNormalization({', '.join([*options, *self.besides])})")

    def rmsnorm(self, member: NetworkMember, layer: RMSNorm) -> None:
        if not layer.gain:
            raise self.refused(member, "keras.layers.RMSNormalization has a gain")
        self.add(member, f"{LAYERS_MODULE}.RMSNormalization({', '.join(self.besides)})")

    def reshape(self, member: NetworkMember, layer: Reshape) -> None:
        self.add(member, f"{LAYERS_MODULE}.Reshape((-1, {self.size(layer.width)}))")

    def repeat(self, member: NetworkMember, layer: Repeat) -> None:
        self.add(member, f"{LAYERS_MODULE}.RepeatVector({self.size(layer.times)})")

    def cell_call(self, name: str, arguments: list[str]) -> str:
        return f"{name}({', '.join([*arguments, 'return_sequences=True'])})"

    def framework_layer(self, member: NetworkMember, kind: Layer, layer: Recurrent, reads: Size) -> str:
        words = self.framework_arguments(member, kind, layer, reads)
        words.pop("input", None)
        if layer.open_ended:
            problem = f"{kind.spec.name} passes on its last step alone unless return_sequences=True"
            raise self.refused(member, f"{problem}; write return_sequences=True or return_sequences=False")
        both, merge = words.pop("bidirectional", "False"), words.pop("merge_mode", "'concat'")
        words["return_sequences"] = str(not self.gives_last(layer))
        made = f"{kind.spec.name}({', '.join(f'{word}={value}' for word, value in words.items())})"
        return f"{LAYERS_MODULE}.Bidirectional({made}, merge_mode={merge})" if both == "True" else made

    def sequence(self, member: NetworkMember, layer: Recurrent, call: str) -> str:
        if not isinstance(layer.cell, Cell):
            return call
        if self.outputs(member, layer.cell) != [""]:
            raise self.refused(member, f"{layer.cell.label} gives more than one vector at each step")
        return call

    def gives_last(self, layer: Recurrent) -> bool:
        """Of two directions, the last step that each computes."""
        return layer.last and layer.layers == ONE and isinstance(layer.cell, Layer)
