"""The data of pages kept beside the package is that which is made, and is read for nothing else."""

import json
import subprocess
import sys

import pytest

from symbolic import cell, cells
from symbolic.catalog import FOLDERS_VARIABLE, entries
from symbolic.record import replace
from symbolic.report.documents import documents, kept_pages
from symbolic.report.documents.documents import report
from symbolic.report.documents.page_data import page_data
from symbolic.report.pages.line_layout import with_lines
from symbolic.report.writing.options import DEFAULT_OPTIONS, find_options
from symbolic.report.writing.width import TEXT_WIDTH

FEW = {"Some": ["lstm", "mgu", "mamba_s6"]}
MAKE = """
import sys
from symbolic import cell
from symbolic.report.documents.page_data import page_data
from symbolic.report.pages.line_layout import with_lines
with_lines(page_data(cell("lstm")).context)
print(*(module.__file__ for name, module in sys.modules.items() if name.startswith("symbolic") and module.__file__))
"""
LOADED = {"report/__init__.py", *(f"report/documents/{name}.py" for name in ("__init__", "templates", "latex_tables"))}
"""Files that are loaded with the others and make none of the data: the templates, and what is empty."""


@pytest.fixture(scope="module")
def stored():
    assert kept_pages.PAGES_FILE.is_file(), "run python -m symbolic.report.documents.kept_pages"
    return json.loads(kept_pages.PAGES_FILE.read_text("utf-8"))


@pytest.fixture
def anew(monkeypatch, tmp_path):
    """Another file than the package's, of the code that is here, and nothing of that in memory."""
    kept_pages._kept.cache_clear()
    monkeypatch.setattr(kept_pages, "code_digest", lambda: "here")
    (tmp_path / "pages.json").write_text(kept_pages.write_pages(["lstm"]), encoding="utf-8")
    monkeypatch.setattr(kept_pages, "PAGES_FILE", tmp_path / "pages.json")
    yield tmp_path / "pages.json"
    kept_pages._kept.cache_clear()


def kept(name="lstm", sizes=None, options=DEFAULT_OPTIONS):
    return kept_pages.kept_page(name, sizes, options)


def test_it_was_made_by_the_code_that_is_here(stored):
    assert stored["code"] == kept_pages.code_digest(), "run python -m symbolic.report.documents.kept_pages"
    assert [*stored["pages"]] == cells()


def test_the_code_that_makes_a_page_is_that_of_the_digest():
    loaded = subprocess.run([sys.executable, "-c", MAKE], capture_output=True, text=True, check=True).stdout.split()
    package = str(kept_pages.PAGES_FILE.parents[2]) + "/"
    inside = {path.removeprefix(package) for path in loaded if "/" in path.removeprefix(package)}
    assert "derive/forms.py" in inside
    beside = {path for path in inside if not path.startswith(tuple(f"{room}/" for room in kept_pages.PAGE_ROOMS))}
    assert beside == {*kept_pages.PAGE_FILES} | LOADED


@pytest.mark.parametrize("name", cells())
def test_it_is_the_one_that_is_made(name, stored):
    row, made = stored["pages"][name], page_data(cell(name))
    # The order too, in which a template goes through it.
    assert json.dumps(row["context"]) == json.dumps(made.context)
    assert row["pictures"] == made.pictures
    assert {**row["context"], **row["lines"]} == with_lines(made.context, TEXT_WIDTH)


def test_documents_are_the_same_with_it_and_without(anew, monkeypatch):
    assert kept().context == page_data(cell("lstm")).context
    with_it = report(FEW)
    monkeypatch.setattr(documents, "kept_page", lambda *_: None)
    assert report(FEW) == with_it


def test_a_changed_template_takes_effect(anew, tmp_path):
    (tmp_path / "cell.md.j2").write_text("{{ cell.title }} anew\n", encoding="utf-8")
    files = report({"One": ["lstm"]}, options=find_options(templates=str(tmp_path)))
    assert files["cells/lstm.md"] == "LSTM with forget gate anew\n"


@pytest.mark.parametrize(
    ("sizes", "options"),
    [({"m": 5}, {}), (None, {"notation": "greff"}), (None, {"steps": "all"})],
)
def test_other_sizes_signs_and_steps_are_made(anew, sizes, options):
    assert kept() is not None
    assert kept("lstm", sizes, find_options(**options)) is None


def test_another_width_has_lines_of_its_own(anew):
    files = {width: report({"One": ["lstm"]}, options=find_options(width=width)) for width in ("120mm", "")}
    kept_pages._kept.cache_clear()
    anew.unlink()
    assert {width: report({"One": ["lstm"]}, options=find_options(width=width)) for width in files} == files


def test_a_changed_entry_is_made(anew, monkeypatch):
    changed = {**entries(), "lstm": replace(entries()["lstm"], summary="Another.")}
    monkeypatch.setattr(kept_pages, "entries", lambda: changed)
    assert kept() is None


def test_cells_of_ones_own_are_looked_for_first(anew, monkeypatch):
    monkeypatch.setenv(FOLDERS_VARIABLE, "somewhere")
    assert kept() is None


DAMAGED = ["", "{", "[]", "7", '{"pages": {}}', '{"code": "here"}', '{"code": "here", "pages": []}']


@pytest.mark.parametrize("text", [*DAMAGED, '{"code": "there", "pages": {"lstm": {}}}'])
def test_a_file_of_other_code_is_not_read(anew, text):
    anew.write_text(text)
    assert kept() is None
