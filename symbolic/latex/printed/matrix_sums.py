r"""Sums of matrices before a vector, ``\frac12 (W - W^T - gamma I) h``, as sums of products."""

from __future__ import annotations

import math
from collections.abc import Callable

from symbolic.latex.printed.syntax import (
    Applied,
    Chain,
    Figure,
    Fraction,
    Group,
    Printed,
    Symbol,
    Total,
    Transposed,
    walk_printed,
)
from symbolic.latex.printed.words import GREEKS

_Term = tuple[int, tuple[Printed, ...]]
"""A sign with factors."""
_FUNCTIONS = frozenset({"sigma", "varsigma", "phi", "varphi", "psi", "rho", "zeta", "chi"})
"""Greek letters that may be those of activations."""
_PLAIN = frozenset(("", ".", "x", "*"))


def spread(factors: list[Printed], is_kernel: Callable[[Printed], bool], *, rows: bool = False) -> Printed | None:
    """``(W - W^T - gamma I) h`` as a sum of products, where the bracket holds kernels only; nothing otherwise.

    Numbers, small Greek letters and kernels may stand before the bracket; of ``rows`` a signal, with nothing behind it.
    """
    factors = [piece for part in factors for piece in _apart(part, is_kernel)]
    for place, part in enumerate(factors):
        before, after = factors[:place], factors[place + 1 :]
        scaled = all(_is_number(other) or is_kernel(other) or _is_greek(other) for other in before)
        if not _holds_total(part) or not ((after and scaled) or (rows and before)):
            continue
        if (terms := _terms(part, is_kernel)) is not None:
            products = [_product([*before, *parts, *after], parts or (part,)) for _, parts in terms]
            signs = tuple(sign for sign, _ in terms)
            return Total(tuple(products), signs, start=factors[0].start, end=factors[-1].end)
    return None


def _product(factors: list[Printed], at: tuple[Printed, ...]) -> Printed:
    blank = ("",) * (len(factors) - 1)
    return Chain(tuple(factors), blank, start=at[0].start, end=at[-1].end) if blank else factors[0]


def _apart(node: Printed, is_kernel: Callable[[Printed], bool]) -> tuple[Printed, ...]:
    """``gamma (W - W^T)`` as two factors."""
    if not isinstance(node, Applied) or not _holds_total(node.group) or _terms(node.group, is_kernel) is None:
        return (node,)
    scales = _is_greek(node.symbol) and node.symbol.base not in _FUNCTIONS
    return (node.symbol, node.group) if scales or is_kernel(node.symbol) else (node,)


def _holds_total(node: Printed) -> bool:
    """Whether a piece is a sum, perhaps in brackets, with a number before or below it, or transposed."""
    match node:
        case Total():
            return True
        case Group():
            return len(node.parts) == 1 and _holds_total(node.parts[0])
        case Chain():
            return any(map(_holds_total, node.factors))
        case Applied():
            return _holds_total(node.group)
        case Fraction():
            return _holds_total(node.above) and _is_number(node.under)
        case Transposed():
            return _holds_total(node.value)
    return False


def _terms(node: Printed, is_kernel: Callable[[Printed], bool]) -> list[_Term] | None:
    """The terms of a sum of matrices, each a product without identity matrices; nothing for anything else."""
    match node:
        case Group() if len(node.parts) == 1:
            return _terms(node.parts[0], is_kernel)
        case Total():
            inner = [_terms(term, is_kernel) for term in node.terms]
            signed = zip(node.signs, inner, strict=True)
            spread_out = [(sign * own, parts) for sign, terms in signed for own, parts in terms or ()]
            return None if any(terms is None for terms in inner) else spread_out
        case Fraction() if _is_number(node.under):
            over = Fraction(Figure(1), node.under, start=node.under.start, end=node.under.end)
            above = _terms(node.above, is_kernel)
            return above and [(sign, (over, *parts)) for sign, parts in above]
        case Transposed() if _holds_total(node.value):
            value = _terms(node.value, is_kernel)
            return value and [(sign, _turned(parts, is_kernel)) for sign, parts in value]
        case Chain():
            return _terms_of_chain(node, is_kernel)
        case Applied() if len(apart := _apart(node, is_kernel)) > 1:
            return _terms_of_chain(Chain(apart, ("",)), is_kernel)
    if is_kernel(node):
        return [(1, (node,))]
    return [(1, ())] if _is_identity(node) else None


def _terms_of_chain(node: Chain, is_kernel: Callable[[Printed], bool]) -> list[_Term] | None:
    pieces: list[list[_Term]] = []
    matrices, beside = False, any(is_kernel(other) or _is_identity(other) for other in node.factors)
    for sign, part in zip(("", *node.signs), node.factors, strict=True):
        if sign == "/" and _is_number(part):
            pieces.append([(1, (Fraction(Figure(1), part, start=part.start, end=part.end),))])
            continue
        terms = _terms(part, is_kernel) if sign in _PLAIN else None
        matrices = matrices or terms is not None
        scale = sign in _PLAIN and (_is_number(part) or _is_greek(part))
        if terms is None and not scale and (sign or not beside):
            return None
        pieces.append([(1, (part,))] if terms is None else terms)
    if not matrices or math.prod(map(len, pieces)) > 64:
        return None
    products: list[_Term] = [(1, ())]
    for terms in pieces:
        products = [(left * right, (*before, *after)) for left, before in products for right, after in terms]
    return products


def _turned(parts: tuple[Printed, ...], is_kernel: Callable[[Printed], bool]) -> tuple[Printed, ...]:
    """The transpose of a product: its kernels in the other order, each transposed."""
    kernels = [part for part in parts if is_kernel(part)]
    turned = [
        part.value if isinstance(part, Transposed) else Transposed(part, start=part.start, end=part.end)
        for part in reversed(kernels)
    ]
    return (*(part for part in parts if part not in kernels), *turned)


def _is_number(node: Printed) -> bool:
    return all(isinstance(part, Figure | Fraction | Group) for part in walk_printed(node))


def _is_greek(node: Printed) -> bool:
    return isinstance(node, Symbol) and node.base in GREEKS and node.base.islower()


def _is_identity(node: Printed) -> bool:
    return isinstance(node, Symbol) and node.base in ("I", "bb_I", "1") and not node.time and not node.above
