"""``symbolic summary``: a network from words or from a file."""

import json
from pathlib import Path

import pytest

FILES = Path(__file__).parents[1] / "model" / "files"
TEXT = "embedding(V, e) > lstm(m, layers=L, bidirectional) > dense(V)"
SIZES = ("V=10000", "e=650", "m=650", "L=2")


def shown(run, *words):
    code, out, err = run("summary", *words)
    assert (code, err) == (0, "")
    return out


def test_formulas_without_sizes(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    done = shown(run, TEXT)
    assert "8·m·(e + m + 1) + 8·m·(L - 1)·(3·m + 1)" in done
    assert "24·L·m² + 8·L·m" in done
    assert "number" not in done


def test_numbers_and_memory(run):
    done = shown(run, TEXT, *SIZES, "dtype=float16")
    assert "36,420,400" in done
    assert "69.47 MiB of parameters in float16" in done


def test_one_layer_for_a_paper(run):
    words = ("--layer", "lstm", "--as", "latex", "--caption", "The LSTM", "--label", "tab:own", "--notation", "greff")
    done = shown(run, TEXT, *words)
    assert r"\caption{The LSTM}\label{tab:own}" in done
    assert done.count(r"\begin{table") == 1
    # The equations behind it too.
    assert r"\odot" in done
    assert "$N = 256$" in done
    code, out, err = run("summary", TEXT, "--layer", "lstm", "--width", "column")
    assert (code, out) == (2, "")
    assert "--width is for --as latex" in err


def test_json(run):
    answer = json.loads(shown(run, TEXT, *SIZES, "--json"))
    assert (answer["count"], answer["trained"], answer["fixed"]) == (36_420_400, 36_420_400, 0)
    assert answer["memory"] == {"bytes": 4 * 36_420_400, "dtype": "float32", "stored": None}
    assert sum(layer["trained"] for layer in answer["layers"]) == answer["trained"]
    assert answer["sizes"] == {"V": 10_000, "e": 650, "m": 650, "L": 2}


def test_a_layer_shows_its_derivation(run):
    done = shown(run, TEXT, *SIZES, "--layer", "lstm")
    assert done.startswith("lstm: lstm, L layers, both directions, ")
    assert "n = 2·m" in done
    assert "4·650·(650 + 650 + 1) = 3,382,600" in done
    head = shown(run, TEXT, *SIZES, "--layer", "dense")
    assert "kernel" in head
    assert "13,000,000" in head


def test_a_layer_of_a_file_shows_its_derivation_at_its_sizes(run):
    done = shown(run, str(FILES / "row.keras"), "--layer", "lstm_1")
    assert "4·3·(3 + 6 + 1) = 120" in done
    answer = json.loads(shown(run, str(FILES / "row.keras"), "--layer", "lstm_1", "--json"))
    assert answer["derivation"]["count"] == answer["stored"] == 120


@pytest.mark.parametrize("format", ["latex", "markdown"])
@pytest.mark.parametrize("rest", [(), ("--layer", "lstm")])
def test_other_formats(run, format, rest):
    done = shown(run, TEXT, *SIZES, "--as", format, *rest)
    assert "8 m (e + m + 1)" in done


def test_a_toml_file_gives_sizes_that_words_change(run, tmp_path):
    path = tmp_path / "network.toml"
    path.write_text('layers = "embedding(V, e) > gru(m)"\nsizes = { V = 10, e = 2, m = 3 }\n')
    assert json.loads(shown(run, str(path), "--json"))["count"] == 74
    assert json.loads(shown(run, str(path), "V=20", "--json"))["count"] == 94


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["lstm(m) > desne(V)"], 2, "there is no layer 'desne'; did you mean dense"),
        (["embedding(V, e) > rg_lru(m)"], 1, "rg_lru reads m numbers per step, and embedding gives e"),
        ([TEXT, "V=3"], 2, "a size is missing: e (input size of lstm) and m (hidden size"),
        ([TEXT, *SIZES, "T=9"], 2, "the parameter count does not depend on the number of time steps"),
        ([TEXT, "bias=double"], 2, "after a network write its sizes, such as V=10000, or dtype, not 'bias'"),
        ([TEXT, "lstm"], 2, "not 'lstm'"),
        ([TEXT, *SIZES, "dtype=float31"], 2, "there is no kind of number 'float31'; did you mean float32"),
        ([TEXT, *SIZES, "--layer", "desne"], 2, "there is no layer 'desne'; did you mean dense?"),
        (["model.pth"], 1, "model.pth: a pickle runs what is in it"),
        (["gone.keras"], 1, "gone.keras: no such file or directory"),
    ],
)
def test_refusals(run, words, code, sentence):
    status, out, err = run("summary", *words)
    assert (status, out) == (code, "")
    assert sentence in err


def test_the_total_of_several_layers_is_a_sum(run):
    assert "trained   256·n + 33280\n" in shown(run, "input(n) > lstm(64) > dense(256)")
