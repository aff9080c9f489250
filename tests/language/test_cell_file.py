"""Cells in files: every field, and every way in which a file can be wrong."""

from __future__ import annotations

import pytest

from symbolic import Cell, cell
from symbolic.errors import EquationError, FileError, ShapeError, UnfitSize

WHOLE = r'''
name = "own"
title = "A cell of one's own"
source = "Nobody 2024"
summary = "One gate."
note = "None."
fixed = ["U"]
equations = """
    z[t] = squash(W @ x[t] + U @ h[t-1] + b)
    h[t] = (1 - z[t]) * h[t-1] + alpha * z[t]
"""

[sizes]
x = "n"
h = "m"
alpha = 1
W = ["m", "n"]

[activations]
squash = "max(0, x)"

[latex]
alpha = '\alpha'

[letters]
n = "pixels"
'''
SHORT = 'equations = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"\nsizes = {x = "n", h = "m"}\n'


@pytest.fixture
def write(tmp_path):
    def write(content: str | bytes, name: str = "my-cell.toml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_every_field(write):
    own = Cell.load(write(WHOLE))
    assert (own.name, own.title, own.source) == ("own", "A cell of one's own", "Nobody 2024")
    assert (own.summary, own.note) == ("One gate.", "None.")
    assert own.letters["n"] == "pixels"
    assert own.definition.latex == {"alpha": r"\alpha"}
    assert own.sizes == {"x": ("n",), "h": ("m",), "alpha": (), "W": ("m", "n")}
    assert own.trainable == ("W", "b", "alpha")
    assert own.count_at(n=3, m=5) == 15 + 5 + 1


def test_a_file_without_a_name_is_called_after_itself(write):
    assert Cell.load(write(SHORT)).name == "my-cell"


def test_a_path_is_text_or_a_path(write):
    path = write(SHORT)
    assert Cell.load(str(path)).text == Cell.load(path).text
    assert cell(str(path), bias="none").count_at(n=3, m=5) == 40


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf" + SHORT.encode(), SHORT.replace("\n", "\r\n").encode()])
def test_a_mark_and_line_ends_of_another_system(write, content):
    assert Cell.load(write(content)).count_at(n=3, m=5) == 45


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "the key equations is missing"),
        ('equations = "h[t] = W @ x[t]"', "the key sizes is missing"),
        ('sizes = {x = "n"}', "the key equations is missing"),
        ('titel = "x"\n' + SHORT, "unknown key 'titel'; a cell has equations, sizes, name, title"),
        ('file = "x"\n' + SHORT, "unknown key 'file'"),
        ("equations = ", "not valid TOML"),
        ("a = " + "[" * 20000, "not valid TOML"),
        (SHORT.encode("utf-16"), "not UTF-8 text"),
        (b'name = "\xff"\n' + SHORT.encode(), "not UTF-8 text"),
        (SHORT + "#" * 300_000, "a cell is at most 256 KiB"),
        ("name = 5\n" + SHORT, "name is a text"),
        ("note = 2020-01-01\n" + SHORT, "note is a text"),
        ("fixed = 5\n" + SHORT, "fixed must be a list of parameter names"),
        ('fixed = "W"\n' + SHORT, "fixed must be a list of parameter names"),
        ('fixed = [1, "W"]\n' + SHORT, "fixed must be a list of parameter names"),
        ('fixed = [["W"]]\n' + SHORT, "fixed must be a list of parameter names"),
        ("letters = 5\n" + SHORT, "letters must map"),
        ('letters = "ab"\n' + SHORT, "letters must map"),
        ("latex = 5\n" + SHORT, "latex must map names to strings"),
        ("activations = 5\n" + SHORT, "activations must map names to strings"),
        ('equations = 5\nsizes = {x = "n"}', "equations must be one string, not int"),
        ('equations = "h[t] = W @ x[t]"\nsizes = 5', "sizes must be a mapping"),
        ('equations = "h[t] = W @ x[t]"\nsizes = {x = 1.5, h = "m"}', "the size of x"),
        ('equations = "h[t] = W @ x[t]"\nsizes = {x = {y = 1}, h = "m"}', "the size of x"),
    ],
)
def test_a_file_that_does_not_hold_a_cell(write, content, problem):
    path = write(content)
    with pytest.raises(FileError) as caught:
        Cell.load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert problem in str(caught.value)


def test_a_file_that_is_none(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        Cell.load(tmp_path / "missing.toml")
    with pytest.raises(FileError, match="no such file"):
        cell(str(tmp_path / "missing.toml"))
    with pytest.raises(FileError, match="is a directory"):
        Cell.load(tmp_path)
    with pytest.raises(FileError, match="too long"):
        Cell.load("a" * 5000 + ".toml")
    with pytest.raises(FileError, match="not a valid path"):
        Cell.load("a\0b.toml")


def test_a_file_without_end_is_refused_after_its_bound(monkeypatch, write):
    # A device says that it is empty and yields bytes for ever; only what is read can be trusted.
    path = write(SHORT)
    monkeypatch.setattr("symbolic.language.cell_file.CELL_FILE_BYTES", 10)
    with pytest.raises(FileError, match="a cell is at most"):
        Cell.load(path)


def test_an_error_in_the_equations_names_file_line_and_place(write):
    path = write(WHOLE.replace("squash(W", "sqash(W"))
    with pytest.raises(EquationError, match="did you mean squash") as caught:
        Cell.load(path)
    message = str(caught.value).splitlines()
    assert message[0].startswith(f"{path}, line ")
    assert "sqash(W @ x[t]" in message[1]
    assert message[1].index("sqash") == message[2].index("^")


def test_shapes_that_contradict_name_the_file_too(write):
    path = write('equations = """\nh[t] = W @ x[t]\ny[t] = W @ h[t]\n"""\nsizes = {x = "n", h = "m"}')
    with pytest.raises(ShapeError) as caught:
        Cell.load(path)
    assert str(path) in str(caught.value)
    assert "W @ h[t]" in str(caught.value)


WRONG = "h[t] = sigmiod(W @ x[t])"
REST = 'sizes = {x = "n", h = "m"}\n'
LINES = {
    "alone on the first line": (f'equations = "{WRONG}"\n{REST}', 1),
    "below other keys": (f"{REST}\n\nequations = '{WRONG}'\n", 4),
    "in a block": (f'{REST}equations = """\n{WRONG}\n"""', 3),
    "in a block that begins at once": (f'{REST}equations = """{WRONG}"""', 2),
    "in a block with blank lines above": (f'{REST}equations = """\n\n\n    {WRONG}\n"""', 5),
    "in a literal block": (f"{REST}equations = '''\n\n{WRONG}'''", 4),
    "the second equation": (f'{REST}equations = """\n  s[t] = V @ x[t]\n\n  # why\n  {WRONG}\n"""', 6),
    "with the key in quotes": (f'{REST}\n"equations" = """\n{WRONG}\n"""', 4),
    "below a comment that says the same": (f"# {WRONG}\n{REST}equations = '{WRONG}'", 3),
    "below a note that says the same": (f'note = "{WRONG}"\n{REST}equations = "{WRONG}"', 3),
    "with escapes": (f'{REST}\nequations = "{WRONG}\\n"', 3),
}


@pytest.mark.parametrize("case", LINES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_error_is_at_the_line_of_the_file(write, case, end):
    content, line = LINES[case]
    assert "sigmiod" in content.splitlines()[line - 1]
    path = write(content.replace("\n", end))
    with pytest.raises(EquationError) as caught:
        Cell.load(path)
    first, shown, caret = str(caught.value).splitlines()
    assert first.startswith(f"{path}, line {line}: unknown function sigmiod")
    assert shown.strip() == WRONG
    assert (caret.index("^"), caret.count("^")) == (shown.index("sigmiod"), len("sigmiod"))


def test_an_error_that_only_numbers_bring_is_at_the_line_of_the_file(write):
    heads = "h[t] = tanh(W @ x[t] + blockdiag(R[j] for j in H) @ h[t-1])"
    path = write(f'{REST}\nequations = """\n\n{heads}\n"""')
    with pytest.raises(UnfitSize) as caught:
        Cell.load(path).count_at(n=3, m=5, H=2)
    reason = "5 is not divisible by 2, as the equations require; the sizes are n = 3, m = 5, H = 2"
    assert str(caught.value).splitlines()[0] == f"{path}, line 5: {reason}"
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("equations", "line", "problem"),
    [
        ("h[t] = W @ x[t]\nh[t] = V @ x[t]", 4, "h[t] is assigned twice"),
        ("h[t] = W @ x[t]\ny[t] = W @ h[t]", 4, "@ needs as many columns on its left as rows on its right"),
        ("h[t] = W @ x[t] +", 3, "this cannot be read"),
        ("h[t] = W @ x[t]\ny[t] = tanh(q[t])", 4, "q[t] is never assigned"),
        ("h[t] = part(W @ x[t], 4, 4)", 3, "there is no part 4 of 4"),
        ("for k in N:\n    h[t] = W[k] @ x[t]", 4, "h is assigned once for each k"),
    ],
)
def test_every_kind_of_error_is_at_the_line_of_the_file(write, equations, line, problem):
    path = write(f'{REST}equations = """\n{equations}\n"""\n')
    with pytest.raises(EquationError) as caught:
        Cell.load(path)
    assert str(caught.value).startswith(f"{path}, line {line}: {problem}")


def test_a_key_that_is_unknown_is_quoted_in_part(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('equations = "h[t] = x[t]"\n' + "9" * 5000 + " = 1\n")
    with pytest.raises(FileError, match="unknown key '999") as refused:
        Cell.load(path)
    assert len(refused.value.problem) < 400
