"""Work on many things shared among processes, where the system can divide one that is running."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Task = TypeVar("Task")

ITEMS_OF_A_TASK = 8
"""The items of one task; neighbours have much in common."""
MOST_PROCESSES = 4

_inherited: list[Any] = []


def shared(work: Callable[[Task], Any], items: Sequence[Task]) -> list[Any]:
    """``[work(item) for item in items]``, in processes of their own where there are enough items and processors.

    >>> shared(lambda number: {"square": number**2}, range(3))
    [{'square': 0}, {'square': 1}, {'square': 4}]
    """
    count = _processes(len(items))
    if count == 1:
        return [work(item) for item in items]
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    try:
        # A divided process has the work and the items already; their numbers alone are sent.
        with ProcessPoolExecutor(count, get_context("fork"), _inherit, (work, items)) as pool:
            return list(pool.map(_work_on, range(len(items)), chunksize=ITEMS_OF_A_TASK))
    except BrokenProcessPool:
        # The system has ended one of them, most likely for want of memory.
        return [work(item) for item in items]


def _inherit(work: Callable[[Task], Any], items: Sequence[Task]) -> None:
    _inherited[:] = [work, items]


def _work_on(place: int) -> Any:
    work, items = _inherited
    return work(items[place])


def _processes(items: int) -> int:
    """How many processes to use; 1 where a process cannot safely fork."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), MOST_PROCESSES, items // ITEMS_OF_A_TASK))
