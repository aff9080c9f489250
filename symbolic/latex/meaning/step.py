"""The equations of a step, from the statements as an author prints them."""

from __future__ import annotations

from symbolic.latex.meaning.apart import equations_apart
from symbolic.latex.meaning.aside import equations_aside, outputs_in_time
from symbolic.latex.meaning.naming import Naming
from symbolic.latex.meaning.prose import Prose
from symbolic.latex.printed.children import read_children
from symbolic.latex.printed.definitions import put_functions
from symbolic.latex.printed.layers import unroll_layers
from symbolic.latex.printed.rewriting import make_plain, read_labels, read_means, whole_vectors
from symbolic.latex.printed.sequences import steps_of_sequences
from symbolic.latex.printed.syntax import (
    Chain,
    Range,
    Statement,
    Summed,
    Symbol,
    rebuild_printed,
    symbols_in,
    walk_printed,
)


def find_step(statements: list[Statement], prose: Prose) -> tuple[list[Statement], Naming, tuple[Statement, ...]]:
    """The equations of a step, how they name things, and the equations beside them that have nothing to do with it.

    Elements are read as whole vectors, layers one after the other, whole sequences step by step; what is not part of a
    step, such as a loss, is left out.
    """
    joined = [_plain(statement, prose) for statement in statements]
    equations = [part for part in joined if part.relation == "=" and not _is_constraint(part)]
    equations = put_functions(read_children(whole_vectors(read_means(read_labels(equations)))))
    naming = Naming(equations)
    apart: list[Statement] = []
    for change in (_in_steps, _unrolled, _beside, _in_time):
        changed = change(equations, naming, prose)
        if change is _beside:
            # A loss and the like are left out without a word, as they always stand beside a cell.
            aside = equations_aside(naming, equations)
            apart += [part for part in equations if part not in changed and part not in aside]
        naming, equations = (naming, equations) if changed == equations else (Naming(changed), changed)
    left_out = equations_aside(naming, equations)
    equations = [statement for statement in equations if statement not in left_out]
    printed = [
        statement.left.base
        for statement in joined
        if statement.relation == "range" and isinstance(statement.left, Symbol)
    ]
    indices = [*printed, *_elements(equations), *(span.index for span in prose.ranges)]
    return equations, Naming(equations, indices), tuple(apart)


def _is_constraint(statement: Statement) -> bool:
    r"""Whether an equation says of a kernel what it has to be, ``U^\top U = I``."""
    right = statement.right
    known = isinstance(right, Symbol) and right.base in ("I", "bb_I", "bb_1", "0")
    symbols = symbols_in(statement.left)
    return isinstance(statement.left, Chain) and known and all(part.base[:1].isupper() for part in symbols)


def _elements(equations: list[Statement]) -> list[str]:
    """The letter of one element, where all equations are of one: ``h_i`` beside a sum over j of ``U_{ij} x_j``."""
    targets = [part.left for part in equations if isinstance(part.left, Symbol)]
    shared = set.intersection(*(_letters(target) for target in targets)) if targets else set()
    sums = [node for part in equations for node in walk_printed(part.right) if isinstance(node, Summed)]
    pairs = [
        _letters(node)
        for each in sums
        for node in walk_printed(each.body)
        if isinstance(node, Symbol) and each.range.index in _letters(node)
    ]
    return sorted(letter for letter in shared if any(letter in pair for pair in pairs))


def _letters(symbol: Symbol) -> set[str]:
    """The single letters among the scripts of a symbol; ``ij`` are two."""
    texts = [text for text in (*symbol.below, *symbol.above) if text.isalpha() and len(text) <= 2]
    return {letter for text in texts for letter in text}


def _in_steps(equations: list[Statement], naming: Naming, prose: Prose) -> list[Statement]:
    width = (prose.extents or ("k",))[0] if prose.star == "convolution" else ""
    return steps_of_sequences(equations, naming.time, width)


def _unrolled(equations: list[Statement], naming: Naming, prose: Prose) -> list[Statement]:
    """Layers from the first to the last that the equations or the prose name, where a letter counts them."""
    letter = naming.layer
    spans = [span for part in equations for span in part.ranges] + list(prose.ranges)
    span = next((span for span in spans if span.index == letter), None)
    if span is None and letter and prose.layers:
        span = Range(letter, "1", f"{prose.layers} + 1")
    return unroll_layers(equations, letter, span, list(prose.equalities))


def _beside(equations: list[Statement], naming: Naming, _: Prose) -> list[Statement]:
    apart = equations_apart(naming, equations)
    return [part for part in equations if part not in apart]


def _in_time(equations: list[Statement], naming: Naming, _: Prose) -> list[Statement]:
    return outputs_in_time(naming, equations)


def _plain(statement: Statement, prose: Prose) -> Statement:
    if statement.relation != "=":
        return statement
    return rebuild_printed(statement, lambda part: make_plain(part, prose.ranges))
