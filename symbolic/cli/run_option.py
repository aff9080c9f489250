"""``--run``: the one word on which the command line runs a file of code."""

from __future__ import annotations

from typing import Any

import click

from symbolic.cli.class_word import allow


def _set(context: click.Context, option: click.Parameter, value: Any) -> None:
    allow(bool(value))


RUN = click.Option(
    ["--run"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_set,
    help="Run the file of a class, units.py::Unit(3, 5), in this process; only code that you trust.",
)
