"""``symbolic exercise``: its files, and what it refuses."""

import json

import pytest


def test_it_writes_a_sheet_and_its_solutions(run, tmp_path):
    folder = tmp_path / "sheet"
    words = ("exercise", "lstm", "torch.nn.GRU num_layers=2", "--level", "2", "--seed", "5", "-o", str(folder))
    status, text, note = run(*words)
    assert (status, text) == (0, "")
    assert note == f"wrote 4 files to {folder}: exercises.md, exercises.tex, solutions.md, solutions.tex\n"
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert run(*words)[0] == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert "torch.nn.GRU num\\_layers=2" in (folder / "exercises.md").read_text()


def test_files_as_data(run, tmp_path):
    status, text, _ = run("exercise", "gru", "-o", str(tmp_path / "sheet"), "--json")
    assert status == 0
    assert json.loads(text)["files"] == ["exercises.md", "exercises.tex", "solutions.md", "solutions.tex"]


def test_what_somebody_wrote_is_kept(run, tmp_path):
    (tmp_path / "solutions.md").write_text("mine")
    status, _, problem = run("exercise", "gru", "-o", str(tmp_path))
    assert status == 1
    assert "was not written by this tool" in problem
    assert (tmp_path / "solutions.md").read_text() == "mine"
    assert run("exercise", "gru", "-o", str(tmp_path), "--force")[0] == 0


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("lsmt",), "there is no cell 'lsmt'; did you mean lstm"),
        (("n=4",), "an exercise is about a cell or a layer; name one, such as lstm"),
        (("lstm(m) > dense(10)",), "an exercise is about cells and layers; lstm(m) > dense(10) is a network"),
        (("lstm", "--level", "4"), "4 is not in the range 1<=x<=3"),
        (("lstm", "--seed", "-1"), "-1 is not in the range x>=0"),
        (("lstm", "q=4"), "no size 'q'"),
        (("lstm", "lstm"), "lstm is named twice"),
        (("lstm", "-o", " "), "the folder to write to has no name"),
    ],
)
def test_what_makes_no_sheet_is_refused_in_a_sentence(run, tmp_path, monkeypatch, words, problem):
    monkeypatch.chdir(tmp_path)
    status, text, said = run("exercise", *words)
    assert status in (1, 2)
    assert text == ""
    assert problem in " ".join(said.split())
    assert not list(tmp_path.iterdir())
