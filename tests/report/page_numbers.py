"""What a page in Markdown prints as numbers and formulas, counted again from the printed signs alone."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from math import prod

MATH = re.compile(r"\$`(.*?)`\$")
TOKEN = re.compile(
    r"\s+|\\[;,!]|(?P<number>\d+(?:\{,\}\d{3})+|\d+)|(?P<frac>\\frac)|(?P<times>\\cdot|\\times)"
    r"|(?P<open>\\left\(|\\left\[|[({\[])|(?P<close>\\right\)|\\right\]|[)}\]])|(?P<sign>[-+/])|(?P<power>\^)"
    r"|(?P<letter>(?:\\[A-Za-z]+|[A-Za-z])(?:_(?:\{[^{}]*\}|\w))?)"
)
SEEDS = ((7, 11, 13, 17, 19, 23, 29, 31, 37, 41), (5, 3, 8, 14, 9, 21, 6, 33, 12, 25))


class NotSo(AssertionError):
    """A printed number or formula that comes out otherwise."""


class _Reader:
    """A formula of sizes, read from the left."""

    def __init__(self, latex: str, sizes: dict[str, int]):
        self.tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(latex):
            match = TOKEN.match(latex, place)
            if not match:
                raise NotSo(f"cannot read {latex[place:]!r} in {latex!r}")
            if match.lastgroup:
                self.tokens.append((match.lastgroup, match[0]))
            place = match.end()
        self.place, self.sizes, self.latex = 0, sizes, latex

    def next(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1][1]

    def total(self) -> Fraction:
        value = Fraction(0)
        sign = 1
        if self.next() == "sign":
            sign = -1 if self.take() == "-" else 1
        value += sign * self.term()
        while self.next() == "sign":
            sign = -1 if self.take() == "-" else 1
            value += sign * self.term()
        return value

    def term(self) -> Fraction:
        value = self.factor()
        while self.next() in ("times", "number", "letter", "open", "frac") or (
            self.next() == "sign" and self.tokens[self.place][1] == "/"
        ):
            if self.next() == "sign":
                self.take()
                value /= self.factor()
                continue
            if self.next() == "times":
                self.take()
            value *= self.factor()
        return value

    def factor(self) -> Fraction:
        kind = self.next()
        if not kind:
            raise NotSo(f"{self.latex!r} ends too soon")
        text = self.take()
        if kind == "number":
            value = Fraction(text.replace("{,}", ""))
        elif kind == "letter":
            if text not in self.sizes:
                raise NotSo(f"{text!r} in {self.latex!r} is no size of the page")
            value = Fraction(self.sizes[text])
        elif kind == "frac":
            value = self.factor() / self.factor()
        elif kind == "open":
            value = self.total()
            if self.next() != "close":
                raise NotSo(f"no bracket ends {self.latex!r}")
            self.take()
        else:
            raise NotSo(f"{text!r} stands alone in {self.latex!r}")
        if self.next() == "power":
            self.take()
            value **= int(self.factor())
        return value


def value(latex: str, sizes: dict[str, int]) -> Fraction:
    r"""What a formula comes to.

    >>> value(r"4 \cdot 2^{2} (m + \frac{n}{3})", {"m": 1, "n": 6})
    Fraction(48, 1)
    """
    reader = _Reader(latex, sizes)
    result = reader.total()
    if reader.next():
        raise NotSo(f"{latex!r} does not end where it should")
    return result


def tables(markdown: str) -> list[list[list[str]]]:
    """The tables of a page, each as its rows without the head."""
    found: list[list[list[str]]] = []
    for before, line in pairwise(["", *markdown.splitlines()]):
        if not line.startswith("|"):
            continue
        if not before.startswith("|"):
            found.append([])
        found[-1].append([cell.strip() for cell in line.strip("|").split(" | ")] if " | " in line else [line])
    return [[[cell.strip("| ") for cell in row] for row in rows[2:]] for rows in found]


def maths(text: str) -> list[str]:
    return MATH.findall(text)


def section(markdown: str, title: str) -> str:
    """What stands below a heading of the second order; empty where there is none."""
    _, found, rest = markdown.partition(f"\n## {title}\n")
    return re.split(r"\n## ", rest)[0] if found else ""


def letters_of(markdown: str) -> list[str]:
    """The letters of sizes that a page lists."""
    line = re.search(r"^Sizes: (.*)$", markdown, re.MULTILINE)
    return maths(line[1]) if line else []


def check_caption(markdown: str, note: str) -> int:
    """Each letter of a caption is one of the sizes of its page, and has one number; how many there are."""
    sizes = dict(part.split(" = ") for part in re.findall(r"\$(.*?)\$", note))
    for letter, number in sizes.items():
        if letter not in letters_of(markdown):
            raise NotSo(f"{letter!r} of {note!r} is no size of the page, which has {letters_of(markdown)}")
        if not re.fullmatch(r"\d+", number):
            raise NotSo(f"{number!r} in {note!r} is no number")
    return len(sizes)


def trials(letters: list[str]) -> list[dict[str, int]]:
    """Sets of sizes at which formulas are compared."""
    return [dict(zip(letters, seed, strict=False)) for seed in SEEDS]


def same(first: Fraction, second: Fraction, words: str) -> None:
    if first != second:
        raise NotSo(f"{words}: {first} and {second}")


def check_page(markdown: str) -> int:
    """Counts every printed line of a cell's page; how many comparisons that were. Raises `NotSo`."""
    letters = letters_of(markdown)
    checked = 0
    at = trials(letters)
    gates = tables(section(markdown, "Parameters"))
    steps = tables(section(markdown, "Derivation"))
    if not gates or not steps:
        raise NotSo("a page without its tables")
    for sizes in at:
        sums, total = _gate_table(gates[0], sizes)
        checked += len(gates[0])
        checked += _derivation(steps[0], sums, total, sizes)
        for row in tables(section(markdown, "Other forms"))[0]:
            same(value(maths(row[1])[0], sizes), total, f"form {row[0]}")
            checked += 1
        checked += _frameworks(section(markdown, "Frameworks"), total, sizes)
        checked += _flops(tables(section(markdown, "Cost"))[0], sizes)
    given, number = worked(steps[0])
    if given:
        given |= sizes_said(section(markdown, "Cost").partition("\n|")[0])
        for title, formula, shown in tables(section(markdown, "Cost"))[0]:
            same(value(maths(formula)[0], given), value(maths(shown)[0], {}), title)
        same(value(maths(gates[0][-1][-1])[0], given), number, "the number")
        checked += 6
    return checked


def sizes_said(text: str) -> dict[str, int]:
    """The sizes that formulas in a text say, ``n = 4096`` each, or several behind one another."""
    pairs = [pair.split(" = ") for formula in maths(text) for pair in formula.split(r",\; ")]
    return {
        pair[0]: int(pair[1].replace("{,}", ""))
        for pair in pairs
        if len(pair) == 2 and pair[1].strip("0123456789{,}") == ""
    }


def worked(rows: list[list[str]]) -> tuple[dict[str, int], Fraction]:
    """The sizes and the number of the last line of a derivation; raises `NotSo` where its own sum is another."""
    reason, result = rows[-1][-2:]
    given = sizes_said(reason)
    if not given:
        return {}, Fraction(0)
    *formulas, number = maths(result)[0].split(" = ")
    for formula in formulas:
        same(value(formula, {}), value(number, {}), f"line {rows[-1][0]}")
    return given, value(number, {})


def _gate_table(rows: list[list[str]], sizes: dict[str, int]) -> tuple[dict[str, Fraction], Fraction]:
    numbers = [[value(maths(cell)[0], sizes) if maths(cell) else Fraction(0) for cell in row[1:]] for row in rows]
    for name, row in zip(rows, numbers, strict=True):
        same(sum(row[:-1]), row[-1], f"row {name[0]}")
    for column in zip(*numbers, strict=True):
        same(sum(column[:-1]), column[-1], "a column")
    return {maths(row[0])[0]: sums[-1] for row, sums in zip(rows[:-1], numbers, strict=False)}, numbers[-1][-1]


def _derivation(rows: list[list[str]], gates: dict[str, Fraction], total: Fraction, sizes: dict[str, int]) -> int:
    held, counted, seen = {Fraction(0)}, 0, Fraction(0)
    for place, (number, reason, result) in enumerate(rows, 1):
        same(Fraction(number), Fraction(place), "the number of a line")
        formula = maths(result)[0]
        if r"\in" in formula:
            numbers, surely = _shape(reason, formula, sizes)
            # A name without a time, of which nothing more is said, may be a parameter or an input.
            held = {sum_ + numbers for sum_ in held} | (set() if surely else held)
        elif " = " in formula or (place == len(rows) and re.search(r" = ", reason)):
            continue
        elif found := re.match(r"gate |each of ", reason):
            each = value(formula, sizes)
            for gate in maths(reason[found.end() :]):
                same(each, gates.get(gate, each), f"line {place}")
                seen += each
        else:
            same(value(formula, sizes), total, f"line {place}")
        counted += 1
    if seen:
        same(seen, total, "the gates together")
    if total not in held and held != {0}:
        raise NotSo(f"the shapes together: {sorted(held)} and {total}")
    return counted


def derivation_holds(rows: list[list[str]], total: Fraction, sizes: dict[str, int]) -> None:
    """The lines from a gate to the count, of a derivation without its shapes."""
    _derivation(rows, {}, total, sizes)


def _shape(reason: str, formula: str, sizes: dict[str, int]) -> tuple[Fraction, bool]:
    """How many numbers the parameters of a line hold, none where it is about a signal, and whether that is sure."""
    shape, _, count = formula.partition(" : ")
    name, _, raised = shape.partition(r" \in \mathbb{R}")
    extents = _split(raised.removeprefix("^{").removesuffix("}")) if raised else []
    members = re.search(r"there (?:are|is) (.*)$|; ([^;]*) of each$", reason)
    own = prod((value(extent, sizes) for extent in extents), start=Fraction(1))
    if members:
        own *= prod((value(part, sizes) for part in maths(members[1] or members[2])), start=Fraction(1))
    if count:
        same(own, value(count, sizes), f"the shape of {name}")
    likewise = re.search(r"likewise (.*?)(?:;|$)", reason)
    named = maths(reason)[0] == name and not (count or members or likewise)
    if named and (re.search(r"; so ha(s|ve) ", reason) or re.search(r"_\{([^{}]*,)?t\}", name)):
        return Fraction(0), True
    return own * (1 + len(maths(likewise[1]) if likewise else [])), not named


def _split(raised: str) -> list[str]:
    return [part.strip() for part in raised.split(r"\times")] if raised else []


def _frameworks(text: str, total: Fraction, sizes: dict[str, int]) -> int:
    found = tables(text)
    for row in found[0] if found else []:
        if maths(row[1]) and maths(row[2]):
            same(value(maths(row[1])[0], sizes) - value(maths(row[2])[0], sizes), total, row[0])
    return len(found[0]) if found else 0


def _flops(rows: list[list[str]], sizes: dict[str, int]) -> int:
    often: dict[str, dict[str, Fraction]] = {}
    for title, formula, *_ in rows:
        operation, _, when = title.partition(", ")
        often.setdefault(when, {})[operation] = value(maths(formula)[0], sizes)
    for numbers in often.values():
        flops = numbers.pop("FLOPs")
        same(sum(numbers.values()) + numbers["multiply-accumulates"], flops, "FLOPs")
    return len(rows)
