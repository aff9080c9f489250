"""Pictures as SVG: valid, with text as text."""

import re
from xml.etree import ElementTree

import pytest

from symbolic import Cell, cell, cells
from symbolic.report.pictures.diagram import diagram
from symbolic.report.pictures.picture import ROLE_COLOURS, Label, Picture, Stroke
from symbolic.report.pictures.svg import svg
from symbolic.report.pictures.tikz import tikz
from symbolic.report.pictures.weights import weight_map

SVG = "{http://www.w3.org/2000/svg}"
NASTY = '<script>alert("1")</script> & \x00\x1b $x$ \\input{/etc/passwd} % ]]>'


def texts(document):
    return ["".join(text.itertext()) for text in ElementTree.fromstring(document).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", cells())
def test_every_cell_is_valid_and_says_its_names(name):
    subject = cell(name)
    document = svg(diagram(subject))
    assert {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(document).iter()} <= {
        *("svg", "title", "desc", "style", "defs", "marker", "g", "path", "rect", "circle", "text", "tspan")
    }
    assert len(document) < 40_000
    assert [text for text in texts(document) if text]


def test_an_lstm_says_what_stands_in_its_equations():
    labels = texts(svg(diagram(cell("lstm"))))
    assert {"ct−1", "ht−1", "xt", "ct", "ht", "it", "ft", "ot", "gt"} <= {*labels}
    assert (labels.count("σ"), labels.count("tanh"), labels.count("×")) == (3, 2, 3)


@pytest.mark.parametrize("name", cells())
def test_each_sign_of_a_picture_is_one_that_tex_has(name):
    for picture in (diagram(cell(name)), weight_map(cell(name))):
        assert tikz(picture).isascii()
        assert "[U+" not in tikz(picture)


def test_markup_in_words_comes_out_as_text():
    own = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, title=NASTY, latex={"h": "h<b>", "x": "x_{a<b}"})
    document = svg(diagram(own))
    root = ElementTree.fromstring(document)
    assert not list(root.iter("script"))
    assert '<script>alert("1")</script> &' in root.find(f"{SVG}title").text
    assert "h < b>t" in texts(document)


@pytest.mark.parametrize("notation", ["olah", "goodfellow"])
def test_labels_are_those_of_the_notation(notation):
    own, other = cell("gru").diagram().svg(), cell("gru").diagram(notation=notation).svg()
    assert texts(own) != texts(other)


def test_a_colour_means_one_role():
    strokes = [stroke for stroke, _ in ROLE_COLOURS.values()]
    for picture in map(diagram, map(cell, ("lstm", "rhn", "mlstm_block"))):
        used = {item.role for item in picture.items if not isinstance(item, Label)}
        assert len({ROLE_COLOURS[role] for role in used}) == len(used)
    assert strokes


def test_corners_are_round_but_where_lines_fork():
    points = (0, 0), (20, 0), (20, 20)
    smooth, sharp = (svg(Picture("", 30, 30, (Stroke(points, "line", False, at),))) for at in (frozenset(), {(20, 0)}))
    assert ("H14q6 0 6 6V20" in smooth, "q" in sharp.partition("<path")[2]) == (True, False)


@pytest.mark.parametrize("name", cells())
def test_tikz_holds_the_commands_of_tikz_and_of_formulas(name):
    text = tikz(diagram(cell(name)))
    outside = re.sub(r"\{\$.*?\$\}", "", text)
    known = {*("begin", "end", "definecolor", "draw", "fill", "node", "footnotesize", "scriptsize", "tiny")}
    assert {*re.findall(r"\\([A-Za-z]+)", outside)} <= known
    assert text.count("{") == text.count("}")


def test_a_title_in_a_float_is_escaped():
    own = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, title="50% & a_b {x}")
    from symbolic.report.pictures.figure import figure

    assert r"\caption{Diagram of the 50\% \& a\_b \{x\}.}" in figure(diagram(own))
