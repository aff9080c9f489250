"""Which shape of the text it is that the equations contradict."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.meaning.declared import DeclaredShape
from symbolic.latex.meaning.readings import explore
from symbolic.latex.printed.errors import Finding, LatexError, finding
from symbolic.record import replace

MOST_DECLARATIONS = 24
"""So many declarations are tried at most."""


def find_culprits(
    block: StatementBlock, sizes: Mapping[str, object], choices: Mapping[str, str]
) -> tuple[Finding, ...]:
    """The declaration without which the block can be read, where there are one or two; at each place that reads it."""
    prose = block.prose
    culprits = []
    declarations: dict[tuple[int, int], list[DeclaredShape]] = {}
    for shape in prose.shapes[:MOST_DECLARATIONS]:
        declarations.setdefault((shape.start, shape.end), []).append(shape)
    for shapes in declarations.values():
        block.prose = replace(prose, shapes=tuple(other for other in prose.shapes if other not in shapes))
        try:
            if explore(block, sizes, choices).readings:
                culprits.append(shapes)
        except LatexError:
            continue
        finally:
            block.prose = prose
    if len(culprits) > 2:
        return ()
    return tuple(remark for shapes in culprits for shape in shapes for remark in _remarks(block, shape, len(culprits)))


def other_uses(block: StatementBlock, error: Finding) -> tuple[Finding, ...]:
    """The other places of the kernel that an error is at: one kernel for two vectors."""
    lines = block.source.split("\n")
    start = sum(len(line) + 1 for line in lines[: error.line - 1]) + error.column - 1
    kernel = next((symbol for symbol in block.symbols if symbol.start == start and not block.is_signal(symbol)), None)
    if kernel is None:
        return ()
    key = block.read(kernel).key
    others = [symbol for symbol in block.symbols if block.read(symbol).key == key and symbol is not kernel]
    message = f"{block.naming.called(key)} is applied to vectors of two sizes"
    return tuple(finding(block.source, "shape", message, symbol.start, symbol.end, error=True) for symbol in others[:4])


def _remarks(block: StatementBlock, culprit: DeclaredShape, count: int) -> tuple[Finding, ...]:
    key = block.read(culprit.symbol).key
    called = block.naming.called(key)
    dims = ", ".join(culprit.dims)
    doubt = "" if count == 1 else ", or another shape is wrong"
    message = f"{called} is declared with the shape ({dims}), which the equations contradict{doubt}"
    targets = [target for target in block.naming.targets() if block.read(target).key == key]
    places = [symbol for symbol in block.symbols if block.read(symbol).key == key]
    spans = [*((symbol.start, symbol.end) for symbol in [*targets, *places][:4]), (culprit.start, culprit.end)]
    return tuple(finding(block.source, "shape", message, start, end, error=True) for start, end in spans)
