"""Level 3: the mistake in a formula, and the largest size that a budget allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symbolic._cell import Cell
from symbolic.derive.solve import Solution, solve_size
from symbolic.errors import SymbolicError
from symbolic.frameworks.layer import Layer
from symbolic.language.nodes import STEPS
from symbolic.language.roles import BIAS, RECURRENT_KERNEL
from symbolic.language.sizes.size import Size
from symbolic.report.exercises.question import Asked, ExerciseQuestion
from symbolic.report.writing.blocks import Piece, line
from symbolic.report.writing.polynomials import Maths

MISTAKES_A_CELL = 2
"""How many mistakes a sheet has for one cell."""

Mistake = tuple[Size, tuple[Piece, ...]]


def mistake_questions(asked: Asked) -> Iterator[ExerciseQuestion]:
    """Formulas with a mistake each, then a budget."""
    known = [row for row in mistakes(asked) if row[0] != asked.subject.size and _can_be_read(row[0])]
    for place in sorted(asked.draw.sample(range(len(known)), min(MISTAKES_A_CELL, len(known)))):
        formula, words = known[place]
        question = line("A paper gives the number of parameters as ", asked.count(formula), ". What is wrong with it?")
        right = line("Right is ", asked.count(asked.subject.size), ".")
        yield ExerciseQuestion((question,), (line(*words), right, asked.counting({})))
    yield from _budget(asked)


def mistakes(asked: Asked) -> list[Mistake]:
    """Formulas that are found in papers and on pages, each with what is wrong with it; some may be right for a cell."""
    subject, size = asked.subject, asked.subject.size
    made: list[Mistake] = []
    if STEPS not in subject.letters:
        steps = Maths(STEPS, STEPS)
        words = ("It multiplies by the number of time steps ", steps, "; every step uses the same parameters.")
        made.append((size * Size.letter(STEPS), words))
    letters = [subject.aliases.get(role) for role in ("input", "hidden")]
    if letters[0] and letters[1] and letters[0] != letters[1]:
        first, second = letters[0], letters[1]
        names = [asked.count(Size.letter(letter)) for letter in (first, second)]
        words = ("It takes ", names[0], " for the hidden size and ", names[1], " for the input size.")
        made.append((size.rename({first: second, second: first}), words))
    return made + (_of_a_table(asked, subject) if isinstance(subject, Cell) else _of_sublayers(asked, subject))


def _of_a_table(asked: Asked, cell: Cell) -> list[Mistake]:
    made: list[Mistake] = []
    table = cell.table
    for role, title in ((BIAS, "the biases"), (RECURRENT_KERNEL, "the recurrent kernels")):
        if role in table.role_sizes:
            held = table.role_sizes[role]
            made.append((cell.size - held, (f"It leaves out {title}, ", asked.count(held), ".")))
    if BIAS in table.role_sizes:
        twice = (f"It counts the {BIAS}es twice, ", asked.count(table.role_sizes[BIAS]), " too many.")
        made.append((cell.size + table.role_sizes[BIAS], twice))
    if len(table.gates) > 1:
        gate = asked.draw.choice(table.gates)
        held = table.gate_sizes[gate]
        name = asked.writing.gate(gate)
        # Where another gate is as large, the formula does not say which of them is missing.
        alike = [*table.gate_sizes.values()].count(held) > 1
        words: tuple[Piece, ...] = ("one gate, such as ", name) if alike else (name,)
        made.append((cell.size - held, ("It leaves out the parameters of ", *words, ", ", asked.count(held), ".")))
    return made


def _of_sublayers(asked: Asked, layer: Layer) -> list[Mistake]:
    if len(layer.sublayers) < 2:
        return []
    first = layer.sublayers[0].size
    words = (f"It takes all {len(layer.sublayers)} sublayers for as large as the first, ", asked.count(first), " each.")
    return [(first * len(layer.sublayers), words)]


def _can_be_read(size: Size) -> bool:
    """Whether it could be a count: no term is taken away."""
    return bool(size.terms) and all(times > 0 for times in size.terms.values())


def _budget(asked: Asked) -> Iterator[ExerciseQuestion]:
    """The largest hidden size, or another that the count grows with, within a budget near the count at drawn sizes."""
    subject = asked.subject
    aliases = [subject.aliases.get(role) for role in ("hidden", "units", "input")]
    wanted = [x for x in dict.fromkeys([*aliases, *subject.counted_letters]) if x and x in subject.counted_letters]
    for letter in wanted:
        sizes = asked.sizes()
        others = {name: number for name, number in sizes.items() if name != letter}
        if letter in asked.known_sizes or letter in getattr(subject, "argument_sizes", {}):
            continue
        try:
            budget = _round(subject.count_at(**sizes))
            solution = solve_size(subject, letter, budget, **_free(subject, others))
        except SymbolicError:
            continue
        yield _solved(asked, solution, others)
        return


def _free(subject: Cell | Layer, sizes: dict[str, int]) -> dict[str, Any]:
    """The sizes that the arguments of a layer do not say already."""
    preset = subject.argument_sizes if isinstance(subject, Layer) else {}
    return {letter: number for letter, number in sizes.items() if letter not in preset}


def _round(number: int) -> int:
    """The next number with two digits and zeros behind them."""
    step = 10 ** max(len(str(number)) - 2, 0)
    return -(-number // step) * step


def _solved(asked: Asked, solution: Solution, others: dict[str, int]) -> ExerciseQuestion:
    x = asked.size(solution.letter)
    at = (" at ", *asked.at(others)) if others else ()
    question = line(
        "There is room for ", solution.budget, " parameters. What is the largest ", x, " that fits", *at, "?"
    )
    pieces = asked.at({solution.letter: solution.size})
    told = ("The count is ", asked.count(solution.equation), "; the largest is ", *pieces, ", with ", solution.count)
    largest = line(*told, " parameters.")
    answer = [largest]
    if solution.following:
        size, count = solution.following
        answer.append(line("At ", *asked.at({solution.letter: size}), " there are ", count, " already."))
    return ExerciseQuestion((question,), tuple(answer))
