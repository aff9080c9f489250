"""A class in a file of code: never run unasked."""

import os

import pytest

from symbolic.cli.code_words import read_class
from symbolic.errors import UsageError

UNIT = """
from pathlib import Path
Path("ran").write_text("yes")
print("this is no answer")
{rest}
"""
TRACED = """
import torch
class Unit(torch.nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.W = torch.nn.Linear(n + m, m)
    def forward(self, x, h):
        return torch.tanh(self.W(torch.cat([x, h], 1)))
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", ["count", "show", "latex", "compare lstm", "cost"])
@pytest.mark.parametrize("word", ["units.py::Unit", "units.py::Unit(3, 5)", "units.py::Unit(n=3, m=5)"])
def test_a_file_of_code_is_not_run_unasked(run, folder, command, word):
    (folder / "units.py").write_text(UNIT.format(rest="class Unit:\n    pass"))
    _, out, err = run(*command.split(), word)
    assert "this is no answer" not in out + err
    assert not (folder / "ran").exists()


def test_the_option_holds_for_its_own_command_alone(run, folder):
    (folder / "units.py").write_text(UNIT.format(rest="class Unit:\n    pass"))
    run("count", "--run", "units.py::Unit")
    (folder / "ran").unlink()
    run("count", "units.py::Unit")
    assert not (folder / "ran").exists()


@pytest.mark.parametrize(
    ("text", "word", "said"),
    [
        (None, "units.py::Unit", "error: units.py: there is no such file\n"),
        ("1 / 0", "units.py::Unit", "error: units.py: it stops with ZeroDivisionError: division by zero\n"),
        ("x = (", "units.py::Unit", "error: units.py: it stops with SyntaxError: '(' was never closed"),
        ("class Unit:\n    pass", "units.py::Unti", "error: there is no class 'Unti'; did you mean Unit?\n"),
        (
            "class Unit:\n    pass",
            "units.py::Unit(open('x'))",
            "error: the arguments of units.py::Unit(open('x')) are numbers and words, as in (3, 5, bias=False)\n",
        ),
        (
            "class Unit:\n    pass",
            "units.py::Unit(3)",
            "error: Unit cannot be made: Unit() takes no arguments; say its arguments: units.py::Unit(3, 5)\n",
        ),
        (
            "class Unit:\n    pass",
            "units.py::Unit",
            "error: from_module takes a live torch.nn.Module, such as MyCell(3, 5), not Unit\n",
        ),
    ],
)
def test_what_is_wrong_with_a_class_is_one_sentence(run, folder, text, word, said):
    if text is not None:
        (folder / "units.py").write_text(text)
    code, out, err = run("count", "--run", word)
    assert (code > 0, out) == (True, "")
    assert " ".join(err.split()).startswith(" ".join(said.split()))


@pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1")
@pytest.mark.filterwarnings("ignore")
def test_a_class_is_a_cell(run, folder):
    (folder / "units.py").write_text(UNIT.format(rest=TRACED))
    assert run("count", "--run", "units.py::Unit", "n=10", "m=20")[1] == "620\n"
    out = run("compare", "--run", "rnn", "units.py::Unit(4, 4)")[1]
    assert "The equations are the same but for names:" in out


def test_a_word_that_names_no_class_is_refused():
    with pytest.raises(UsageError, match=r"units\.py names no class; write units\.py::Unit"):
        read_class("units.py")


@pytest.mark.parametrize("arguments", ["(3)+(5)", "(a)", "(3, open('x'))"])
def test_arguments_are_plain_values(folder, arguments):
    (folder / "plain.py").write_text("class Unit:\n    pass")
    with pytest.raises(UsageError, match="are numbers and words, as in"):
        read_class(f"plain.py::Unit{arguments}")
