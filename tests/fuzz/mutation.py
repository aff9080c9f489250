"""Changed copies of texts: by their words, by what stands in brackets, and word by word on a command line."""

import re
from random import Random

from values import PIECES, VALUES

WORD = re.compile(r"\w+|\s+|[^\w\s]")
OPENING, CLOSING = "([{", ")]}"


def mutate_text(random: Random, text: str, others) -> str:
    """Some words or brackets of a text left out, doubled, or exchanged for its own, those of others, odd ones."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        change = _words if random.randrange(3) else _brackets
        text = change(random, text, random.choice(others))
    return text


def mutate_command(random: Random, text: str, others) -> str:
    """A command line with words of others, names of others, and odd values behind its own names."""
    words = text.split(" ")
    for _ in range(random.choice((1, 1, 2, 3))):
        other = random.choice(random.choice(others).split(" "))
        place = random.randrange(len(words) + 1)
        match random.randrange(6):
            case 0:
                words[place:place] = [other]
            case 1:
                words[place : place + 1] = [other]
            case 2:
                words[place : place + 1] = []
            case 3:
                words[place:place] = words[place : place + 1]
            case 4:
                named = [at for at, word in enumerate(words) if "=" in word]
                if named:
                    at = random.choice(named)
                    words[at] = f"{words[at].partition('=')[0]}={random.choice((*PIECES, *map(str, VALUES)))}"
            case _:
                return mutate_text(random, " ".join(words), others)
    return " ".join(words)


def _words(random: Random, text: str, other: str) -> str:
    words, theirs = WORD.findall(text), WORD.findall(other)
    start = random.randrange(len(words) + 1)
    end = min(len(words), start + random.choice((0, 1, 1, 1, 2, 5, 30)))
    match random.randrange(6):
        case 0:
            words[start:end] = [random.choice(PIECES)]
        case 1 if words:
            words[start:end] = [random.choice(words)]
        case 2:
            words[start:end] = []
        case 3:
            words[start:start] = words[start:end] * random.choice((1, 2, 2, 40))
        case 4:
            place = random.randrange(len(theirs) + 1)
            words[start:end] = theirs[place : place + random.choice((1, 3, 20))]
        case _:
            moved = words[start:end]
            random.shuffle(moved)
            words[start:end] = moved
    return "".join(words)


def _brackets(random: Random, text: str, other: str) -> str:
    """What stands between two brackets, and these at times, exchanged for what stands between others."""
    spans, theirs = _spans(text), _spans(other)
    if not spans:
        return text
    start, end = random.choice(spans)
    inside = text[start:end]
    match random.randrange(4):
        case 0 if theirs:
            first, last = random.choice(theirs)
            made = other[first:last]
        case 1:
            first, last = random.choice(spans)
            made = text[first:last]
        case 2:
            made = random.choice(
                ("", inside[1:-1], inside * 2, inside[0] + inside + inside[-1], inside[0] + inside[-1])
            )
        case _:
            made = inside[0] * (depth := random.choice((2, 9, 99))) + inside + inside[-1] * depth
    return text[:start] + made + text[end:]


def _spans(text: str) -> list[tuple[int, int]]:
    """The places of all pairs of brackets."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for place, sign in enumerate(text[:20_000]):
        if sign in OPENING:
            opened.append(place)
        elif sign in CLOSING and opened:
            spans.append((opened.pop(), place + 1))
    return spans
