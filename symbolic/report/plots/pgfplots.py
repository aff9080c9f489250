r"""A chart for pgfplots: a ``tikzpicture`` with an axis for each panel, and a float around it."""

from __future__ import annotations

from symbolic.report.files import generated
from symbolic.report.pictures.figure import STAR
from symbolic.report.plots.chart import CURVE_COLOURS, Bars, Chart, Curves, dash
from symbolic.report.plots.svg import role_colours
from symbolic.report.writing.escape import latex_text

LEGEND = "legend style={draw=none, fill=none, at={(0.5,0)}, anchor=north, "
"""Below, where no curve runs through it."""
AXIS_OPTIONS = "scale only axis, axis lines=left, font=\\footnotesize, legend cell align=left"


def chart_tikz(chart: Chart) -> str:
    r"""The picture alone, for a document that loads ``pgfplots``; it is as wide as its line.

    >>> from symbolic.report.plots.chart import Curve
    >>> curves = Curves("m", "parameters", (1, 2), (Curve("a_b", (3, 4)),))
    >>> chart_tikz(Chart("One", "one", (curves,))).splitlines()[-3]
    '\\addlegendentry{a\\_b}'
    """
    number = len(chart.panels)
    lines = [r"\begin{tikzpicture}"]
    for place, panel in enumerate(chart.panels):
        share = (1 if number == 1 else 0.84 / number) * (0.56 if isinstance(panel, Bars) else 0.82)
        at = rf"at={{({place / number:g}\linewidth,0)}}, " if place else ""
        columns = 4 if number == 1 else 1
        lines += _bars(panel, at, share) if isinstance(panel, Bars) else _curves(panel, at, share, columns)
    return "\n".join([*lines, r"\end{tikzpicture}"]) + "\n"


def chart_figure(chart: Chart) -> str:
    r"""The float, with a caption and a label; two panels span both columns where there are two."""
    star = STAR if len(chart.panels) > 1 else ""
    lines = [
        rf"% {generated()}: {latex_text(chart.title)}; needs pgfplots and \pgfplotsset{{compat=1.17}}",
        rf"\begin{{figure{star}}}[tbp]\centering",
        chart_tikz(chart).rstrip("\n"),
        rf"\caption{{{latex_text(chart.title)}.}}\label{{fig:{chart.name}}}",
        rf"\end{{figure{star}}}",
    ]
    return "\n".join(lines) + "\n"


def _curves(panel: Curves, at: str, share: float, columns: int) -> list[str]:
    options = (
        rf"{at}{AXIS_OPTIONS}, width={share:.3g}\linewidth, height={share * 0.5:.3g}\linewidth, ymin=0, "
        r"enlargelimits=false, "
        f"xlabel={{{latex_text(panel.over)}}}, ylabel={{{latex_text(panel.of)}}}, "
        f"{LEGEND}yshift=-34pt}}, legend columns={columns}"
    )
    lines = [rf"\begin{{axis}}[{options}]"]
    for number, curve in enumerate(panel.curves):
        points = " ".join(f"({p},{_number(v)})" for p, v in zip(panel.places, curve.values, strict=True))
        style = f"color={_colour(CURVE_COLOURS[number % len(CURVE_COLOURS)])}, thick{_dashes(number)}"
        lines.append(rf"\addplot[{style}] coordinates {{{points}}};")
        lines.append(rf"\addlegendentry{{{latex_text(curve.name)}}}")
    return [*lines, r"\end{axis}"]


def _bars(panel: Bars, at: str, share: float) -> list[str]:
    names = ",".join(f"{{{latex_text(name)}}}" for name in panel.names)
    places = ",".join(map(str, range(len(panel.names))))
    options = (
        rf"{at}{AXIS_OPTIONS}, width={share:.3g}\linewidth, xbar stacked, xmin=0, y dir=reverse, bar "
        r"width=12pt, y=22pt, "
        rf"enlarge y limits={{abs=16pt}}, ytick={{{places}}}, yticklabels={{{names}}}, y axis line style={{-}}, "
        r"yticklabel style={text width=0.32\linewidth, align=right}, major y tick style={draw=none}, "
        rf"xlabel={{{latex_text(panel.of)}}}, "
        f"{LEGEND}yshift=-38pt}}, legend columns=3, area legend"
    )
    lines = [rf"\begin{{axis}}[{options}]"]
    for number, part in enumerate(panel.parts):
        stroke, fill = map(_colour, role_colours(part.name, number))
        points = " ".join(f"({_number(value)},{place})" for place, value in enumerate(part.values))
        lines.append(rf"\addplot[draw={stroke}, fill={fill}] coordinates {{{points}}};")
        lines.append(rf"\addlegendentry{{{latex_text(part.name)}}}")
    return [*lines, r"\end{axis}"]


def _number(value: float) -> str:
    """A number in full where that is exact, else to 15 digits, as pgfplots reads it."""
    return str(int(value)) if value < 10**15 and value == int(value) else f"{float(value):.15g}"


def _dashes(number: int) -> str:
    pairs = zip(("on", "off") * 4, dash(number), strict=False)
    pattern = " ".join(f"{word} {length}pt" for word, length in pairs)
    return f", dash pattern={pattern}" if pattern else ""


def _colour(code: str) -> str:
    """A colour as xcolor mixes it without a definition."""
    red, green, blue = (int(code[place : place + 2], 16) for place in (0, 2, 4))
    return f"{{rgb,255:red,{red};green,{green};blue,{blue}}}"
