"""A chart as a file, of the kind that its ending says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from symbolic.errors import UsageError
from symbolic.report.files import write_new
from symbolic.report.plots.chart import Chart
from symbolic.report.plots.figure import chart_image
from symbolic.report.plots.pgfplots import chart_figure, chart_tikz
from symbolic.report.plots.svg import chart_svg

CHART_WRITERS: dict[str, Callable[[Chart], str | bytes]] = {
    "svg": chart_svg,
    "tex": chart_figure,
    "tikz": chart_tikz,
    "pdf": partial(chart_image, format="pdf"),
    "png": partial(chart_image, format="png"),
}
"""How a chart is written, by the ending of its file: ``tex`` is a float for a paper, ``tikz`` the picture alone."""


def check_ending(path: str | Path) -> None:
    """Raise `UsageError` for a file that is not a plot."""
    if Path(path).suffix.lower()[1:] not in CHART_WRITERS:
        endings = ", ".join(f".{ending}" for ending in CHART_WRITERS)
        raise UsageError(f"a plot is written to a file that ends in {endings}, not {Path(path).name[:60]!r}")


def write_chart(chart: Chart, path: str | Path, *, force: bool = False) -> None:
    """Write it; raises `UsageError` for another ending, `FileError` for a file that is there, without ``force``."""
    check_ending(path)
    content = CHART_WRITERS[Path(path).suffix.lower()[1:]](chart)
    with write_new(path, force=force) as draft:
        draft.write_bytes(content if isinstance(content, bytes) else content.encode())
