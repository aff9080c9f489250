"""Pages in Markdown as Sphinx builds them, and a notebook as it is exported; `.ci/run` installs both."""

import re
import subprocess
import sys
from html import unescape

import pytest

from symbolic import Model, cell, cells, compare
from symbolic.catalog import family_entries, family_names, family_title
from symbolic.report.documents.documents import report
from symbolic.report.writing.options import find_options

CONFIGURATION = """
project = "Cells"
extensions = ["myst_parser"]
myst_enable_extensions = ["dollarmath"]
root_doc = "handbook"
"""


def built(folder, files):
    """The pages that Sphinx makes of some files in MyST, and what it has to say about them."""
    pytest.importorskip("myst_parser")
    for name, text in {**files, "conf.py": CONFIGURATION}.items():
        (folder / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "in" / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(folder / "in"), str(folder / "out")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("out/**/*.html")}, done.stderr


def myst(families):
    files = report(families, options=find_options(flavour="myst"))
    return {name: text for name, text in files.items() if name.endswith((".md", ".svg"))}


@pytest.mark.long
def test_sphinx_has_nothing_to_say_about_any_page(tmp_path):
    pages, said = built(tmp_path, myst({family_title(name): [*family_entries(name)] for name in family_names()}))
    assert said == ""
    assert set(cells()) <= set(pages)
    for name in cells():
        assert 'class="math' in pages[name]
        # A fence or a directive that was not understood is left as it was written.
        assert not re.search(r"```|\{(?:math|eq|table|toctree)\}", re.sub(r"<[^>]*>", "", pages[name]))


def test_sphinx_numbers_equations_and_leads_from_page_to_page(tmp_path):
    answer = compare("lstm", "gru").markdown("myst", caption="Two cells", label="two")
    pages, said = built(
        tmp_path, {**myst({"Cells": ["lstm", "gru"]}), "cells/answer.md": f":orphan:\n\n# Answer\n\n{answer}"}
    )
    assert "orphan" not in said.replace("document isn't included in any toctree", "")
    assert 'id="equation-eq-lstm"' in pages["lstm"]
    assert 'rel="next" title="GRU, reset before the product"' in pages["lstm"]
    assert 'id="two"' in pages["answer"]
    assert "Two cells" in pages["answer"]


def test_the_check_of_sphinx_can_fail(tmp_path):
    said = built(tmp_path, {"handbook.md": "# A\n\n[b](missing.md) {eq}`eq-none`\n"})[1]
    assert "missing.md" in said
    assert "eq-none" in said


def test_a_notebook_is_exported_with_its_titles_tables_and_formulas():
    nbformat = pytest.importorskip("nbformat")
    exporters = pytest.importorskip("nbconvert")
    shown = [cell("gru"), cell("lstm").table, cell("lstm").derivation(n=4, m=2), Model.parse("lstm(m) > dense(V)")]
    language = {"name": "python", "pygments_lexer": "python"}
    notebook = nbformat.v4.new_notebook(metadata={"language_info": language})
    for value in shown:
        data = {"text/plain": str(value), "text/html": value._repr_html_(), "text/latex": value._repr_latex_()}
        output = nbformat.v4.new_output("execute_result", data=data)
        notebook.cells.append(nbformat.v4.new_code_cell("value", outputs=[output]))
    page = exporters.HTMLExporter().from_notebook_node(notebook)[0]
    for value in shown:
        # What stands between the tags is in the page as it was, an apostrophe by its sign or by its number.
        assert unescape(value._repr_html_().strip()) in unescape(page)
    assert "GRU, reset before the product" in page
    assert "MathJax" in page
    assert page.count('white-space: nowrap">$') > 10
