"""A stack: layers in a row under a name."""

from __future__ import annotations

from symbolic.errors import UsageError
from symbolic.language.sizes.size import Size
from symbolic.model.layers import NetworkLayer
from symbolic.model.layers.base import ExtentsLike, read_extents
from symbolic.record import Value


class Stack(Value):
    """Layers in a row under a name, an encoder say.

    Several numbers as ``input`` are the extents of a map, the steps among them, and last the channels.

    It reads ``input``, a size or the name of a stack before it. Without that, the first stack reads ``n``, and one
    that begins with an embedding reads words; any other stack has to say it.
    """

    _fields = ("name", "layers", "input", "extents")

    name: str
    layers: tuple[NetworkLayer, ...]
    input: Size | None
    extents: tuple[Size, ...] | None

    def __init__(self, name: str, *layers: NetworkLayer, input: ExtentsLike | None = None):
        if not isinstance(name, str):
            raise UsageError('a stack begins with its name, such as Stack("encoder", Embedding("V", "e"))')
        sizes = () if input is None else read_extents("input", input)
        reads, extents = (sizes[-1] if sizes else None), (sizes[:-1] if len(sizes) > 1 else None)
        self.__dict__.update(name=name, layers=layers, input=reads, extents=extents)

    def __repr__(self) -> str:
        return f"<Stack {self.name}: {' > '.join(layer.short for layer in self.layers)}>"
