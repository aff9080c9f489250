"""``symbolic export``."""

import json

import pytest

from symbolic import Model, cell, export


def test_the_text_and_as_data(run):
    assert run("export", "gru", "bias=double", "--to", "sql") == (0, export(cell("gru", bias="double"), "sql"), "")
    data = json.loads(run("export", "lstm", "--json")[1])
    assert data["code"] == export("lstm", "python")


def test_a_cell_as_code(run, tmp_path):
    assert run("export", "lstm", "bias=double", "--to", "torch") == (0, cell("lstm", bias="double").module("torch"), "")
    assert json.loads(run("export", "gru", "--to", "torch", "--json")[1])["code"] == cell("gru").module("torch")
    path = tmp_path / "gru.py"
    assert run("export", "gru", "--to", "torch", "-o", str(path))[::2] == (0, f"wrote {path}\n")
    assert path.read_text() == cell("gru").module("torch")
    path.write_text("mine")
    assert run("export", "gru", "--to", "torch", "-o", str(path))[0] == 1
    assert run("export", "gru", "--to", "torch", "-o", str(path), "--force")[0] == 0


def test_a_network_as_code(run):
    code, out, _ = run("export", "lstm(8) > dense(3)", "--to", "torch", "n=4")
    assert code == 0
    assert out == Model.parse("lstm(8) > dense(3)").module("torch", n=4)
    assert "self.dense = nn.Linear(8, 3, device=device, dtype=dtype)" in out


def test_fused_kernels(run):
    code, out, _ = run("export", "lstm", "--to", "numpy", "--fused")
    space = {}
    exec(out, space)
    assert code == 0
    assert [array.shape for array in space["LSTM"](3, 5).cell.parameters().values()] == [(20, 3), (20, 5), (20,)]


def test_numpy_has_the_cell_and_its_count(run):
    space = {}
    exec(run("export", "gru", "--to", "numpy")[1], space)
    assert space["gru_count"](n=3, m=5) == cell("gru").count_at(n=3, m=5)
    arrays = space["GRU"](3, 5).cell.parameters().values()
    assert sum(array.size for array in arrays) == cell("gru").count_at(n=3, m=5)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["export", "lstm", "n=3"], "export writes a function of the sizes; leave out n"),
        (["export", "lstm", "gru"], "one cell, layer or network is needed, such as lstm; given: lstm, gru"),
        (["export", "lstm", "--fused"], "--fused is for the code of a cell, --to torch, numpy, keras, equinox, flax"),
        (["export", "lstm", "--to", "cobol"], "there is no language 'cobol'"),
        (["export", "torch.nn.LSTM", "--to", "torch"], "--to torch is of a cell, such as lstm"),
        (["export", "lstm(m) > dense(10)", "--to", "flax"], "a network is written for torch or keras"),
        (["export", "lstm(m) > dense(10)", "m=5", "--to", "sql"], "leave out m"),
    ],
)
def test_refusals(run, words, error):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert error in err
