"""What a notebook shows: HTML, Markdown and LaTeX of cells, layers, tables and derivations."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from symbolic import Cell, Model, cell, cells
from symbolic.frameworks import layer

SHOWN = {
    "a cell": cell("gru"),
    "a cell with families": cell("stacked_lstm"),
    "a layer": layer("torch.nn.LSTM", num_layers=2),
    "a table": cell("peephole_lstm").table,
    "a derivation": cell("lstm").derivation(n=4096, m=256),
    "forms": cell("lstm").forms,
    "a Jacobian": cell("lstm").jacobian("c", "c"),
    "a backward pass": cell("stacked_lstm").backward(),
    "a network": Model.parse("embedding(V, e) > lstm(m) > dense(V)"),
    "a cell without parameters": Cell("h[t] = tanh(x[t])", {"x": "n"}, name="empty"),
}


class Tags(HTMLParser):
    """The text of a page; every tag has to be closed."""

    def __init__(self, page: str):
        super().__init__()
        self.open: list[str] = []
        self.words = ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


@pytest.mark.parametrize("name", SHOWN)
def test_html_is_well_formed_and_its_formulas_are_closed(name):
    words = Tags(SHOWN[name]._repr_html_()).words
    assert words.count("$") % 2 == 0
    assert words.count(r"\begin{aligned}") == words.count(r"\end{aligned}")


@pytest.mark.parametrize("name", SHOWN)
def test_latex_is_formulas_between_dollars_without_an_empty_line(name):
    text = SHOWN[name]._repr_latex_()
    assert text.startswith(r"$\displaystyle ")
    assert text.endswith("$")
    assert "\n\n" not in text
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("name", SHOWN)
def test_markdown_has_tables_of_equal_rows(name):
    text = SHOWN[name]._repr_markdown_()
    assert "$`" not in text
    for block in text.split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({row.count("|") for row in rows}) <= 1


def test_the_same_numbers_stand_in_all_three():
    derivation = cell("lstm").derivation(n=4096, m=256)
    for text in (derivation._repr_html_(), derivation._repr_markdown_(), derivation._repr_latex_()):
        assert "4{,}457{,}472" in text
        assert "4 m (m + n + 1)" in text


def test_names_are_set_as_their_author_has_them():
    own = Cell("g[t] = tanh(W @ x[t])\nh[t] = g[t]", {"x": "n", "h": "m"}, latex={"g": r"\gamma"})
    for shown in (own.table, own.derivation(n=3, m=5), own):
        assert r"\gamma" in shown._repr_html_()


def test_a_backward_pass_has_its_title_and_its_rules_and_no_table_of_parameters():
    shown = cell("lstm", bias="none").backward()
    for text in (shown._repr_html_(), shown._repr_markdown_()):
        assert "Backward pass: LSTM with forget gate (bias=none)" in text.replace("\\", "")
        assert text.count("sum over steps") == 8
        assert "recurrent kernel" not in text
    assert shown._repr_latex_().count(r"\text{") == 2 + sum(bool(step.rules) for step in shown.steps)


def test_text_of_a_user_is_no_markup():
    nasty = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, title="<script>$x$</script>")
    assert "<script>" not in nasty._repr_html_()


@pytest.mark.parametrize("name", cells())
def test_every_cell_shows_itself(name):
    assert r"\begin{aligned}" in cell(name)._repr_html_()


NOTEBOOK = """
from symbolic import cell
from symbolic.frameworks import layer
lstm = cell("lstm")
lstm
lstm.table
lstm.derivation(n=4096, m=256)
layer("keras.layers.GRU")
"""


def test_a_notebook_executed():
    nbformat = pytest.importorskip("nbformat")
    client = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    sources = ["\n".join(NOTEBOOK.split("\n")[1:5]), *NOTEBOOK.split("\n")[5:-1]]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    client.NotebookClient(notebook, timeout=120).execute()
    for made in notebook.cells:
        (output,) = made.outputs
        assert {"text/html", "text/latex", "text/markdown", "text/plain"} <= set(output.data)
        assert json.loads(json.dumps(output.data))["text/latex"].startswith(r"$\displaystyle")


def test_a_table_is_broken_between_formulas_and_not_within_one():
    html = cell("lstm").derivation(n=4096, m=256)._repr_html_()
    assert html.count('<span style="white-space: nowrap">$') == html.count("$</span>") == html.count("$") // 2
