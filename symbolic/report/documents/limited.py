"""Work in a process of its own, with bounds on its time and memory."""

from __future__ import annotations

import math
import signal
import sys
import threading
from collections.abc import Callable
from functools import wraps
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import process_time
from typing import Any

from symbolic.errors import SymbolicError, TemplateFailure
from symbolic.limits import TEMPLATE_DEADLINE, TEMPLATE_MEMORY, TEMPLATE_SECONDS, TEMPLATE_SECONDS_WITH_CELLS

_inside: list[bool] = []


def run_limited(template: str, work: Callable[..., Any], *arguments: Any) -> Any:
    """``work(*arguments)``, or the `SymbolicError` that it raises; `TemplateFailure` where it takes too much.

    A running process is divided on Linux, where it has one thread; elsewhere a new one is started, to which
    the work and its arguments are sent. Within limited work, more of it is done where it is.
    """
    if _inside:
        return work(*arguments)
    divided = sys.platform == "linux" and threading.active_count() == 1
    context: Any = get_context("fork" if divided else "spawn")
    reading, writing = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(writing, template, work, arguments))
    process.start()
    writing.close()
    try:
        if not reading.poll(TEMPLATE_DEADLINE):
            raise TemplateFailure(template, f"it is not done after {TEMPLATE_DEADLINE} seconds")
        answer = reading.recv()
    except (EOFError, OSError):
        process.join(1)
        raise TemplateFailure(template, _end_of(process.exitcode)) from None
    finally:
        process.kill()
        process.join()
        reading.close()
    if isinstance(answer, SymbolicError):
        raise answer
    return answer


def costly(run: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose time is not charged to the work that calls it."""

    @wraps(run)
    def called(*words: Any, **named: Any) -> Any:
        start = process_time()
        try:
            return run(*words, **named)
        finally:
            _more_time(process_time() - start)

    return called


def _more_time(seconds: float) -> None:
    """Add to what the work may take; without effect where nothing bounds it."""
    try:
        import resource
    except ImportError:
        return
    now, most = resource.getrlimit(resource.RLIMIT_CPU)
    if now != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_CPU, (min(now + math.ceil(seconds), most), most))


def _run(writing: Connection, template: str, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    _inside.append(True)
    _limit()
    try:
        answer = work(*arguments)
    except SymbolicError as error:
        answer = error
    except MemoryError:
        answer = TemplateFailure(template, f"it takes more than {TEMPLATE_MEMORY >> 20} MiB of memory")
    writing.send(answer)
    writing.close()


def _limit() -> None:
    """Set the bounds of this process, as far as the system has them."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (TEMPLATE_SECONDS, TEMPLATE_SECONDS_WITH_CELLS))
        with open("/proc/self/statm", encoding="ascii") as stream:
            size = int(stream.read().split()[0]) * resource.getpagesize()
        before = resource.getrlimit(resource.RLIMIT_AS)
        bounds = [size + TEMPLATE_MEMORY, *(bound for bound in before if bound != resource.RLIM_INFINITY)]
        resource.setrlimit(resource.RLIMIT_AS, (min(bounds), before[1]))
    except (ImportError, OSError, ValueError):
        return


def _end_of(code: int | None) -> str:
    if code is not None and -code in (getattr(signal, "SIGXCPU", 0), getattr(signal, "SIGKILL", 0)):
        return f"it takes more than {TEMPLATE_SECONDS} seconds of computing"
    return "it takes more memory or deeper calls than there are"
