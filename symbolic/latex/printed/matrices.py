r"""Matrices of blocks: ``[W U; V Z] [x; h]`` as the sums of its rows, and activations before them row by row."""

from __future__ import annotations

from symbolic.latex.printed.syntax import (
    Applied,
    Chain,
    Figure,
    Function,
    Group,
    Printed,
    Stacked,
    Symbol,
    Total,
    Transposed,
)
from symbolic.record import replace


def multiply_blocks(node: Chain) -> Printed:
    r"""A product with matrices of kernels done block by block; as it is where there is none.

    >>> from symbolic.latex.printed.expressions import read_expression
    >>> from symbolic.latex.printed.tokens import read_tokens
    >>> rows = r"\begin{bmatrix} A & B \\ 0 & C \end{bmatrix}\begin{bmatrix} h_t \\ s_t \end{bmatrix}"
    >>> from symbolic.latex.printed.arrangement import arrange
    >>> product = multiply_blocks(read_expression(arrange(read_tokens(rows), rows), rows))
    >>> [type(row[0]).__name__ for row in product.rows]
    ['Total', 'Chain']
    """
    factors, signs = list(node.factors), list(node.signs)
    place = len(factors) - 2
    while place >= 0:
        product = _product(factors[place], factors[place + 1]) if signs[place] in ("", ".") else None
        if product is not None:
            factors[place : place + 2] = [product]
            del signs[place]
        place -= 1
    if len(factors) == 1:
        return factors[0]
    return replace(node, factors=tuple(factors), signs=tuple(signs)) if len(factors) < len(node.factors) else node


def add_columns(node: Total) -> Printed:
    """A sum of columns, as a column of sums; as it is where something else is added."""
    columns = [term for term in node.terms if isinstance(term, Stacked) and _is_column(term)]
    if len(columns) < len(node.terms) or len({len(column.rows) for column in columns}) > 1:
        return node
    cells = zip(*((row[0] for row in column.rows) for column in columns), strict=True)
    rows = tuple((Total(row, node.signs, start=row[0].start, end=row[-1].end),) for row in cells)
    return Stacked(rows, start=node.start, end=node.end)


def _product(left: Printed, right: Printed) -> Printed | None:
    left, right = _unbracketed(left), _unbracketed(right)
    if not isinstance(left, Stacked):
        return None
    if isinstance(right, Stacked) and _is_column(right) and len(right.rows) > 1:
        if _is_column(left) and len(left.rows) == len(right.rows):
            return _activated(left, right)
        column = [row[0] for row in right.rows]
        if all(len(row) == len(column) for row in left.rows) and all(
            _is_block(block) or is_one(part) for row in left.rows for block, part in zip(row, column, strict=True)
        ):
            return _multiplied(left, column)
        return None
    kernels = [row[0] for row in left.rows] if _is_column(left) else []
    if len(kernels) > 1 and all(map(_is_block, kernels)) and isinstance(right, Symbol | Group):
        return _multiplied(left, [right])
    return None


def _unbracketed(node: Printed) -> Printed:
    return node.parts[0] if isinstance(node, Group) and len(node.parts) == 1 else node


def _is_column(node: Stacked) -> bool:
    return all(len(row) == 1 for row in node.rows)


def _is_block(node: Printed) -> bool:
    """Whether a place of a matrix is a kernel, zero or the identity."""
    inner = node.value if isinstance(node, Transposed) else node
    if isinstance(inner, Symbol):
        steps = any(text.partition("-")[0].strip("()<>") in ("t", "t+1") for text in (*inner.below, *inner.above))
        return (inner.base[:1].isupper() or _is_zero(inner)) and not inner.time and not steps
    return _is_zero(node)


def _is_zero(node: Printed) -> bool:
    return node == Figure(0) or (isinstance(node, Symbol) and node.base in ("0", "bb_0", "O") and not node.below)


def _multiplied(left: Stacked, column: list[Printed]) -> Printed | None:
    rows = []
    for row in left.rows:
        terms = [_term(block, part) for block, part in zip(row, column, strict=True) if not _is_zero(block)]
        if not terms:
            return None
        ones = (1,) * len(terms)
        rows.append(terms[0] if len(terms) == 1 else Total(tuple(terms), ones, start=row[0].start, end=row[-1].end))
    if len(rows) == 1:
        return Group((rows[0],), start=left.start, end=left.end)
    return Stacked(tuple((row,) for row in rows), start=left.start, end=left.end)


def is_one(node: Printed) -> bool:
    """Whether it is the number one, or a vector of ones."""
    return node == Figure(1) or (isinstance(node, Symbol) and node.base in ("1", "bb_1") and not node.below)


def _term(block: Printed, part: Printed) -> Printed:
    if is_one(part):
        return block
    if isinstance(block, Symbol) and block.base in ("I", "bb_I") and not block.below:
        return part
    return Chain((block, part), ("",), start=block.start, end=block.end)


def _activated(functions: Stacked, column: Stacked) -> Stacked | None:
    """A column of activations before a column, each of its row."""
    rows: list[tuple[Printed, ...]] = []
    for (name,), (part,) in zip(functions.rows, column.rows, strict=True):
        if isinstance(name, Function) and not name.arguments:
            written = "sigmoid" if name.name == "sigma" else name.name
            rows.append((replace(name, name=written, arguments=(part,), start=part.start, end=part.end),))
        elif isinstance(name, Symbol) and name.base == "sigma":
            group = Group((part,), start=part.start, end=part.end)
            rows.append((Applied(name, group, start=part.start, end=part.end),))
        else:
            return None
    return Stacked(tuple(rows), start=functions.start, end=column.end)
