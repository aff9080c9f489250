"""What is cut out of an array as code, and which values are numbers of Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symbolic.code.text import Text
from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size


def cut_text(node: n.Call, value: Text, shape: Sequence[Size], write: Callable[[Size], str]) -> str:
    """What an operation takes out of an array along its last axes; ``write`` is how a size is written in brackets."""
    if node.name == "element":
        return f"{value.atom}[..., {write(node.sizes[0])}]"
    if node.name == "rows":
        bounds = [(node.sizes[0], node.sizes[1])]
    else:
        which = node.sizes[0]
        axes = shape[-2:] if node.name == "block" else shape[-1:]
        bounds = [(which * extent, (which + 1) * extent) for extent in axes]
    slices = [f"{write(start)} : {write(stop)}" for start, stop in bounds]
    slices = [part.replace("0 : ", ": ", 1) if part.startswith("0 : ") else part for part in slices]
    return f"{value.atom}[..., {', '.join(slices)}]"


def is_counted(node: n.Node) -> bool:
    """Whether a node is a number of Python, made of the number of a step or of a member."""
    kinds = {type(part) for part in n.walk(node)}
    return n.Position in kinds and kinds.isdisjoint({n.Parameter, n.Signal})
