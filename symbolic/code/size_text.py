"""Sizes as arithmetic of Python on whole numbers."""

from __future__ import annotations

from collections.abc import Callable

from symbolic.language.sizes.size import Monomial, Size

Spell = Callable[[str], str]


def size_text(size: Size, spell: Spell, inside: bool = False) -> str:
    """A size as Python has it; ``inside`` a product or an index it is in brackets where it needs them.

    >>> m, H = Size.letter("m"), Size.letter("H")
    >>> size_text(m / H + 1, str.lower), size_text((H * H + H) / 2, str), size_text(m / H, str, inside=True)
    ('m // h + 1', '(H * H + H) // 2', '(m // H)')
    """
    whole = {monomial: c for monomial, c in size.terms.items() if c % size.denominator == 0 and not _below(monomial)}
    rest = {monomial: c for monomial, c in size.terms.items() if monomial not in whole}
    words: list[tuple[str, str]] = []
    for monomial, c in whole.items():
        number = c // size.denominator
        words.append(("-" if number < 0 else "+", _term(monomial, abs(number), spell)))
    if rest:
        words.insert(0, ("+", _quotient(rest, size.denominator, spell)))
    words.sort(key=lambda word: word[0] == "-")
    if not words:
        return "0"
    text = ("-" if words[0][0] == "-" else "") + words[0][1]
    text += "".join(f" {sign} {word}" for sign, word in words[1:])
    plain = text.replace(".", "").replace("_", "").isalnum()
    return f"({text})" if inside and not plain else text


def as_value(text: str) -> str:
    """The text of a size that stands for its number, which need not be whole: an exponent or a factor.

    >>> as_value("k // 2 + 1")
    'k / 2 + 1'
    """
    return text.replace(" // ", " / ")


def _quotient(terms: dict[Monomial, int], denominator: int, spell: Spell) -> str:
    """Terms that are whole only together, over what they have in common below."""
    powers: dict[str, int] = {}
    for monomial in terms:
        for name, power in monomial:
            powers[name] = max(powers.get(name, 0), -power)
    lowest = {name: power for name, power in powers.items() if power > 0}
    above: list[tuple[str, str]] = []
    for monomial, c in terms.items():
        raised = {**dict.fromkeys(lowest, 0), **dict(monomial)}
        raised = {name: power + lowest.get(name, 0) for name, power in raised.items()}
        above.append(("-" if c < 0 else "+", _term(tuple(raised.items()), abs(c), spell)))
    above.sort(key=lambda word: word[0] == "-")
    top = ("-" if above[0][0] == "-" else "") + above[0][1]
    top += "".join(f" {sign} {word}" for sign, word in above[1:])
    bottom = _term(tuple(lowest.items()), denominator, spell)
    top = top if len(above) == 1 and "*" not in top else f"({top})"
    return f"{top} // {bottom}" if "*" not in bottom else f"{top} // ({bottom})"


def _term(monomial: Monomial, number: int, spell: Spell) -> str:
    # TorchScript takes a power of whole numbers for a float.
    factors = [spell(name) for name, power in monomial for _ in range(power)]
    if number != 1 or not factors:
        factors.insert(0, str(number))
    return " * ".join(factors)


def _below(monomial: Monomial) -> bool:
    return any(power < 0 for _, power in monomial)
