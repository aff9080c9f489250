"""What a run costs, on the command line."""

import json
import re

import pytest

from symbolic import cell, cells
from symbolic.frameworks import layer


def test_formulas_and_numbers_stand_side_by_side(run):
    code, out, err = run("cost", "lstm", "n=4096", "m=256", "B=32", "T=100")
    assert (code, err) == (0, "")
    rows = [line.split("   ") for line in out.splitlines()]
    values = {row[0].strip(): (row[-1] if len(row) < 3 else [word for word in row[1:] if word][-1]) for row in rows}
    cost = cell("lstm").cost(32, 100, n=4096, m=256)
    assert values["multiply-accumulates"].strip() == f"{cost.macs:,}"
    assert values["moved"].strip() == f"{cost.traffic:,}"
    assert values["FLOPs for each byte moved"].strip() == "15.32"
    assert "4·B·T·m·(m + n)" in out
    assert "T steps of B sequences" in out


def test_what_is_not_given_stays_a_letter(run):
    assert "480·T" in run("cost", "torch.nn.RNN", "input_size=3", "hidden_size=5", "batch=12")[1]
    assert "FLOPs for each byte" not in run("cost", "lstm", "n=3")[1]


def test_json_holds_formulas_and_integers(run):
    data = json.loads(run("cost", "gru", "bias=double", "n=3", "m=5", "B=2", "T=7", "dtype=float16", "--json")[1])
    cost = cell("gru", bias="double").cost(2, 7, n=3, m=5, dtype="float16")
    assert data["cell"] == "gru"
    assert data["modifiers"] == {"bias": "double"}
    beside = {name: getattr(cost, name) for name in ("intensity", "inference_total", "training_total")}
    assert data["numbers"] == dict(zip(cost._fields, cost._values(), strict=True)) | beside
    assert data["formulas"]["macs"] == "3*B*T*m*n + 3*B*T*m**2"
    assert "numbers" not in json.loads(run("cost", "gru", "--json")[1])


def test_a_layer_has_its_own_names(run):
    words = ("input_size=10", "hidden_size=20", "bidirectional=true", "batch=3", "steps=7", "activation=4", "--json")
    data = json.loads(run("cost", "torch.nn.LSTM", *words)[1])
    made = layer("torch.nn.LSTM", input_size=10, hidden_size=20, bidirectional=True)
    assert data["numbers"]["flops"] == made.cost(3, 7, activation=4).flops
    assert data["layer"] == "torch.nn.LSTM"


@pytest.mark.parametrize("format", ["text", "latex", "markdown"])
@pytest.mark.parametrize("name", cells())
def test_every_cell_has_its_cost_in_every_format(run, name, format):
    code, out, err = run("cost", name, "--as", format)
    assert (code, err) == (0, "")
    assert "multiply-accumulates" in out


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["lstm", "dtype=floot32"], "no kind of number 'floot32'; did you mean float32"),
        (["lstm", "activation=x"], "activation is the number of FLOPs of one activation"),
        (["lstm", "B=none"], "B must be a whole number from 1 to 10^12, not 'none'"),
        (["lstm", "gru"], "one cell, layer or network is needed, such as lstm; given: lstm, gru"),
        (["lstm", "dtype=int8", "dtype=float64"], "dtype is given twice, as 'int8' and as 'float64'"),
        (["lstm", "z=3"], "lstm has no size 'z'"),
        (["lstm(m)", "z=3"], "lstm(m) has no size 'z'; it has m, n, B, T, input"),
        (["rg_lru", "m=6", "H=4"], "6 is not divisible by 4"),
        (["torch.nn.LSTM", "proj_size=9", "hidden_size=5", "input_size=3"], "proj_size has to be smaller"),
    ],
)
def test_refusals(run, words, problem):
    code, out, err = run("cost", *words)
    assert (code, out) == (2 if "divisible" not in problem else code, "")
    assert problem in err


def test_a_network_in_a_toml_file_with_its_sizes(run, tmp_path):
    path = tmp_path / "network.toml"
    path.write_text('layers = "lstm(m) > dense(V)"\nsizes = { V = 7, n = 3 }')
    data = json.loads(run("cost", str(path), "m=5", "B=2", "T=4", "--json")[1])
    assert data["numbers"]["macs"] == 2 * 4 * (4 * 5 * (5 + 3) + 7 * 5)
    assert run("count", str(path)) == (0, "4*m**2 + 23*m + 7\n", "")
    assert run("count", str(path), "m=5") == (0, f"{4 * 5 * (5 + 3 + 1) + 7 * (5 + 1)}\n", "")


def test_what_moves_nothing_has_no_intensity(run):
    code, out, err = run("cost", "dropout(0.5)")
    assert (code, err) == (0, "")
    assert "FLOPs for each byte" not in out
    assert "intensity" not in json.loads(run("cost", "dropout(0.5)", "--json")[1])["numbers"]


def test_show_has_the_operations_of_a_step(run):
    out = run("show", "lstm", "n=4096", "m=256")[1]
    assert re.search(r"multiply-accumulates +4·m·\(m \+ n\) +4,456,448", out)
    assert json.loads(run("show", "lstm", "--json")[1])["step"]["macs"] == "4*m*n + 4*m**2"
    assert "operations" in run("show", "onnx.GRU")[1]


def test_a_paper_loads_the_table(run):
    out = run("latex", "lstm", "--part", "cost")[1]
    assert r"\label{tab:lstm-cost}" in out
    assert r"multiply-accumulates & $4 m (m + n)$ & $4{,}456{,}448$ \\" in out
