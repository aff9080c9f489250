"""Several counts side by side."""

from __future__ import annotations

from typing import Any

from symbolic._display import Answered
from symbolic.answers.subject import Subject, find_subject, shared_sizes
from symbolic.language.record import Record


class Counts(Record, Answered):
    """Cells and layers with their counts; ``numbers`` are those at ``sizes``, nothing where no sizes were given."""

    subjects: tuple[Subject, ...]
    sizes: dict[str, Any]
    numbers: tuple[int, ...] = ()


def counts(*subjects: Subject | str, **sizes: Any) -> Counts:
    """Each count, with sizes as a number; a size goes to each that has it. Raises `SizeError` where one is missing.

    >>> counts("lstm", "gru", n=100, m=50).numbers
    (30200, 22650)
    """
    made = tuple(map(find_subject, subjects))
    if not sizes:
        return Counts(made, {})
    return Counts(made, sizes, tuple(one.count_at(**shared_sizes(one, made, sizes)) for one in made))
