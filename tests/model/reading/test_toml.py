"""Networks from ``.toml`` files."""

import pytest

from symbolic import Model
from symbolic.errors import FileError

OWN = 'equations = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"\nsizes = { x = "n", h = "m" }\n'
NETWORK = '''
name = "reader"
layers = """
  embedding(V, e)
> minimal(m, layers=L)
> dense(V, tied)
"""
[sizes]
V = 100
e = 8
[cells]
minimal = "cells/minimal.toml"
'''


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cells").mkdir()
    (tmp_path / "cells" / "minimal.toml").write_text(OWN)
    (tmp_path / "network.toml").write_text(NETWORK.replace("V, tied", "V"))
    return tmp_path


def test_a_network_with_a_cell_of_its_own(folder):
    model, sizes = Model.load_with_sizes(folder / "network.toml")
    assert (model.name, sizes) == ("reader", {"V": 100, "e": 8})
    assert model.size == Model.parse("embedding(V, e) > rnn(m, layers=L) > dense(V)").size
    assert Model.load(str(folder / "network.toml")).size == model.size


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('equations = "h[t] = x[t]"', "this is a cell, which `symbolic show` takes"),
        ("layers = 3", "layers is a text"),
        ('layers = "lstm(m)"\nsizes = 3', "sizes is a table of numbers"),
        ('layers = "lstm(m)"\ncells = { a = 3 }', "cells maps a name to a .toml file"),
        ('layers = "lstm(m)"\nlayer = 3', "unknown key 'layer'; a network has layers, name, input, sizes, cells"),
        ("name = 'x'", "the key layers is missing"),
        ("layers = ", "not valid TOML"),
        ('layers = "lstm(m) > dnse(V)"', "there is no layer 'dnse'; did you mean dense?\n  lstm(m) > dnse(V)\n"),
        ('layers = "x(3)"\ncells = { x = "gone.toml" }', "gone.toml: no such file"),
    ],
)
def test_refusals(tmp_path, text, words):
    (tmp_path / "network.toml").write_text(text)
    with pytest.raises(FileError) as caught:
        Model.load(tmp_path / "network.toml")
    assert words in str(caught.value)


def test_a_file_that_is_too_long(tmp_path):
    (tmp_path / "network.toml").write_text("#" * 300_000)
    with pytest.raises(FileError, match="a network as text is at most 256 KiB"):
        Model.load(tmp_path / "network.toml")
    (tmp_path / "network.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileError, match="not UTF-8"):
        Model.load(tmp_path / "network.toml")
