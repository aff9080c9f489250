"""Any value as the command line prints it: a page of a cell or layer, a backward pass, a network, an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symbolic._cell import Backward, Cell
from symbolic.answers.lint import Lint
from symbolic.errors import UnknownName
from symbolic.frameworks.layer import Layer
from symbolic.report.pictures.picture import Picture
from symbolic.report.pictures.pictures import PICTURE_WRITERS
from symbolic.report.plots.chart import Chart
from symbolic.report.plots.files import CHART_WRITERS


def value_text(
    shown: Any,
    format: str,
    *,
    part: str | None = None,
    notation: str = "own",
    flavour: str = "github",
    steps: str = "short",
    sizes: Mapping[str, Any] | None = None,
    **table: str,
) -> str:
    """The value as ``text``, ``latex`` or ``markdown``; raises `UnknownName` for another format, part or notation.

    ``table`` is the ``caption``, the ``label`` and the ``width`` of an answer.

    >>> from symbolic import cell
    >>> value_text(cell("lstm").backward(), "text").splitlines()[0]
    'Backward pass: LSTM with forget gate'
    """
    if isinstance(shown, Picture):
        return PICTURE_WRITERS[format](shown)
    if isinstance(shown, Chart):
        return str(CHART_WRITERS[format](shown))
    if not isinstance(shown, Cell | Layer):
        return _answer(shown, format, flavour, notation, **table)
    if format == "text":
        return _page(shown)
    from symbolic.report.documents.fragments import fragment
    from symbolic.report.documents.paper import part as part_of
    from symbolic.report.writing.options import find_options

    options = find_options(notation, flavour, steps=steps)
    if isinstance(shown, Backward):
        if part not in (None, "backward"):
            raise UnknownName("part of a backward pass", part, ["backward"])
        return part_of(shown.forward, "backward", None, options, format, outputs=shown.outputs)
    numbers = shown.read_sizes(sizes) if sizes else {}
    if part is None:
        return fragment(shown, format, numbers, options)
    if isinstance(shown, Layer):
        raise UnknownName("part of a layer", part, [])
    return part_of(shown, part, numbers, options, format)


def _page(shown: Cell | Layer) -> str:
    if isinstance(shown, Backward):
        from symbolic.report.pages.backward import show_pass

        return show_pass(shown)
    from symbolic.report.pages.layer_context import known_sizes
    from symbolic.report.pages.show import show_text

    return show_text(shown, known_sizes(shown) if isinstance(shown, Layer) else {})


def _answer(
    shown: Any, format: str, flavour: str, notation: str, *, width: str = "", caption: str = "", label: str = ""
) -> str:
    from symbolic.model.network import Model
    from symbolic.report.answers.formats import answer_text
    from symbolic.report.answers.lint import lint_text
    from symbolic.report.writing.options import find_options

    if isinstance(shown, Lint):
        return lint_text(shown)
    answer = shown.summary() if isinstance(shown, Model) else shown
    options = find_options(notation, flavour, width=width)
    return answer_text(answer, format, flavour, options=options, caption=caption, label=label)
