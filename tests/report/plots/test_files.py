"""Plots as files: SVG, pgfplots, and what matplotlib draws."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from symbolic import cell, compare, sweep
from symbolic.cli.app import app
from symbolic.errors import SymbolicError
from symbolic.report.plots.chart import CURVE_COLOURS, Bars, Chart, Curve, Curves, dash
from symbolic.report.plots.files import CHART_WRITERS, write_chart
from symbolic.report.plots.pgfplots import chart_figure
from symbolic.report.plots.svg import apart

MANUAL = Path(__file__).parents[3] / "output" / "manual" / "plots.md"
SVG = "{http://www.w3.org/2000/svg}"
NASTY = '<b> & "x" $\\input{a}$ 50% #1'
CHARTS = {
    "curves": lambda: sweep("lstm", "gru", n=512, m="64:4096:64").plot(),
    "bars": lambda: compare("lstm", "gru", "torch.nn.LSTM", n=300, m=512).plot(),
    "panels": lambda: cell("lstm").cost(32, 1000, n=4096, m=256).plot(),
    "nasty": lambda: Chart(NASTY, "nasty", (Bars(NASTY, (NASTY,), (Curve(NASTY, (3,)),)),)),
    "large": lambda: Chart(NASTY, "large", (Curves(NASTY, NASTY, (1, 2), (Curve(NASTY, (0, 10**30)),)),)),
    "nothing": lambda: Chart("Nothing", "nothing", (Bars("parameters", ("a",), (Curve("bias", (0,)),)),)),
}


@pytest.mark.parametrize("name", CHARTS)
def test_svg_is_valid_with_text_as_text_inside_its_edges(name):
    text = CHARTS[name]().svg()
    root = ElementTree.fromstring(text)
    width = float(root.get("width"))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "style", "rect", "g", "path", "polyline", "text")
    }
    assert all(0 <= float(element.get("x")) <= width for element in root.iter(f"{SVG}text"))
    assert text == CHARTS[name]().svg()


def test_a_curve_goes_where_its_values_are():
    root = ElementTree.fromstring(CHARTS["curves"]().svg())
    lstm, gru = (element.get("points").split() for element in root.iter(f"{SVG}polyline"))
    heights = [[float(point.partition(",")[2]) for point in points] for points in (lstm, gru)]
    base = 264
    assert (base - heights[1][-1]) / (base - heights[0][-1]) == pytest.approx(0.75, abs=0.001)
    assert heights[0] == sorted(heights[0], reverse=True)


def test_bars_are_as_long_as_their_numbers():
    root = ElementTree.fromstring(CHARTS["bars"]().svg())
    areas = [element for element in root.iter(f"{SVG}rect") if element.find(f"{SVG}title") is not None]
    numbers = [int(re.sub(r"\D", "", area.find(f"{SVG}title").text)) for area in areas]
    scale = float(areas[0].get("width")) / numbers[0]
    assert len(areas) == 9
    for area, number in zip(areas, numbers, strict=True):
        assert float(area.get("width")) == pytest.approx(number * scale, abs=0.1)


def test_names_at_the_right_stand_apart():
    assert apart([10, 10, 10], 5) == [10, 15, 20]
    assert apart([30, 10, 12], 5) == [30, 10, 15]


def test_neighbours_differ_in_colour_and_dashes_and_twins_of_a_colour_in_dashes():
    drawn = [(CURVE_COLOURS[place % len(CURVE_COLOURS)], dash(place)) for place in range(4 * len(CURVE_COLOURS))]
    assert len({*drawn}) == len(drawn)


@pytest.mark.parametrize("ending", ["pdf", "png"])
@pytest.mark.parametrize("name", CHARTS)
def test_matplotlib_draws_the_same_bytes_again(tmp_path, name, ending):
    pytest.importorskip("matplotlib")
    pictures = []
    for file in "ab":
        write_chart(CHARTS[name](), tmp_path / f"{file}.{ending}")
        pictures.append((tmp_path / f"{file}.{ending}").read_bytes())
    assert pictures[0] == pictures[1]
    assert len(pictures[0]) > 2000


def test_a_file_of_another_kind_and_one_that_is_there(tmp_path):
    chart = CHARTS["curves"]()
    with pytest.raises(SymbolicError, match=r"ends in \.svg, \.tex, \.tikz, \.pdf, \.png, not 'a\.gif'"):
        write_chart(chart, tmp_path / "a.gif")
    (tmp_path / "a.svg").write_text("mine")
    with pytest.raises(SymbolicError, match=r"a\.svg: there is a file of that name; --force overwrites it"):
        write_chart(chart, tmp_path / "a.svg")
    write_chart(chart, tmp_path / "a.svg", force=True)
    assert (tmp_path / "a.svg").read_text() == CHART_WRITERS["svg"](chart)


@pytest.mark.latex
@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
@pytest.mark.parametrize(
    "document", ["article", *(pytest.param(each, marks=pytest.mark.long) for each in ("IEEEtran", "beamer"))]
)
def test_pgfplots_compiles_and_fits(tmp_path, document):
    frame = "\\begin{frame}\n%s\\end{frame}" if document == "beamer" else "%s"
    body = "\n".join(frame % chart_figure(make()) for make in CHARTS.values())
    head = rf"\documentclass{{{document}}}\usepackage{{pgfplots}}\pgfplotsset{{compat=1.17}}"
    (tmp_path / "page.tex").write_text(f"{head}\\begin{{document}}\n{body}\n\\end{{document}}\n", encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "page.tex"]
    log = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).stdout.decode("utf-8", "replace")
    if "pgfplots.sty' not found" in log or f"{document}.cls' not found" in log:
        pytest.skip("not installed")
    assert "Output written" in log
    assert not re.findall(r"^! .*|^Overfull .*", log, re.MULTILINE)


@pytest.mark.parametrize(
    ("command", "file"), re.findall(r"\$ symbolic (.*) --plot (\S+\.svg)$", MANUAL.read_text("utf-8"), re.M)
)
def test_the_pictures_of_the_manual_are_what_its_commands_draw(command, file, tmp_path):
    done = CliRunner().invoke(app, [*shlex.split(command), "--plot", str(tmp_path / file)])
    assert done.exit_code == 0
    assert (MANUAL.parent / file).read_bytes() == (tmp_path / file).read_bytes()
