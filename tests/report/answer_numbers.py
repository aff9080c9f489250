"""What a book, a sheet of solutions and a network print as numbers, counted again from the printed signs alone."""

from __future__ import annotations

import re
from fractions import Fraction

from page_numbers import (
    NotSo,
    derivation_holds,
    letters_of,
    maths,
    same,
    sizes_said,
    tables,
    trials,
    value,
    worked,
)

PART = re.compile(r"^\| cell \| title \|.*\| number \| (at|ratio) \|$", re.MULTILINE)


def number(cell: str) -> Fraction:
    """A number outside of formulas, with commas."""
    return Fraction(cell.replace(",", ""))


def check_book(markdown: str) -> int:
    """The tables of the parts of a handbook: each number at the sizes of the row, or at those of its part."""
    checked = 0
    for part in re.split(r"^## ", markdown, flags=re.MULTILINE):
        head = PART.search(part)
        if not head:
            continue
        common = sizes_said(part[: head.start()].rpartition("\n\n")[0].rpartition("\n")[2])
        rows = tables(part)[0]
        least = min(number(row[3]) for row in rows if row[3])
        for row in rows:
            _, _, formula, count, last = row
            if not count:
                continue
            own = sizes_said(last) if head[1] == "at" else {}
            same(value(maths(formula)[0], own or common), number(count), row[0])
            if head[1] == "ratio" and f"{float(number(count) / least):.2f}" != last:
                raise NotSo(f"the ratio of {row[0]}: {last}")
            checked += 1
    return checked


def check_network(markdown: str, sizes: dict[str, int]) -> int:
    """The layers of a network, and their sum."""
    layers, totals = tables(markdown)[:2]
    sums = Fraction(0)
    for row in layers:
        formula = next(cell for cell in reversed(row) if maths(cell))
        counted = value(maths(formula)[0], sizes)
        same(counted, number(row[-1]), row[0])
        sums += counted
    trained = totals[0]
    same(value(maths(trained[1])[0], sizes), sums, "the total")
    same(number(trained[2]), sums, "the total")
    return len(layers) + 2


def check_answers(markdown: str) -> int:
    """A sheet of solutions: shapes, derivations, formulas, what frameworks count, and budgets."""
    checked = 0
    for subject in re.split(r"^## ", markdown, flags=re.MULTILINE)[1:]:
        letters = letters_of(subject)
        for question in re.split(r"^### ", subject, flags=re.MULTILINE)[1:]:
            asked, _, answer = question.partition("**Solution.**")
            checked += _formulas(asked, answer, letters) + _numbers(asked, answer) + _budget(asked, answer)
    return checked


def _formulas(asked: str, answer: str, letters: list[str]) -> int:
    """The tables of an answer, and the formula that it ends in, at two sets of sizes."""
    said = re.search(r"(?:The formula|Right) is \$`(.*?)`\$", answer)
    mistaken = re.search(r"A paper gives .*? as \$`(.*?)`\$", asked)
    checked = 0
    for sizes in trials([*letters, "T"]):
        total = value(said[1], sizes) if said else None
        if mistaken and total is not None and value(mistaken[1], sizes) == total:
            raise NotSo(f"{mistaken[1]} is right")
        for rows in tables(answer):
            if rows[0][0] == "1":
                if r"\in" in rows[-1][-1]:
                    continue
                given, _ = worked(rows)
                end = maths(rows[-2 if given else -1][-1])[0].split(" = ")[0]
                derivation_holds(rows, value(end, sizes) if total is None else total, sizes)
            elif "times" in rows[0][1] or (len(rows[0]) == 3 and len(maths(rows[0][2])) == 1 and maths(rows[0][1])):
                for name, shape, count in rows:
                    extents = maths(shape)[0].split(r"\times") if maths(shape) else []
                    product = Fraction(1)
                    for extent in extents:
                        product *= value(extent, sizes)
                    same(product, value(maths(count)[0], sizes), name)
            checked += len(rows)
        checked += 1
    return checked


def _numbers(asked: str, answer: str) -> int:
    """What frameworks count: each number less its difference is that of the cell."""
    at, least = sizes_said(asked), set[Fraction]()
    for rows in tables(answer):
        for row in rows:
            if len(row) == 3 and re.fullmatch(r"[\d,]+", row[1]) and maths(row[2]):
                least.add(number(row[1]) - value(maths(row[2])[0], at))
    if len(least) > 1:
        raise NotSo(f"frameworks differ by other numbers: {sorted(least)}")
    return len(least)


def _budget(asked: str, answer: str) -> int:
    """The largest size within a budget: that it fits, and that the next does not."""
    room = re.search(r"There is room for ([\d,]+) parameters", asked)
    if not room:
        return 0
    formula, largest = maths(answer)[:2]
    letter, _, size = largest.partition(" = ")
    counts = re.findall(r"(?:with|there are) ([\d,]+)", answer)
    same(value(formula, {letter: int(size)}), number(counts[0]), "the largest")
    if number(counts[0]) > number(room[1]):
        raise NotSo(f"{counts[0]} do not fit")
    if len(counts) > 1:
        following = sizes_said(answer.rpartition("At ")[2])
        same(value(formula, following), number(counts[1]), "the next")
        if number(counts[1]) <= number(room[1]):
            raise NotSo(f"{counts[1]} would fit too")
    return len(counts)
