"""Work on many things shared among processes, where the system can divide one that is running."""

from __future__ import annotations

import marshal
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")

EACH = 8
MOST = 4


def shared(work: Callable[[Item], Any], items: Sequence[Item]) -> list[Any]:
    """``[work(item) for item in items]``, some of it in processes of their own.

    What ``work`` returns is plain data: text, numbers, lists and mappings. A process that fails says
    nothing; its share is done here once more, so that an error is raised where it can be caught.

    >>> shared(lambda number: {"square": number**2}, range(3))
    [{'square': 0}, {'square': 1}, {'square': 4}]
    """
    count = _processes(len(items))
    results: list[Any] = [None] * len(items)
    children = [(place, *_divided(work, items[place::count])) for place in range(1, count)]
    results[0::count] = [work(item) for item in items[0::count]]
    for place, pid, pipe in children:
        with open(pipe, "rb") as stream:
            answer = stream.read()
        failed = os.waitpid(pid, 0)[1]
        share = items[place::count]
        results[place::count] = [work(item) for item in share] if failed else marshal.loads(answer)
    return results


def _processes(items: int) -> int:
    """How many processes are worth their start; one where a process cannot safely be divided."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), MOST, items // EACH))


def _divided(work: Callable[[Item], Any], share: Sequence[Item]) -> tuple[int, int]:
    """A process that does one share and writes it to a pipe; its number and the end to read from."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        with open(writing, "wb") as stream:
            stream.write(marshal.dumps([work(item) for item in share]))
        os._exit(0)
    finally:
        # Whatever went wrong, no second copy of the program may go on from here.
        os._exit(1)
