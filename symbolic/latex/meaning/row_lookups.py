r"""``E[w_t]``: the row of an embedding that belongs to a word, or the product with the matrix."""

from __future__ import annotations

from symbolic.latex.meaning.context import Context
from symbolic.latex.printed.syntax import Applied, Symbol


def is_row_of(context: Context, node: Applied) -> bool:
    """Whether a matrix before one signal in square brackets stands for one of its rows, which is asked.

    Only of a matrix whose two sizes the text gives, and differ: otherwise the product is read.
    """
    block, parts = context.block, node.group.parts
    lone = parts[0] if len(parts) == 1 and node.group.bracket == "[" else None
    if not isinstance(lone, Symbol) or not block.read(lone).timed or block.read(lone).key in block.assigned:
        return False
    key = block.read(node.symbol).key
    shape = block.shape_of(key)
    if block.rows or not block.is_kernel(node.symbol) or shape is None or len(shape) != 2 or shape[0] == shape[1]:
        return False
    name = block.naming.called(key)
    word = context.ask(
        f"lookup_{name}",
        node,
        ("row", f"{name}[.] is a row of {name}, of {shape[1]} numbers"),
        ("product", f"{name}[.] is the product with {name}, of {shape[0]} numbers"),
    )
    return word == "row"
