"""A stack: layers in a row under a name."""

from __future__ import annotations

from symbolic.errors import UsageError
from symbolic.language.sizes.size import Size
from symbolic.model.layers import Given, NetworkLayer, read_size
from symbolic.record import Value


class Stack(Value):
    """Layers in a row under a name, an encoder say.

    It reads ``input``, a size or the name of a stack before it. Without that, the first stack reads ``n``, and one
    that begins with an embedding reads words; any other stack has to say it.
    """

    _fields = ("name", "layers", "input")

    name: str
    layers: tuple[NetworkLayer, ...]
    input: Size | None

    def __init__(self, name: str, *layers: NetworkLayer, input: Given | None = None):
        if not isinstance(name, str):
            raise UsageError('a stack begins with its name, such as Stack("encoder", Embedding("V", "e"))')
        reads = None if input is None else read_size("input", input)
        self.__dict__.update(name=name, layers=layers, input=reads)

    def __repr__(self) -> str:
        return f"<Stack {self.name}: {' > '.join(layer.short for layer in self.layers)}>"
