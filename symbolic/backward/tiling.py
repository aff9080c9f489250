"""Sums of vectors with zeros around a part as the vector that all parts make together."""

from __future__ import annotations

from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size


def whole_vector(node: n.Node) -> n.Node:
    """A sum over a family of vectors, each with zeros where the others are, as the vector that they make together."""
    if not isinstance(node, n.Family) or node.name != "sum" or len(node.loops) != 1:
        return node
    (loop,) = node.loops
    place, width = Size.letter(loop.index) - loop.start, loop.stop - loop.start
    piece = _piece(node.body, place, width)
    return node if piece is None else n.Family("concat", piece, node.loops)


def _piece(node: n.Node, place: Size, width: Size) -> n.Node | None:
    """What a member has in its own place, one of ``width`` alike, where it has zeros elsewhere."""
    if isinstance(node, n.Add):
        pieces = [_piece(term, place, width) for term in node.terms]
        whole = tuple(piece for piece in pieces if piece is not None)
        return n.Add(whole, node.signs) if len(whole) == len(pieces) else None
    if not isinstance(node, n.Call) or node.name not in ("pad", "unit"):
        return None
    before, after = node.sizes
    if node.name == "unit":
        return node.arguments[0] if (before, after) == (place, width) else None
    size = _quotient(before, place)
    return node.arguments[0] if size and (before, after) == (size * place, size * (width - 1 - place)) else None


def _quotient(whole: Size, part: Size) -> Size | None:
    """The size that a polynomial is a multiple of another by, where that is one product of letters."""
    if not part.terms or not whole.terms:
        return None
    first, second = next(iter(whole.terms)), next(iter(part.terms))
    lead = Size({first: whole.terms[first]}, whole.denominator) / Size({second: part.terms[second]}, part.denominator)
    return lead if part * lead == whole else None
