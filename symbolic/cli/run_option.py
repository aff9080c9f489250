"""``--run``: the one word on which the command line runs a file of code."""

from __future__ import annotations

from typing import Any

import click

_given: list[bool] = []


def is_allowed() -> bool:
    """Whether the user has said that a file of code may run."""
    return bool(_given)


def _set(context: click.Context, option: click.Parameter, value: Any) -> None:
    _given[:] = [True] if value else []


RUN = click.Option(
    ["--run"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_set,
    help="Run the file of a class, units.py::Unit(3, 5), in this process; only code that you trust.",
)
