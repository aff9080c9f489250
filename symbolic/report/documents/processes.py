"""Work on many things shared among processes, where the system can divide one that is running."""

from __future__ import annotations

import marshal
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")

EACH = 8
MOST_CHUNKS = 250
MOST = 4


def shared(work: Callable[[Item], Any], items: Sequence[Item]) -> list[Any]:
    """``[work(item) for item in items]``, some of it in processes of their own.

    What ``work`` returns is plain data: text, numbers, lists and mappings. A process that fails says
    nothing; its share is done here once more, so that an error is raised where it can be caught.

    >>> shared(lambda number: {"square": number**2}, range(3))
    [{'square': 0}, {'square': 1}, {'square': 4}]
    """
    count = _processes(len(items))
    size = max(EACH, -(-len(items) // MOST_CHUNKS))
    chunks = [items[start : start + size] for start in range(0, len(items), size)]
    queue = _Queue(len(chunks))
    children = [_divided(work, chunks, queue) for _ in range(count - 1)]
    results: dict[int, list[Any]] = {}
    try:
        results = _worked(work, chunks, queue)
    finally:
        # After an error nothing more is to be done, and nobody is to be left behind.
        queue.drain()
        for pid, pipe in children:
            with open(pipe, "rb") as stream:
                answer = stream.read()
            if not os.waitpid(pid, 0)[1]:
                results |= marshal.loads(answer)
    missing = [place for place in range(len(chunks)) if place not in results]
    results |= {place: [work(item) for item in chunks[place]] for place in missing}
    return [answer for place in range(len(chunks)) for answer in results[place]]


class _Queue:
    """The numbers of the chunks in a pipe, a byte each: whichever process reads one has it."""

    def __init__(self, length: int):
        self.reading, writing = os.pipe()
        os.write(writing, bytes(range(length)))
        os.close(writing)

    def __iter__(self) -> Iterator[int]:
        while place := os.read(self.reading, 1):
            yield place[0]

    def drain(self) -> None:
        for _ in self:
            pass
        os.close(self.reading)


def _worked(work: Callable[[Item], Any], chunks: Sequence[Sequence[Item]], queue: _Queue) -> dict[int, list[Any]]:
    """The answers of the chunks that this process gets to; neighbours have much in common, so they stay together."""
    return {place: [work(item) for item in chunks[place]] for place in queue}


def _processes(items: int) -> int:
    """How many processes are worth their start; one where a process cannot safely be divided."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), MOST, items // EACH))


def _divided(work: Callable[[Item], Any], chunks: Sequence[Sequence[Item]], queue: _Queue) -> tuple[int, int]:
    """A process that does what it gets to and writes it to a pipe; its number and the end to read from."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        with open(writing, "wb") as stream:
            stream.write(marshal.dumps(_worked(work, chunks, queue)))
        os._exit(0)
    finally:
        # Whatever went wrong, no second copy of the program may go on from here.
        os._exit(1)
