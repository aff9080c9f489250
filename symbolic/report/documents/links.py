"""Links between cells: those that lead to a cell outside of a report stay words."""

from __future__ import annotations

import re
from collections.abc import Collection

LATEX_LINK = re.compile(r"\\hyperref\[cell:([\w-]+)\]\{(\\texttt\{(?:[^{}]|\{\})*\})~\\S\\,\\ref\*\{cell:\1\}\}")
MARKDOWN = re.compile(r"\[(`[^`]*`)\]\((?:cells/)?([\w-]+)\.md\)")


def kept_links(name: str, text: str, files: Collection[str]) -> str:
    r"""The text of a file without its links to cells that are not among the ``files`` of the report.

    >>> kept_links("a.md", "see [`gru`](gru.md) and [`rnn`](rnn.md)", ["rnn"])
    'see `gru` and [`rnn`](rnn.md)'
    >>> kept_links("a.tex", r"see \hyperref[cell:gru]{\texttt{gru}~\S\,\ref*{cell:gru}}", ["rnn"])
    'see \\texttt{gru}'
    """
    if name.endswith(".tex"):
        return LATEX_LINK.sub(lambda link: link[0] if link[1] in files else link[2], text)
    return MARKDOWN.sub(lambda link: link[0] if link[2] in files else link[1], text)
