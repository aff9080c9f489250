"""``symbolic latex`` and ``symbolic markdown``: one cell or layer, or a part of one."""

from __future__ import annotations

from collections.abc import Iterable

from symbolic._cell import Cell
from symbolic.answers.subject import Subject
from symbolic.cli.printing import print_answer
from symbolic.cli.words import called, read_subject
from symbolic.errors import UsageError
from symbolic.frameworks.layer import Layer


def print_fragment(kind: str, words: Iterable[str], part: str | None, as_json: bool, **names: str) -> None:
    """Print a cell or layer in LaTeX or in Markdown, or one part of a cell."""
    shown, sizes = read_subject(words)
    from symbolic.report.documents.fragments import fragment
    from symbolic.report.writing.options import find_options

    options = find_options(**names)
    if not isinstance(shown, Cell | Layer):
        if part is not None:
            raise UsageError(f"--part is of a cell; {shown.label} is a network")
        from symbolic.report.answers.formats import answer_text

        text = answer_text(shown.summary(dtype="float32", **sizes), kind, options.flavour)
    elif part is None:
        text = fragment(shown, kind, sizes, options)
    elif isinstance(shown, Cell):
        from symbolic.report.documents.paper import part as part_of

        text = part_of(shown, part, sizes, options, kind)
    else:
        raise UsageError(f"--part is of a cell; {shown.name} is a layer")
    print_answer({**called(shown), kind: text} if as_json else text)


def print_backward(shown: Subject, of: str | None, as_json: bool) -> None:
    """Print the backward pass of a cell, from the signals ``of`` where they are named."""
    from symbolic.report.pages.backward import pass_data, show_pass

    if not isinstance(shown, Cell):
        raise UsageError(
            f"--backward is of a cell; {shown.label} is a {'layer' if isinstance(shown, Layer) else 'network'}"
        )
    outputs = of.split(",") if of is not None else []
    backward = shown.backward(*outputs)
    print_answer({**called(shown), **pass_data(backward)} if as_json else show_pass(backward))
