"""Products as they are collected: a number, what they begin with, factors and divisors, element by element."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from symbolic.backward.members import at_members
from symbolic.language import nodes as n
from symbolic.language.sizes.size import Size
from symbolic.record import Record, aside, replace

Coefficient = int | float


class GradientTerm(Record):
    """``value * head * factors / divisors``; ``rules`` are the names of those that it came by."""

    value: Coefficient
    head: n.Node
    factors: tuple[n.Node, ...] = ()
    divisors: tuple[n.Node, ...] = ()
    rules: tuple[str, ...] = aside(default=())

    @property
    def is_plain(self) -> bool:
        """Whether it is its head, or that with a minus in front."""
        return not self.factors and not self.divisors and self.value in (1, -1)

    @property
    def is_atom(self) -> bool:
        return self.is_plain and isinstance(self.head, n.Signal)

    @property
    def sign(self) -> int:
        return -1 if self.value < 0 else 1

    @property
    def node(self) -> n.Node:
        """The product without its sign, in the order in which it is read."""
        value = abs(self.value)
        start = self.head
        if value != 1:
            start = n.Number(value) if self.head == ONE_NODE else n.Multiply(n.Number(value), self.head)
        factors = self.factors
        if start == ONE_NODE and factors:
            start, factors = factors[0], factors[1:]
        for factor in factors:
            start = n.Multiply(start, factor)
        for divisor in self.divisors:
            start = n.Divide(start, divisor)
        return start

    @property
    def signed(self) -> n.Node:
        return add([self])

    def times(self, *nodes: n.Node) -> GradientTerm:
        """The product with more factors; a number, a sign and a quotient among them are taken apart."""
        value, factors, divisors = self.value, list(self.factors), list(self.divisors)
        for node in nodes:
            part = term_of(node)
            value *= part.value
            for factor in (*(() if part.head == ONE_NODE else (part.head,)), *part.factors):
                if factor in divisors:
                    divisors.remove(factor)
                else:
                    factors.append(factor)
            for divisor in part.divisors:
                if divisor in factors:
                    factors.remove(divisor)
                else:
                    divisors.append(divisor)
        return replace(self, value=value, factors=tuple(factors), divisors=tuple(divisors))

    def changed(self, change: Callable[[n.Node], n.Node]) -> GradientTerm:
        """The product of what becomes of its parts."""
        factors, divisors = (tuple(map(change, parts)) for parts in (self.factors, self.divisors))
        return replace(self, head=change(self.head), factors=factors, divisors=divisors)

    def over(self, node: n.Node) -> GradientTerm:
        """The quotient; what is a factor already is taken out."""
        if node in self.factors:
            return replace(self, factors=_without(self.factors, node))
        return replace(self, divisors=(*self.divisors, node))

    def signed_by(self, sign: Coefficient) -> GradientTerm:
        return self if sign == 1 else replace(self, value=self.value * sign)

    def by(self, rule: str) -> GradientTerm:
        """The same, with the rule that was applied now."""
        return self if rule in self.rules else replace(self, rules=(*self.rules, rule))

    def within(self, node: n.Node) -> GradientTerm:
        """What a linear operation makes of it; its number stays outside."""
        return GradientTerm(self.value, node, rules=self.rules)

    @property
    def bare(self) -> n.Node:
        """The product without its number, to stand inside a linear operation."""
        return replace(self, value=1).node


ONE_NODE = n.Number(1)


def term_of(node: n.Node) -> GradientTerm:
    """A node taken apart along its products."""
    match node:
        case n.Number():
            return GradientTerm(node.value, ONE_NODE)
        case n.Negate():
            return term_of(node.value).signed_by(-1)
        case n.Multiply():
            value: Coefficient = 1
            first, *rest = factors_of(node)
            while rest and isinstance(first, n.Number):
                value *= first.value
                first, *rest = rest
            return term_of(first).signed_by(value).times(*rest)
        case n.Divide():
            return term_of(node.left).over(node.right)
        case n.Add() if len(node.terms) == 1:
            return term_of(node.terms[0]).signed_by(node.signs[0])
    return GradientTerm(1, node)


def factors_of(node: n.Node) -> list[n.Node]:
    """What a product multiplies, in reading order."""
    factors: list[n.Node] = []
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, n.Multiply):
            waiting += [part.right, part.left]
        else:
            factors.append(part)
    return factors


def add(terms: Sequence[GradientTerm]) -> n.Node:
    """The sum, one with a plus first where there is one."""
    terms = _numbers_together([part for term in terms for part in _parts(term)])
    first = next((place for place, term in enumerate(terms) if term.sign > 0), 0)
    ordered = [terms[first], *terms[:first], *terms[first + 1 :]]
    if len(ordered) == 1:
        (term,) = ordered
        return term.node if term.sign > 0 else _negative(term)
    return n.Add(tuple(term.node for term in ordered), tuple(term.sign for term in ordered))


def collect(terms: Iterable[GradientTerm]) -> list[GradientTerm]:
    """Like terms in one: those that begin alike become a product with the sum of what follows.

    Sums over the same family become one.
    """
    groups: dict[object, list[GradientTerm]] = {}
    for term in terms:
        if term.value:
            total = _sum_of(term)
            groups.setdefault(total.loops if total else term.head, []).append(term)
    return [part for group in groups.values() for part in (_alike(group) if len(group) > 1 else group)]


def _alike(group: Sequence[GradientTerm]) -> list[GradientTerm]:
    rules = tuple(dict.fromkeys(rule for term in group for rule in term.rules))
    head = group[0].head
    totals = [(total, term.value) for term in group if (total := _sum_of(term))]
    if totals:
        inner = collect(term_of(total.body).signed_by(value) for total, value in totals)
        if not inner:
            return []
        whole = inner[0] if len(inner) == 1 else GradientTerm(1, add(inner))
        return [GradientTerm(whole.value, n.Family("sum", whole.bare, totals[0][0].loops), rules=rules)]
    sums: dict[tuple[tuple[n.Node, ...], tuple[n.Node, ...]], Coefficient] = {}
    for term in group:
        key = term.factors, term.divisors
        sums[key] = sums.get(key, 0) + term.value
    kept = [(value, *key) for key, value in sums.items() if value]
    if len(kept) == 1:
        ((value, factors, divisors),) = kept
        return [GradientTerm(value, head, factors, divisors, rules=rules)]
    rest = [GradientTerm(value, (*factors, ONE_NODE)[0], factors[1:], divisors) for value, factors, divisors in kept]
    return [GradientTerm(1, head, (add(rest),), rules=rules)] if rest else []


def _sum_of(term: GradientTerm) -> n.Family | None:
    """The sum over a family that a term is, a number aside."""
    alone = not term.factors and not term.divisors
    return term.head if alone and isinstance(term.head, n.Family) and term.head.name == "sum" else None


def tiled(terms: Sequence[GradientTerm], whole: Size) -> list[GradientTerm]:
    """Parts between zeros that fill a vector of the size ``whole`` as the vector that they make together."""
    parts = {padded.sizes[0]: (term, padded.sizes[1]) for term in terms if (padded := _padded(term))}
    rows: list[GradientTerm] = []
    start = Size.of(0)
    while start in parts and start != whole:
        row, after = parts.pop(start)
        rows.append(row)
        start = whole - after
    if start != whole or len(rows) < 2:
        return list(terms)
    pieces = tuple(GradientTerm(row.value, n.children(row.head)[0]).signed for row in rows)
    rules = tuple(dict.fromkeys(rule for row in rows for rule in row.rules))
    return [GradientTerm(1, n.Call("concat", pieces), rules=rules), *(term for term in terms if term not in rows)]


def _padded(term: GradientTerm) -> n.Call | None:
    """The call of ``pad`` that a term is, a number aside."""
    alone = not term.factors and not term.divisors
    return term.head if alone and isinstance(term.head, n.Call) and term.head.name == "pad" else None


def transposed(node: n.Node) -> n.Node:
    """The transpose, pushed inward: ``(A @ B).T`` is ``B.T @ A.T``.

    >>> from symbolic.language.parser import parse
    >>> from symbolic.language.printer import SOURCE, spell
    >>> spell(transposed(parse("h[t] = W @ k[t].T").equations[0].value), SOURCE)
    'k[t] @ W.T'
    """
    match node:
        case n.Transpose():
            return node.value
        case n.Product():
            return n.Product(transposed(node.right), transposed(node.left))
        case n.Negate():
            return n.Negate(transposed(node.value))
    return n.Transpose(node)


def put(term: GradientTerm, values: Mapping[str, Size]) -> GradientTerm:
    """The product with letters of its indices, lags and ranges replaced by sizes."""
    return term.changed(lambda node: at_members(node, values))


def _without(nodes: tuple[n.Node, ...], node: n.Node) -> tuple[n.Node, ...]:
    place = nodes.index(node)
    return (*nodes[:place], *nodes[place + 1 :])


def _parts(term: GradientTerm) -> list[GradientTerm]:
    """The terms of a sum that stands alone."""
    if not term.is_plain or not isinstance(term.head, n.Add):
        return [term]
    return [
        term_of(part).signed_by(sign * term.value) for part, sign in zip(term.head.terms, term.head.signs, strict=True)
    ]


def _numbers_together(terms: list[GradientTerm]) -> list[GradientTerm]:
    """The terms with all plain numbers as one, in the place of the first; none where they cancel."""
    numbers = [term for term in terms if not term.factors and not term.divisors and term.head == ONE_NODE]
    if len(numbers) < 2:
        return terms
    total = sum(term.value for term in numbers)
    others = [term for term in terms if term not in numbers]
    if total or not others:
        others.insert(terms.index(numbers[0]), GradientTerm(total, ONE_NODE))
    return others


def _negative(term: GradientTerm) -> n.Node:
    """The minus in front of the first factor, where it is read."""
    if abs(term.value) != 1 and term.head != ONE_NODE:
        return replace(term, value=1, head=n.Multiply(n.Number(-abs(term.value)), term.head)).node
    if term.head == ONE_NODE:
        return n.Negate(term.node)
    return replace(term, value=1, head=n.Negate(term.head)).node
