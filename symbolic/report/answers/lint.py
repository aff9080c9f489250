r"""The remarks on a text, a line each as editors read them, with the place below."""

from __future__ import annotations

from typing import Any

from symbolic.answers.lint import Lint
from symbolic.latex.printed.errors import Finding


def lint_text(answer: Lint) -> str:
    """``file:line:column: error: message [kind]``, and the line of the text with a caret.

    >>> from symbolic.answers.lint import lint
    >>> print(lint_text(lint(r"h_t = \\tanh(W x_t + W h_{t-1})", file="a.tex")), end="")
    a.tex:1:13: error: W is applied to vectors of two sizes [shape]
      h_t = \\tanh(W x_t + W h_{t-1})
                  ^
    a.tex:1:21: error: @ needs as many columns on its left as rows on its right: (?, n) and (m,) [shape]
      h_t = \\tanh(W x_t + W h_{t-1})
                          ^^^^^^^^^
    """
    lines: list[str] = []
    place = f"{answer.file}:" if answer.file else ""
    for remark in answer.findings:
        first, *rest = remark.message.split("\n")
        word = "error" if remark.error else "remark"
        lines.append(f"{place}{remark.line}:{remark.column}: {word}: {first} [{remark.kind}]")
        lines += rest
        lines += str(remark).split("\n")[-2:] if remark.text else []
    if not lines:
        cells = "one cell" if answer.cells == 1 else f"{answer.cells} cells"
        lines.append(f"{place}{' ' if place else ''}{cells}, nothing to remark")
    return "\n".join(lines) + "\n"


def data(answer: Lint) -> dict[str, Any]:
    """The same as plain data."""
    return {"file": answer.file, "cells": answer.cells, "findings": [remark_data(part) for part in answer.findings]}


def remark_data(remark: Finding) -> dict[str, Any]:
    """One remark as plain data; lines and columns count from 1."""
    return {
        "kind": remark.kind,
        "severity": "error" if remark.error else "remark",
        "message": remark.message,
        "line": remark.line,
        "column": remark.column,
        "end": remark.end,
    }
