"""Kernels of gates that read the same thing as one matrix, as code that runs fast has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from symbolic.language import nodes as n
from symbolic.language.definition import Definition
from symbolic.language.inference import Shapes
from symbolic.language.names import occurrences
from symbolic.language.sizes.size import Size
from symbolic.modify.gates import free_name
from symbolic.record import Record, replace


class Fusion(Record):
    """The cell with its kernels put together.

    ``stacked`` says of which parameters a new one consists, ``cut`` which signals read the parts of a new one, in
    their order.
    """

    definition: Definition
    stacked: Mapping[str, tuple[str, ...]]
    cut: Mapping[str, tuple[str, ...]]


def fuse(definition: Definition, shapes: Shapes) -> Fusion:
    """Write ``W_i @ x[t]``, ``W_f @ x[t]``, ... as parts of ``W @ x[t]``, and biases beside them likewise.

    Where the same gates read several things, the products are added before they are cut. The cell computes and counts
    what it did; members of families, fixed kernels and those that are used twice stay as they are.

    >>> from symbolic.language.definition import define
    >>> from symbolic.language.inference import infer
    >>> text = "z[t] = sigmoid(W_z @ x[t] + b_z)\\nh[t] = z[t] * h[t-1] + (1 - z[t]) * (W_h @ x[t] + b_h)"
    >>> cell = define(text, {"x": "n", "h": "m"})
    >>> fused = fuse(cell, infer(cell))
    >>> fused.definition.program.lines[0], fused.stacked
    ('gates[t] = W @ x[t] + b', {'W': ('W_z', 'W_h'), 'b': ('b_z', 'b_h')})
    """
    sites = [*_sites(definition, shapes)]
    groups = [*_groups(sites, shapes)]
    if not groups:
        return Fusion(definition, {}, {})
    names, sizes, stacked, cut = _Names(definition), dict(definition.sizes), {}, {}
    parts: dict[n.Node, n.Node | None] = {}
    made: list[tuple[int, n.Signal, list[n.Node]]] = []
    for group in groups:
        count = Size.of(len(group.places))
        target = n.Signal(names.gates(group, len(groups)))
        cut[target.name] = tuple(definition.program.equations[sites[place].equation].name for place in group.places)
        terms: list[n.Node] = []
        for row in (*group.kernels, *group.biases):
            new = names.stacked(row)
            rows, *columns = shapes.names[row[0]]
            sizes[new], stacked[new] = (count * rows, *columns), tuple(row)
            read = group.reads[len(terms)] if len(terms) < len(group.reads) else None
            terms.append(n.Product(n.Parameter(new), read) if read else n.Parameter(new))
            for place, name in enumerate(row):
                held = n.Product(n.Parameter(name), read) if read else n.Parameter(name)
                parts[held] = n.Call("part", (target,), (Size.of(place), count)) if len(terms) == 1 else None
        made.append((sites[group.places[0]].equation, target, terms))
    equations: list[n.Equation] = []
    for place, equation in enumerate(definition.program.equations):
        for _, target, terms in (row for row in made if row[0] == place):
            whole = [n.rebuild(term, lambda below: _cut(below, parts)) for term in terms]
            equations.append(n.Equation(target, n.Add(tuple(whole), (1,) * len(whole)) if len(whole) > 1 else whole[0]))
        equations.append(replace(equation, value=_cut(equation.value, parts)))
    return Fusion(definition.rewritten(equations, sizes), stacked, cut)


class _Site(NamedTuple):
    """A sum in an equation: the kernels by what they are applied to, and the biases."""

    equation: int
    kernels: dict[n.Node, str]
    biases: list[str]


class _FusedSites(NamedTuple):
    """Sites whose kernels are put together: for each thing that they read one kernel a site, and so for biases."""

    places: tuple[int, ...]
    reads: list[n.Node]
    kernels: list[list[str]]
    biases: list[list[str]]


def _sites(definition: Definition, shapes: Shapes) -> Iterator[_Site]:
    """Every sum outside of families, a product by itself included, whose parameters may be put together."""
    seen = [occurrence.node.name for occurrence in occurrences(definition.program)]
    free = {name for name in definition.names.parameters if seen.count(name) == 1} - definition.fixed

    def kernel(node: n.Node) -> tuple[n.Node, str] | None:
        """What a kernel is applied to, and the name of the kernel."""
        if not (isinstance(node, n.Product) and isinstance(node.left, n.Parameter) and node.left.name in free):
            return None
        is_matrix = len(shapes.names[node.left.name]) == 2 and len(shapes.nodes.get(node.right, ())) == 1
        return (node.right, node.left.name) if is_matrix else None

    def below(node: n.Node, place: int) -> Iterator[_Site]:
        if isinstance(node, n.Family):
            return
        if isinstance(node, n.Add) or kernel(node):
            pairs = zip(node.terms, node.signs, strict=True) if isinstance(node, n.Add) else [(node, 1)]
            terms = [term for term, sign in pairs if sign == 1]
            kernels = dict(applied for term in terms[::-1] if (applied := kernel(term)))
            names = [term.name for term in terms if isinstance(term, n.Parameter) and term.name in free]
            if kernels:
                yield _Site(place, dict([*kernels.items()][::-1]), [b for b in names if len(shapes.names[b]) == 1])
        for part in n.children(node):
            applied = kernel(part) if isinstance(node, n.Add) else None
            yield from below(applied[0] if applied else part, place)

    for place, equation in enumerate(definition.program.equations):
        if not equation.loops and not equation.target.index:
            yield from below(equation.value, place)


def _groups(sites: Sequence[_Site], shapes: Shapes) -> Iterator[_FusedSites]:
    """Sites that read the same, by what they read; things that the same sites read are one group."""
    reading: dict[tuple[n.Node, Size], list[int]] = {}
    for place, site in enumerate(sites):
        for read, name in site.kernels.items():
            reading.setdefault((read, shapes.names[name][0]), []).append(place)
    together: dict[tuple[tuple[int, ...], Size], list[n.Node]] = {}
    for (read, rows), places in reading.items():
        if len(places) > 1:
            together.setdefault((tuple(places), rows), []).append(read)
    left = [[*site.biases] for site in sites]
    for (places, rows), reads in together.items():
        kernels = [[sites[place].kernels[read] for place in places] for read in reads]
        biases: list[list[str]] = []
        while all(left[place] for place in places) and len(biases) < len(reads):
            row = [left[place].pop(0) for place in places]
            if all(shapes.names[name] == (rows,) for name in row):
                biases.append(row)
        yield _FusedSites(places, reads, kernels, biases)


class _Names:
    """Free names for what is put together."""

    def __init__(self, definition: Definition):
        self.definition = definition
        self.taken: set[str] = set()

    def new(self, wanted: str) -> str:
        name = free_name(self.definition, wanted, self.taken)
        self.taken.add(name)
        return name

    def stacked(self, names: list[str]) -> str:
        """What the names have in common: ``W`` for ``W_i`` and ``W_f``."""
        common = names[0]
        while not all(name.startswith(common) for name in names):
            common = common[:-1]
        common = common.rstrip("_")
        if common in names:
            # It gives its name to the whole.
            return common
        return self.new(common if common.isidentifier() else "_".join(names[:2]))

    def gates(self, group: _FusedSites, groups: int) -> str:
        read = group.reads[0]
        return self.new(f"{read.name}_gates" if groups > 1 and isinstance(read, n.Signal) else "gates")


def _cut(node: n.Node, parts: Mapping[n.Node, n.Node | None]) -> n.Node:
    """The node with a part in place of the products, and without what that holds already."""
    if parts.get(node) is not None:
        return parts[node]  # pyright: ignore
    if isinstance(node, n.Add):
        kept = [pair for pair in zip(node.terms, node.signs, strict=True) if parts.get(pair[0], pair[0]) is not None]
        terms = tuple(_cut(term, parts) for term, _ in kept)
        if len(terms) == 1 and kept[0][1] == 1:
            return terms[0]
        return n.Add(terms, tuple(sign for _, sign in kept))
    return n.rebuild(node, lambda child: _cut(child, parts))
