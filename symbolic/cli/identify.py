"""``symbolic identify``: a number that somebody has."""

from __future__ import annotations

import re

import click

from symbolic.cli.common import JSON, argument, print_found, written_as
from symbolic.cli.completion import subject_words
from symbolic.errors import UsageError

NUMERAL = re.compile(r"\d[\d,._' ]*[kKmMgGbB]?")


def _number_first(number: str, words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The number and the words that it is asked of, in either order.

    >>> _number_first("net.py", ("285",)), _number_first("285", ("lstm",))
    (('285', ('net.py',)), ('285', ('lstm',)))
    """
    numbers = [word for word in words if NUMERAL.fullmatch(word)]
    if NUMERAL.fullmatch(number) or len(numbers) != 1:
        return number, words
    return numbers[0], (number, *(word for word in words if word is not numbers[0]))


@click.command()
@argument("number")
@argument(
    "words", shell_complete=subject_words(several=True), nargs=-1, metavar="[CELL ...] SIZE=NUMBER|SIZE=FROM:TO ..."
)
@written_as
@JSON
def identify(number: str, words: tuple[str, ...], format: str, as_json: bool, **names: str) -> None:
    """List every cell, modified cell and framework layer that has NUMBER parameters at the sizes.

    Write bounds for a size that you do not know, or for the levels of a layer, num_layers=1:8. What you name is asked
    first: cells of your own, stacks of a cell, or a network, which is asked alone. Of these a size that you leave out
    is searched within bounds that the answer prints. Names and shapes of arrays, or a formula, can be given instead of
    a number.

    \b
    symbolic identify 4457472 n=4096 m=256
    symbolic identify 4457472 n=4096 m=1:4096
    symbolic identify "4*(n*m + m^2 + m)"
    symbolic identify "weight_ih_l0 (240, 81), weight_hh_l0 (240, 60)"
    symbolic identify 97810 "lstm(m, layers=L, bidirectional) > dense(10)" n=40
    """
    from symbolic.answers.formula_owners import identify_formula, is_formula
    from symbolic.answers.identify import identify as find
    from symbolic.answers.shapes import identify_shapes, is_shapes
    from symbolic.cli.words import put_once, read_several

    number, words = _number_first(number, words)
    if is_shapes(number):
        if words:
            raise UsageError(f"shapes tell their sizes; leave out {' '.join(words)[:60]}")
        print_found(identify_shapes(number), format, as_json, **names)
        return
    if is_formula(number):
        if words:
            raise UsageError(f"a formula has its sizes as letters; leave out {' '.join(words)[:60]}")
        print_found(identify_formula(number), format, as_json, **names)
        return
    # Bounds are of a size, also where a layer has an argument of that name.
    bounded = [word for word in words if ":" in word.partition("=")[2] and " " not in word.partition("=")[0]]
    subjects, sizes = read_several([word for word in words if word not in bounded])
    for word in bounded:
        name, _, value = word.partition("=")
        put_once(sizes, name, value)
    print_found(find(number, *subjects, **sizes), format, as_json, **names)
