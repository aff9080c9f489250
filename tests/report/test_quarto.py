"""A site for Quarto as its parsers read it: Quarto itself is a download of its own, which CI does not make."""

import posixpath
import re
from io import StringIO

import pytest

from symbolic import Cell, cell
from symbolic.report.documents.documents import report
from symbolic.report.writing.options import find_options

NASTY = """It's a "cell": {a, b} # no - [x] & <b> % \\u00e9 """
DEFINED, CITED = re.compile(r"\{#((?:eq|tbl|fig)-[\w.-]+)\}"), re.compile(r"(?<![\w`])@((?:eq|tbl|fig)-[\w.-]*\w)")


@pytest.fixture(scope="module")
def files():
    own = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": "n", "h": "m"}, name="own", title=NASTY)
    return report({NASTY: [cell("lstm"), own], "Block": ["mamba2"]}, options=find_options(flavour="quarto"))


def test_the_configuration_is_yaml_whose_pages_are_there(files):
    yaml = pytest.importorskip("yaml")
    site = yaml.safe_load(StringIO(files["_quarto.yml"]))
    assert site["project"]["type"] == "website"
    first, *sections = site["website"]["sidebar"]["contents"]
    assert first == {"href": "handbook.md", "text": "Handbook"}
    assert [section["section"] for section in sections] == [NASTY, "Block"]
    pages = [page for section in sections for page in section["contents"]]
    assert [page["href"] for page in pages] == ["cells/lstm.md", "cells/own.md", "cells/mamba2.md"]
    assert pages[1]["text"] == NASTY
    assert all(page["href"] in files for page in pages)


def test_what_is_cited_is_defined_once(files):
    cited = 0
    for name, text in files.items():
        if not name.endswith(".md"):
            continue
        defined = DEFINED.findall(text)
        assert len(defined) == len({*defined})
        assert {*CITED.findall(text)} <= {*defined}
        cited += len(CITED.findall(text))
        # A page of Quarto begins with its front matter or has none: a rule of its own there would begin one.
        assert not text.startswith("---\n") or pytest.importorskip("yaml").safe_load(text.split("---\n")[1])
    assert cited


def test_links_and_pictures_lead_to_files(files):
    for name, text in files.items():
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text) if name.endswith(".md") else ():
            if "://" not in link:
                assert posixpath.normpath(posixpath.join(posixpath.dirname(name), link)) in files, (name, link)


def test_formulas_and_fences_are_closed(files):
    for name, text in files.items():
        if name.endswith(".md"):
            lines = text.splitlines()
            assert len([line for line in lines if line.startswith("```")]) % 2 == 0, name
            assert len([line for line in lines if line.startswith("$$")]) % 2 == 0, name
            assert len([line for line in lines if line.startswith(":::")]) % 2 == 0, name
