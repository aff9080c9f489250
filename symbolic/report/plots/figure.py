"""A chart drawn by matplotlib."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from symbolic.errors import MissingPackage
from symbolic.report.plots.chart import CURVE_COLOURS, Bars, Chart, Curves, dash
from symbolic.report.plots.svg import role_colours

MATPLOTLIB_SETTINGS: Any = {"font.family": "serif", "mathtext.fontset": "cm", "text.usetex": False}


def chart_image(chart: Chart, format: str) -> bytes:
    """The chart as ``pdf`` or ``png``, the same bytes for the same chart; raises `MissingPackage`."""
    try:
        import matplotlib
    except ImportError:
        raise MissingPackage("matplotlib", "for a plot", "plot") from None
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(MATPLOTLIB_SETTINGS):
        figure = Figure(figsize=(6.0 * len(chart.panels), _height(chart)), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots(1, len(chart.panels), squeeze=False)[0]
        for axis, panel in zip(axes, chart.panels, strict=True):
            if isinstance(panel, Bars):
                _draw_bars(axis, panel)
            else:
                _draw_curves(axis, panel)
        content = BytesIO()
        metadata = {"pdf": {"CreationDate": None}}.get(format)
        figure.savefig(content, format=format, dpi=200, metadata=metadata)
    return content.getvalue()


def _height(chart: Chart) -> float:
    """In inches."""
    return max(1.6 + 0.4 * len(panel.names) if isinstance(panel, Bars) else 3.8 for panel in chart.panels)


def _draw_curves(axes: Any, panel: Curves) -> None:
    from matplotlib.ticker import EngFormatter

    for number, curve in enumerate(panel.curves):
        style = (0, dash(number)) if dash(number) else "-"
        colour = f"#{CURVE_COLOURS[number % len(CURVE_COLOURS)]}"
        axes.plot(panel.places, [*map(float, curve.values)], color=colour, linestyle=style, label=_plain(curve.name))
    axes.set_xlabel(_plain(panel.over))
    axes.set_ylabel(_plain(panel.of))
    axes.yaxis.set_major_formatter(EngFormatter(sep=""))
    axes.set_ylim(bottom=0)
    axes.margins(x=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize="small")


def _draw_bars(axes: Any, panel: Bars) -> None:
    from matplotlib.ticker import EngFormatter

    names, starts = [*map(_plain, panel.names)], [0.0] * len(panel.names)
    for number, part in enumerate(panel.parts):
        stroke, fill = role_colours(part.name, number)
        widths, label = [*map(float, part.values)], _plain(part.name)
        axes.barh(range(len(names)), widths, left=starts, color=f"#{fill}", edgecolor=f"#{stroke}", label=label)
        starts = [start + width for start, width in zip(starts, widths, strict=True)]
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlabel(_plain(panel.of))
    axes.xaxis.set_major_formatter(EngFormatter(sep=""))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize="small")


def _plain(name: str) -> str:
    """A name in which matplotlib reads no formula."""
    return name.replace("$", r"\$")
