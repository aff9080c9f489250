"""Several counts side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbolic.answers.bytes import find_quantity
from symbolic.answers.subject import Subject
from symbolic.derive.quantity import Counted, count_with, shared_sizes
from symbolic.display import Plotted
from symbolic.language.sizes.size import Size
from symbolic.record import Record


class Counts(Plotted, Record):
    """Cells and layers with their counts at ``sizes``: numbers, or formulas in the letters whose sizes are missing."""

    subjects: tuple[Counted, ...]
    sizes: Mapping[str, Any]
    counts: tuple[int | Size, ...]


def counts(*subjects: Subject | str, of: str = "parameters", dtype: str | None = None, **sizes: Any) -> Counts:
    """Each count at the sizes; a size goes to each that has it. Raises `SizeError` for one that none has.

    The counts are ``of`` parameters, or of the ``macs`` or ``flops`` of one step of one sequence, or of ``bytes``.

    >>> counts("lstm", "gru", n=100, m=50).counts
    (30200, 22650)
    >>> [str(count) for count in counts("lstm", "gru", n=100).counts]
    ['404*m + 4*m**2', '303*m + 3*m**2']
    """
    made = tuple(find_quantity(subject, of, dtype) for subject in subjects)
    return Counts(made, sizes, tuple(count_with(subject, shared_sizes(subject, made, sizes)) for subject in made))
