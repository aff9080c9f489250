"""A module of PyTorch as a graph of operators, by ``torch.export``."""

from __future__ import annotations

import logging
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

from symbolic.errors import SymbolicError
from symbolic.tracing.statements import SourceLine, lines_of

DEPENDS = re.compile(r"data-dependent|Data dependent|GuardOnDataDependent|\.item\(\)|Could not guard|_local_scalar")


class TraceError(SymbolicError):
    """A module that cannot be traced, with the operator and the line of the user's file."""


def export(module: Any, arguments: Mapping[str, Any]) -> Any:
    """The exported program; raises `TraceError` for what ``torch.export`` cannot follow."""
    from importlib import import_module

    level = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            warnings.simplefilter("ignore")
            program = import_module("torch.export").export(module, (), dict(arguments), strict=False)
            if any(_changes(node) for node in program.graph.nodes):
                program = program.run_decompositions({})
            return program
    except Exception as refusal:
        # The user's own code runs here, and the tracer has many kinds of errors of its own.
        raise _refused(refusal, module) from None
    finally:
        logging.disable(level)


def refuse_new_parameters(torch: Any, run: Callable[[], Any]) -> None:
    """Raise `TraceError` where a parameter is made while the module runs: it would be another one at each step."""
    made: list[str] = []
    maker = torch.nn.Parameter.__new__.__code__

    def watch(frame: Any, event: str, _: Any) -> None:
        if event == "call" and frame.f_code is maker:
            made.append("".join(traceback.format_stack(frame.f_back)))

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        run()
    finally:
        sys.setprofile(before)
    if made:
        line = next(iter(lines_of(made[0])), None)
        where, code = (f"{line}: ", f": {line.text}") if line else ("", "")
        raise TraceError(f"{where}a parameter is made in forward, another one at each step; make it in __init__{code}")


def _changes(node: Any) -> bool:
    """Whether an operator writes into its argument, as ``add_`` does."""
    return node.op == "call_function" and operator(node)[0].endswith("_")


def operator(node: Any) -> tuple[str, str]:
    """The name of an operator and of its overload, ``add`` and ``Tensor``."""
    target = node.target
    packet = getattr(target, "overloadpacket", None)
    if packet is None:
        return getattr(target, "__name__", str(target)), ""
    return packet.__name__, target._overloadname


def depends(lines: Sequence[SourceLine]) -> TraceError:
    """What is raised for a branch on what comes in, at the first of the lines."""
    where, code = (f"{lines[0]}: ", f": {lines[0].text}") if lines else ("", "")
    return TraceError(f"{where}what is computed depends on the numbers that come in, as equations cannot{code}")


def _refused(refusal: Exception, module: Any) -> TraceError:
    text = str(refusal)
    stack = "".join(traceback.format_exception(refusal))
    lines = lines_of(stack)
    if DEPENDS.search(text):
        return depends(lines)
    line = next(iter(lines), None)
    where = f"{line}: " if line else ""
    code = f": {line.text}" if line and line.text else ""
    first = next((part.strip() for part in text.splitlines() if part.strip()), type(refusal).__name__)
    return TraceError(f"{where}torch.export cannot follow {type(module).__name__}.forward: {first[:200]}{code}")
