"""What is plotted of an answer: curves over the size that runs, bars of roles, memory and cost over the steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import singledispatch
from types import SimpleNamespace
from typing import Any

from symbolic.answers.compare import Comparison
from symbolic.answers.counts import Counts
from symbolic.answers.parts import part_sizes
from symbolic.answers.sweep import Sweep, SweepValues
from symbolic.derive.cost import AT_STEPS, Cost, CostAnswer, find_cost
from symbolic.derive.quantity import Counted, preset_sizes, quantity_of, shared_sizes, unit_of
from symbolic.errors import SizeError, UsageError
from symbolic.record import replace
from symbolic.report.plots.chart import Bars, Chart, Curve, Curves
from symbolic.report.writing.blocks import a_step, at_sizes

MOST_POINTS = 200
"""The points of a curve; a picture cannot show more."""
MEMORY_CURVES = {"training, together": "training_total", "inference, together": "inference_total"}
MEMORY_CURVES |= {"parameters": "parameter_memory"}
WORK_FIELDS = {"FLOPs": "flops", "multiply-accumulates": "macs"}


@singledispatch
def chart_of(answer: Any) -> Chart:
    """The plot of an answer. Raises `UsageError` where there is nothing to plot, `SizeError` where a size is missing.

    >>> from symbolic import compare, sweep
    >>> chart_of(sweep("lstm", "gru", n=512, m="64:4096:64")).title
    'Parameters over m, at n = 512'
    >>> [part.name for part in chart_of(compare("lstm", "gru", n=8, m=4)).panels[0].parts]
    ['input kernel', 'recurrent kernel', 'bias']
    """
    raise UsageError("this answer has no plot; sweep, cost, and compare without a budget have one")


@chart_of.register
def _(answer: Sweep) -> Chart:
    running = [name for name, values in answer.sizes.items() if len(values) > 1]
    if len(running) != 1:
        title = " and ".join(running) or "none"
        raise UsageError(f"a plot is over one size, such as m=64:4096:64; those that run here: {title}")
    (name,) = running
    answer = replace(answer, sizes={**answer.sizes, name: thinned(answer.sizes[name])})
    columns = dict(zip(answer.names, zip(*sorted(answer.rows(), key=_at(answer, name)), strict=True), strict=True))
    fixed = {other: values[0] for other, values in answer.sizes.items() if len(values) == 1}
    unit = f"{unit_of(answer.subjects[0])}{a_step(answer.subjects[0])}"
    curves = tuple(Curve(subject.label, columns[subject.label]) for subject in answer.subjects)
    title = f"{_capital(unit)} over {name}{_placed(fixed)}"
    return Chart(title, f"{quantity_of(answer.subjects[0])}-over-{name}", (Curves(name, unit, columns[name], curves),))


@chart_of.register
def _(answer: Comparison) -> Chart:
    return _bars((answer.left, answer.right), answer.read)


@chart_of.register
def _(answer: Counts) -> Chart:
    subjects = answer.subjects
    return _bars(subjects, [shared_sizes(subject, subjects, answer.sizes) for subject in subjects])


@chart_of.register
def _(answer: Cost) -> Chart:
    if answer.answer is None:
        raise UsageError("this cost does not say what it is of; plot the one that `cost` returned")
    return chart_of(answer.answer)


@chart_of.register
def _(answer: CostAnswer) -> Chart:
    steps, sizes = answer.axes[1], answer.sizes
    letters = {letter for size in answer.formulas._values() for letter in size.letters}
    if missing := sorted(letters - sizes.keys()):
        raise SizeError(f"a plot is of numbers; give {' and '.join(missing)}, and for {steps} the last", missing[0])
    if sizes.get(steps, 0) < 2:
        raise SizeError(f"a plot runs over {steps} from 1 to what you give: two steps or more", steps)
    places = tuple(thinned(range(1, sizes[steps] + 1)))
    runs = _runs(answer, places)
    if len(runs) < 2:
        raise SizeError(f"a plot runs over {steps}, and {answer.subject.label[:80]} has one number of steps", steps)
    places = tuple(runs)
    others = {letter: size for letter, size in sizes.items() if letter != steps}
    panels = tuple(
        Curves(
            steps,
            unit,
            places,
            tuple(_curve(name, key, runs, answer) for name, key in rows),
        )
        for unit, rows in ((f"bytes, {answer.dtype}", MEMORY_CURVES.items()), ("operations", WORK_FIELDS.items()))
    )
    title = f"Memory and cost of {answer.subject.label} over {steps}{_placed(others)}"
    return Chart(title, f"cost-over-{steps}", panels)


def _runs(answer: CostAnswer, places: Sequence[int]) -> dict[int, Cost]:
    """The cost at each number of steps, but those that are too few for a window or not those of the input."""
    if not any(layer.note.startswith(AT_STEPS) for layer in answer.layers):
        return dict.fromkeys(places, answer.formulas)
    # Behind a stride the number of steps is no polynomial of the sequence's.
    batch, steps = (SimpleNamespace(name=axis) for axis in answer.axes)
    settings = {"dtype": answer.dtype, "activation": answer.activation, "backward": answer.backward}
    runs: dict[int, Cost] = {}
    for place in places:
        with suppress(UsageError):
            sizes: dict[str, Any] = {**answer.sizes, answer.axes[1]: place}
            runs[place] = find_cost(answer.subject, batch, steps, **settings, **sizes).formulas
    return runs


def _curve(name: str, key: str, runs: Mapping[int, Cost], answer: CostAnswer) -> Curve:
    steps = answer.axes[1]
    sizes = {letter: number for letter, number in answer.sizes.items() if letter != steps}
    values = (getattr(cost, key).substitute(sizes).evaluate({steps: place}.__getitem__) for place, cost in runs.items())
    # Half a byte is a whole one.
    return Curve(name, tuple(-(-top // bottom) for top, bottom in values))


def _bars(subjects: Sequence[Counted], sizes: Sequence[Mapping[str, int]]) -> Chart:
    parts = [_parts(subject, at) for subject, at in zip(subjects, sizes, strict=True)]
    names = dict.fromkeys(name for held in parts for name in held)
    of = f"{unit_of(subjects[0])}{a_step(subjects[0])}"
    bars = Bars(
        of,
        tuple(subject.label for subject in subjects),
        tuple(Curve(name, tuple(held.get(name, 0) for held in parts)) for name in names),
    )
    same = {letter: size for letter, size in sizes[0].items() if all(at.get(letter) == size for at in sizes)}
    title = f"{_capital(of)} of {', '.join(bars.names)}{_placed(same)}"
    return Chart(title, f"{quantity_of(subjects[0])}-compared", (bars,))


def _parts(subject: Counted, sizes: Mapping[str, int]) -> dict[str, int]:
    """How many numbers each role, layer or kind of operation has; all as one where that is not known of each."""
    numbers = {**preset_sizes(subject), **sizes}
    if missing := [letter for letter in subject.counted_letters if letter not in numbers]:
        raise SizeError(f"a plot is of numbers; {subject.label} needs {' and '.join(missing)}", missing[0])
    total = subject.count_at(**{letter: numbers[letter] for letter in subject.letters if letter in numbers})
    held: dict[str, int] = {}
    for name, size in part_sizes(subject)[0].items() if quantity_of(subject) != "bytes" else ():
        top, bottom = size.evaluate(numbers.__getitem__)
        held[name] = top // bottom
    return held if sum(held.values()) == total else {unit_of(subject): total}


def _at(answer: Sweep, name: str) -> Any:
    place = answer.names.index(name)
    return lambda row: row[place]


def _placed(sizes: Mapping[str, int]) -> str:
    return f", at {at_sizes(sizes)}" if sizes else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def thinned(values: SweepValues) -> SweepValues:
    """At most `MOST_POINTS` of the values, the first and the last among them."""
    if len(values) <= MOST_POINTS:
        return values
    last = len(values) - 1
    return tuple(values[last * place // (MOST_POINTS - 1)] for place in range(MOST_POINTS))
