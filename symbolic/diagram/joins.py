"""What several gates read together is joined once, as ``x`` and ``h`` are before the gates of an LSTM."""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.diagram.graph import BLOCK, JOIN, LABELLED_BOXES, SOURCES, STATE_EDGE, DiagramNode, NodeInput
from symbolic.record import replace


def joined(nodes: Sequence[DiagramNode]) -> tuple[DiagramNode, ...]:
    """The nodes with a join for each set of inputs and states to which a box applies kernels."""
    sets = {place: _together(nodes, node) for place, node in enumerate(nodes)}
    made: list[DiagramNode] = []
    places: dict[int, int] = {}
    joins: dict[tuple[int, ...], int] = {}
    for place, node in enumerate(nodes):
        reads = [read._replace(source=places[read.source]) for read in node.reads]
        if len(sets[place]) > 1:
            members = sets[place]
            if members not in joins:
                joins[members] = len(made)
                # States first: one of them runs straight into the join.
                sources = sorted(members, key=lambda member: nodes[member].kind != STATE_EDGE)
                made.append(DiagramNode(JOIN, "", None, tuple(NodeInput(places[member]) for member in sources)))
            kept = [read for read, old in zip(reads, node.reads, strict=True) if old.source not in members]
            reads = [NodeInput(joins[members], kernel=True), *kept]
        places[place] = len(made)
        made.append(replace(node, reads=_merged(reads)) if node.reads else node)
    return tuple(made)


def _together(nodes: Sequence[DiagramNode], node: DiagramNode) -> tuple[int, ...]:
    """The inputs and states that a box reads through kernels alone."""
    if node.kind not in LABELLED_BOXES or node.kind == BLOCK:
        return ()
    plain = {read.source for read in node.reads if not read.kernel or read.mark}
    return tuple(sorted({r.source for r in node.reads if nodes[r.source].kind in SOURCES and r.source not in plain}))


def _merged(reads: Sequence[NodeInput]) -> tuple[NodeInput, ...]:
    """One arrow for what is read twice in the same way."""
    arrows: dict[tuple[int, str], bool] = {}
    for read in reads:
        arrows[read.source, read.mark] = arrows.get((read.source, read.mark), False) or read.kernel
    return tuple(NodeInput(source, mark, kernel) for (source, mark), kernel in arrows.items())
