"""Cells of third parties: folders of files, and the entry points of installed packages."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile

import pytest

from symbolic import Cell, cell, cells
from symbolic.catalog import plugins
from symbolic.catalog.entry import Entry
from symbolic.catalog.plugins import FOLDERS_VARIABLE, as_cell, folder_files
from symbolic.errors import EquationError, FileError, UnknownName

OWN = 'equations = "h[t] = tanh(W @ x[t])"\nsizes = {x = "n", h = "m"}\n'
MODULE = """
from pathlib import Path
from symbolic import Cell
from symbolic.catalog.entry import Entry
EQUATIONS, SIZES = "h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}
cells = {
    "as_cell": Cell(EQUATIONS, SIZES, name="as_cell"),
    "as_entry": Entry(title="T", key="nobody2024mine", equations=EQUATIONS, sizes=SIZES, summary="S."),
    "as_cited": Entry(title="T", key="gers2000forget", equations=EQUATIONS, sizes=SIZES, summary="S."),
    "as_text": __file__.replace(".py", ".toml"),
    "as_path": Path(__file__).with_suffix(".toml"),
    "as_number": 5,
    "in_error": Entry(title="T", key="k", equations="h[t] = sigmiod(W @ x[t])", sizes=SIZES, summary="S."),
}
"""
BROKEN = {
    "missing": ("", "missing:cells", "ModuleNotFoundError: No module named 'missing'"),
    "nothing": ("", "nothing_mod:cells", "AttributeError: module 'nothing_mod' has no attribute 'cells'"),
    "raises": ("raise RuntimeError('two\\nlines')", "raises_mod:cells", "RuntimeError: two"),
    "mute": ("raise KeyboardInterrupt if False else ValueError()", "mute_mod:cells", "ValueError: "),
    "syntax": ("cells = {", "syntax_mod:cells", "SyntaxError: "),
    "leaves": ("import sys\nsys.exit('bye')", "leaves_mod:cells", "SystemExit: bye"),
    "number": ("cells = 5", "number_mod:cells", "TypeError: "),
    "refused": (
        "from symbolic import Cell\nCell('h[t] = sigmiod(x[t])', {'x': 'n'})\ncells = {}",
        "refused_mod:cells",
        "line 1: unknown function sigmiod; did you mean sigmoid",
    ),
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path))
    (tmp_path / "mine.toml").write_text(OWN)
    return tmp_path


def install(path, name: str, module: str, point: str) -> None:
    """A package as an installer leaves it: a module, and a folder that describes it."""
    (path / f"{name}_mod.py").write_text(module)
    (path / f"{name}_mod.toml").write_text(OWN)
    described = path / f"{name}-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (described / "entry_points.txt").write_text(f"[symbolic.cells]\n{name} = {point}\n")


def run(path, *words: str, **environment: str) -> tuple[int, str, str]:
    clean = {name: value for name, value in os.environ.items() if name not in (FOLDERS_VARIABLE, "PYTHONWARNINGS")}
    done = subprocess.run(
        [sys.executable, "-m", "symbolic", *words],
        capture_output=True,
        text=True,
        timeout=60,
        env={**clean, "PYTHONPATH": str(path), **environment},
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_a_cell_of_a_folder(folder):
    assert folder_files() == {"mine": folder / "mine.toml"}
    assert cell("mine").count_at(n=3, m=5) == 15
    assert cell("mine", bias="single").count_at(n=3, m=5) == 20
    assert "mine" not in cells()


def test_a_hyphen_or_what_the_file_is_called(folder):
    for name in ("my-cell", "my_other"):
        (folder / f"{name}.toml").write_text(OWN)
    assert cell("my-cell").name == "my-cell"
    assert cell("my-other").name == "my_other"


def test_several_folders(folder, monkeypatch):
    (folder / "more").mkdir()
    (folder / "more" / "yours.toml").write_text(OWN)
    monkeypatch.setenv(FOLDERS_VARIABLE, os.pathsep.join([str(folder), "", str(folder / "more")]))
    assert sorted(folder_files()) == ["mine", "yours"]
    (folder / "more" / "mine.toml").write_text(OWN)
    with pytest.raises(FileError) as caught:
        cell("mine")
    assert (
        str(caught.value)
        == f"{folder / 'more' / 'mine.toml'}: there is a cell of that name already, {folder / 'mine.toml'}"
    )


@pytest.mark.parametrize("name", ["missing", "mine.toml", "a" * 5000, "\udcff"])
def test_a_folder_that_is_none(folder, monkeypatch, name):
    monkeypatch.setenv(FOLDERS_VARIABLE, str(folder / name))
    with pytest.raises(FileError, match="this is not a folder of cells"):
        cell("mine")
    assert cell("lstm").count_at(n=3, m=5) == 180


def test_a_file_in_error_names_file_line_and_place(folder):
    (folder / "broken.toml").write_text('sizes = {x = "n", h = "m"}\nequations = """\nh[t] = sigmiod(W @ x[t])"""\n')
    with pytest.raises(EquationError) as caught:
        cell("broken")
    assert str(caught.value).splitlines() == [
        f"{folder / 'broken.toml'}, line 3: unknown function sigmiod; did you mean sigmoid or mod?",
        "  h[t] = sigmiod(W @ x[t])",
        "         ^^^^^^^",
    ]
    assert cell("mine").count_at(n=1, m=1) == 1


def test_a_name_that_is_nowhere_gets_the_nearest_of_the_folder_too(folder):
    with pytest.raises(UnknownName, match="there is no cell 'mien'; did you mean mine"):
        cell("mien")


def test_the_catalogue_is_found_without_a_look_elsewhere(folder, monkeypatch):
    def forbidden(*words, **more):
        raise AssertionError("this looks elsewhere")

    for name in ("find_elsewhere", "folder_files", "_declared_by_a_package"):
        monkeypatch.setattr(plugins, name, forbidden)
    monkeypatch.setattr("importlib.metadata.entry_points", forbidden)
    monkeypatch.setattr(os, "scandir", forbidden)
    for name in cells():
        assert cell(name).name == name
    assert cell("peephole-lstm").name == "peephole_lstm"
    with pytest.raises(AssertionError, match="this looks elsewhere"):
        cell("mine")


def test_entry_points_are_asked_only_where_a_package_has_our_group(folder, monkeypatch):
    def forbidden(**more):
        raise AssertionError("this asks for entry points")

    monkeypatch.setattr("importlib.metadata.entry_points", forbidden)
    monkeypatch.setattr(sys, "path", [str(folder), str(folder / "missing")])
    with pytest.raises(UnknownName):
        cell("nowhere")
    install(folder, "own", MODULE, "own_mod:cells")
    with pytest.raises(AssertionError, match="this asks for entry points"):
        cell("nowhere")


@pytest.mark.parametrize("name", ["as_cell", "as_entry", "as-entry", "as_cited", "as_text", "as_path"])
def test_a_cell_of_a_package(tmp_path, name):
    install(tmp_path, "own", MODULE, "own_mod:cells")
    assert run(tmp_path, "count", name, "n=3", "m=5") == (0, "15\n", "")


def test_a_package_in_an_archive(tmp_path):
    install(tmp_path, "own", MODULE, "own_mod:cells")
    with zipfile.ZipFile(tmp_path / "own.zip", "w") as archive:
        for path in [*tmp_path.glob("*_mod.py"), *tmp_path.glob("*.dist-info/*")]:
            archive.write(path, path.relative_to(tmp_path))
    assert run(tmp_path / "own.zip", "count", "as_cell", "n=3", "m=5") == (0, "15\n", "")


def test_the_source_of_an_entry_is_its_key_where_the_bibliography_has_none():
    fields = {"title": "T", "equations": "h[t] = W @ x[t]", "sizes": {"x": "n", "h": "m"}, "summary": "S."}
    assert Entry(key="gers2000forget", **fields).cell("a").source == "Gers, Schmidhuber and Cummins 2000"
    assert Entry(key="mine2024 gers2000forget", **fields).cell("a").source == "mine2024"
    assert Entry(key="", **fields).cell("a").source == ""


def test_what_a_package_may_declare(tmp_path):
    own = Cell("h[t] = W @ x[t]", {"x": "n", "h": "m"})
    assert as_cell("a", own) is own
    with pytest.raises(FileError, match="a: a plug-in declares a Cell, an Entry or a path, not int"):
        as_cell("a", 5)


def test_the_catalogue_comes_first(tmp_path):
    install(tmp_path, "own", f'{MODULE}cells["lstm"] = cells["as_cell"]', "own_mod:cells")
    install(tmp_path, "broken", "raise ValueError", "broken_mod:cells")
    assert run(tmp_path, "count", "lstm", "n=3", "m=5") == (0, "180\n", "")
    code, out, err = run(tmp_path, "count", "as_entry", "n=3", "m=5")
    assert (code, out) == (0, "15\n")
    assert "warning: lstm of the plug-in own was skipped: the catalogue has it\n" in err


def test_a_file_with_a_name_of_the_catalogue_is_refused_and_not_passed_by(folder):
    taken = folder / "peephole_lstm.toml"
    taken.write_text(OWN)
    reason = f"{taken}: the catalogue has a cell of that name; give the file another, or name it by its path"
    for ask in (lambda: cell("peephole-lstm"), lambda: cell("peephole_lstm", bias="none"), folder_files):
        with pytest.raises(FileError) as caught:
            ask()
        assert str(caught.value) == reason
    assert cell("lstm").count_at(n=3, m=5) == 180
    assert cell(str(taken)).count_at(n=3, m=5) == 15


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_package_is_named_and_skipped_and_the_rest_works(tmp_path, name):
    module, point, reason = BROKEN[name]
    install(tmp_path, name, module, point)
    install(tmp_path, "own", MODULE, "own_mod:cells")
    code, out, err = run(tmp_path, "count", "as_cell", "n=3", "m=5")
    assert (code, out) == (0, "15\n")
    assert err.startswith(f"warning: the plug-in {name} ({point}) was skipped: {reason}")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("as_number", "as_number: a plug-in declares a Cell, an Entry or a path, not int"),
        ("in_error", "line 1: unknown function sigmiod; did you mean sigmoid or mod?"),
        ("in-error", "line 1: unknown function sigmiod; did you mean sigmoid or mod?"),
    ],
)
def test_a_broken_cell_of_a_package(tmp_path, name, reason):
    install(tmp_path, "own", MODULE, "own_mod:cells")
    code, out, err = run(tmp_path, "count", name, "n=3", "m=5")
    assert (code, out) == (2, "")
    first, second = err.splitlines()
    assert first == f"warning: the plug-in own (own_mod:cells) was skipped: {reason}"
    assert second.startswith(f"error: there is no cell '{name}'")


def test_two_packages_with_one_name(tmp_path):
    for name in ("first", "second"):
        install(tmp_path, name, MODULE, f"{name}_mod:cells")
    assert run(tmp_path, "count", "as_cell", "n=3", "m=5") == (
        *(1, ""),
        "error: as_cell: several plug-ins declare a cell of that name: first_mod:cells, second_mod:cells\n",
    )


def test_a_folder_comes_before_a_package(tmp_path):
    install(tmp_path, "own", MODULE, "own_mod:cells")
    (tmp_path / "as_cell.toml").write_text(OWN.replace("W @ x[t]", "W @ x[t] + b"))
    for where, answer in (({}, "15\n"), ({FOLDERS_VARIABLE: str(tmp_path)}, "20\n")):
        assert run(tmp_path, "count", "as_cell", "n=3", "m=5", **where) == (0, answer, "")


def test_in_python_it_is_a_warning(tmp_path, monkeypatch):
    install(tmp_path, "bad", "raise ValueError('no')", "bad_mod:cells")
    monkeypatch.syspath_prepend(tmp_path)
    skipped = r"the plug-in bad \(bad_mod:cells\) was skipped: ValueError: no"
    with pytest.warns(UserWarning, match=skipped), pytest.raises(UnknownName):
        cell("nowhere")
