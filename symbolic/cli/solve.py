"""``symbolic solve``: the largest size within a budget."""

from __future__ import annotations

import click

from symbolic.cli.common import JSON, OF, argument, note_unused, print_found, written_as
from symbolic.cli.completion import subject_words
from symbolic.errors import UsageError

SOLVE_WORDS = ("budget", "step", "like", "dtype")


@click.command()
@argument(
    "words",
    shell_complete=subject_words(),
    nargs=-1,
    required=True,
    metavar="CELL SIZE budget=NUMBER [SIZE=NUMBER ...]",
)
@OF
@written_as
@JSON
def solve(words: tuple[str, ...], of: str, format: str, as_json: bool, **names: str) -> None:
    """Print the largest SIZE at which CELL fits a budget of parameters, of operations, or of bytes.

    A budget may be written 10M; 400KB and 256KiB are bytes, of numbers of dtype=int8, or of several kinds,
    dtype=recurrent:int8,float32. step=64 asks for a multiple of 64; like="gru n=300 m=512" takes the count of another
    cell as the budget.

    \b
    symbolic solve lstm m budget=10M n=300
    symbolic solve lstm m budget=10M n=300 --of flops
    symbolic solve lstm m budget=256KiB dtype=int8 n=300
    symbolic solve gru m n=300 like="lstm n=300 m=512"
    symbolic solve "lstm(m, layers=2, bidirectional) > dense(10)" m budget=100k n=40
    """
    from symbolic.answers.bytes import find_quantity
    from symbolic.answers.solve import solve as find
    from symbolic.cli.words import keep_apart, read_several, read_subject, refuse_option
    from symbolic.model.word import is_network

    settings, rest = keep_apart(words, SOLVE_WORDS)
    plain = [word for word in rest if is_network(word) or "=" not in word.split()[0]]
    if len(plain) != 2:
        named = " ".join(plain)[:200] or "none"
        raise UsageError(f"a cell and a size are needed, such as lstm m budget=10M; given: {named}")
    if ("budget" in settings) == ("like" in settings):
        raise UsageError("a budget is needed, budget=10M, or like=CELL, and not both")
    name, letter = plain
    (subject,), sizes = read_several([name, *(word for word in rest if word not in plain)], [letter])
    refuse_option(sizes)
    if "like" in settings:
        like = settings["like"]
        other, known = read_subject([like] if is_network(like) else like.split())
        if not known and other.counted_letters:
            raise UsageError('the cell of like= needs its sizes, in quotes: like="gru n=300 m=512"')
        settings["budget"] = str(find_quantity(other, of, settings.get("dtype")).count_at(**known))
    budget, step, dtype = settings["budget"], settings.get("step", 1), settings.get("dtype")
    note_unused([subject], of, sizes)
    print_found(find(subject, letter, budget, of=of, dtype=dtype, step=step, **sizes), format, as_json, **names)
