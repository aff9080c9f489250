"""One size as it is written, and what a reader of equations shares with a reader of sizes."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import lru_cache

from symbolic.errors import EquationError, SizeError
from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size
from symbolic.language.syntax import read_syntax, syntax_word
from symbolic.limits import (
    DEEPEST_NESTING,
    LARGEST_EXPONENT,
    LARGEST_SIZE,
    NAME_LENGTH,
    WRITTEN_SIZE_LENGTH,
    WRITTEN_SIZE_TERMS,
)


def parse_size(text: str | int) -> Size:
    """Read one size: ``"n"``, ``"2*m"``, ``"m/H"``, ``3``.

    >>> str(parse_size("2*m"))
    '2*m'
    """
    if isinstance(text, int) and abs(text) > LARGEST_SIZE:
        raise EquationError(f"a number in a size is at most {LARGEST_SIZE:.0e}", "", 1, 0, 1)
    text = str(text).strip()
    if not text or len(text) > WRITTEN_SIZE_LENGTH or "\n" in text or "\r" in text:
        raise EquationError("a size is a letter, a number or an expression of them", text, 1, 0, 1)
    return _read_size(text)


@lru_cache(maxsize=1024)
def _read_size(text: str) -> Size:
    body = read_syntax(text, (text,), "")
    if len(body) != 1 or not isinstance(body[0], ast.Expr):
        raise EquationError("a size is a letter, a number or an expression of them", text, 1, 0, len(text))
    return read_size_node(body[0].value, text)


def read_size_node(node: ast.expr, text: str) -> Size:
    """The size that a part of a line is; raises `EquationError` with the place in it."""
    return SizeReader((text,)).size(node)


class SizeReader:
    """Sizes, names and places in lines of text.

    ``is_end`` says that the time may stand in a size, ``strides`` what an index of a range with a step stands for.
    """

    def __init__(self, lines: tuple[str, ...], file: str = ""):
        self.lines, self.file = lines, file
        self.is_end = False
        self.strides: dict[str, Size] = {}

    def size(self, node: ast.expr, depth: int = 0) -> Size:
        if depth > DEEPEST_NESTING:
            raise self.error(f"a size is nested more than {DEEPEST_NESTING} levels deep", node)
        match node:
            case ast.Constant(value=int() as value) if not isinstance(value, bool) and value <= LARGEST_SIZE:
                return Size.of(value)
            case ast.Name(id=n.TIME) if self.is_end:
                return Size.letter(n.TIME)
            case ast.Name():
                name = self._name(node)
                return self.strides.get(name) or Size.letter(name)
            case ast.BinOp(op=ast.Pow()):
                base, power = self.size(node.left, depth + 1), self._exponent(node.right)
                product = base
                for _ in range(power - 1):
                    product = self._arithmetic(Size.__mul__, product, base, node)
                return product
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() as op):
                left, right = self.size(node.left, depth + 1), self.size(node.right, depth + 1)
                return self._arithmetic(_ARITHMETIC[type(op)], left, right, node)
            case ast.UnaryOp(op=ast.USub()):
                return Size.of(0) - self.size(node.operand, depth + 1)
        raise self.error(
            f"{syntax_word(node)} is not a size; a size is a letter, a number or an expression of them", node
        )

    def _arithmetic(self, operator: Callable[[Size, Size], Size], left: Size, right: Size, node: ast.expr) -> Size:
        try:
            size = operator(left, right)
        except SizeError as error:
            raise self.error(str(error), node) from None
        degrees = [sum(abs(power) for _, power in monomial) for monomial in size.terms]
        if len(size.terms) > WRITTEN_SIZE_TERMS or max(degrees, default=0) > LARGEST_EXPONENT:
            raise self.error(
                f"a size has at most {WRITTEN_SIZE_TERMS} terms and exponents up to {LARGEST_EXPONENT}", node
            )
        if max((abs(c) for c in size.terms.values()), default=0) > LARGEST_SIZE or size.denominator > LARGEST_SIZE:
            raise self.error(f"a number in a size is at most {LARGEST_SIZE:.0e}", node)
        return size

    def _name(self, node: ast.Name) -> str:
        if not node.id.isascii() or node.id.startswith("_") or len(node.id) > NAME_LENGTH:
            raise self.error(f"a name has at most {NAME_LENGTH} ASCII letters, digits and inner underscores", node)
        if node.id == n.TIME:
            raise self.error("t is the time; use it only in an index, such as h[t-1]", node)
        return node.id

    def _exponent(self, node: ast.expr) -> int:
        if not (isinstance(node, ast.Constant) and type(node.value) is int and 1 <= node.value <= LARGEST_EXPONENT):
            raise self.error(f"an exponent must be a whole number from 1 to {LARGEST_EXPONENT}", node)
        return node.value

    def place(self, node: ast.AST) -> n.Place:
        line = getattr(node, "lineno", 1)
        start = getattr(node, "col_offset", 0)
        end = getattr(node, "end_col_offset", None) or start + 1
        if getattr(node, "end_lineno", line) != line:
            end = len(self.lines[line - 1])
        return n.Place(line, start, end)

    def error(self, problem: str, node: ast.AST) -> EquationError:
        line, column, end = self.place(node)
        return EquationError(problem, self.lines[line - 1], line, column, end, self.file)


_ARITHMETIC = {
    ast.Add: Size.__add__,
    ast.Sub: Size.__sub__,
    ast.Mult: Size.__mul__,
    ast.Div: Size.__truediv__,
}
