"""Cells of a folder on the command line, named by an option or by the environment."""

import json
import os
import warnings

import pytest

from symbolic.catalog.plugins import FOLDERS_VARIABLE

OWN = 'equations = """\n    h[t] = tanh(W @ x[t]{})\n"""\nsizes = {{x = "n", h = "m"}}\ntitle = "Mine"\n'


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDERS_VARIABLE, "")
    for name, more in (("one", ""), ("two", " + b")):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.toml").write_text(OWN.format(more))


def test_by_option(run):
    assert run("--cells", "one", "count", "one", "n=3", "m=5") == (0, "15\n", "")


def test_by_environment(run, monkeypatch):
    monkeypatch.setenv(FOLDERS_VARIABLE, os.pathsep.join(["one", "two"]))
    assert run("count", "one", "n=3", "m=5")[1] == "15\n"
    assert run("count", "two", "n=3", "m=5", "bias=double")[1] == "20\n"


def test_by_both(run, monkeypatch):
    monkeypatch.setenv(FOLDERS_VARIABLE, "two")
    assert run("--cells", "one", "count", "one", "n=3", "m=5")[1] == "15\n"
    assert run("count", "two", "n=3", "m=5")[1] == "20\n"


def test_every_command_knows_it(run, monkeypatch):
    monkeypatch.setenv(FOLDERS_VARIABLE, "one")
    assert run("show", "one")[1].startswith("Mine\n")
    assert "tanh" in run("latex", "one")[1]
    assert json.loads(run("show", "one", "--json")[1])["title"] == "Mine"
    assert run("list")[1].endswith(f"Your own\n  one  {os.path.join('one', 'one.toml')}\n")
    assert run("report", "one", "-o", "out")[0] == 0


def test_a_folder_that_is_not_there(run):
    assert run("--cells", "nope", "count", "one") == (1, "", "error: nope: this is not a folder of cells\n")
    assert run("--cells", "nope", "count", "lstm", "n=3", "m=5")[1] == "180\n"
    code, out, err = run("--cells", "a" * 5000, "count", "one")
    assert (code, out) == (1, "")
    assert err.endswith("this is not a folder of cells\n")


def test_two_files_of_one_name(run, tmp_path):
    (tmp_path / "two" / "one.toml").write_text(OWN.format(""))
    code, out, err = run("--cells", os.pathsep.join(["one", "two"]), "count", "one")
    assert (code, out) == (1, "")
    assert err == "error: two/one.toml: there is a cell of that name already, one/one.toml\n"


def test_a_file_in_error(run, tmp_path):
    (tmp_path / "one" / "bad.toml").write_text(OWN.format(" + s[t]"))
    assert run("--cells", "one", "count", "bad") == (
        *(1, ""),
        "error: one/bad.toml, line 2: s[t] is never assigned; assign it, or declare its size if it is an input\n"
        "  h[t] = tanh(W @ x[t] + s[t])\n"
        "                         ^^^^\n",
    )


def test_a_warning_is_one_line_and_no_more(run, monkeypatch):
    from symbolic.cli import words

    def warned(name, **modifiers):
        warnings.warn("the plug-in x was skipped", stacklevel=2)
        return find(name, **modifiers)

    find = words.find
    before = warnings.showwarning
    monkeypatch.setattr(words, "find", warned)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert run("count", "rnn", "n=1", "m=1") == (0, "3\n", "warning: the plug-in x was skipped\n")
    assert warnings.showwarning is before
