"""Networks where a command takes a cell: as text, as a file with sizes of its own, as a file of stored arrays."""

import json

import pytest

NETWORK = "lstm(m, layers=2, bidirectional) > dense(10)"


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "net.toml"
    path.write_text('layers = "lstm(m, layers=L) > dense(V)"\nsizes = { V = 7, n = 3, L = 2 }\n')
    return str(path)


@pytest.fixture
def stored(tmp_path):
    header = json.dumps({"weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}).encode()
    path = tmp_path / "net.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(24))
    return str(path)


def test_the_first_line_of_each_answer(run):
    first = {
        ("count", "lstm(256)", "input=4096"): "4457472",
        ("count", "lstm(m) > dense(10)"): "2*(2*m**2 + 2*m*n + 7*m + 5)",
        ("solve", NETWORK, "m", "budget=100k", "n=40"): "m = 50",
        ("check", "lstm(m) > dense(10)", "4m(m+n+1) + 10m + 10"): "equal",
        ("export", "lstm(m)", "--to", "julia"): "lstm_m_count(m::Integer, n::Integer) = 4*big(m)*(big(m) + big(n) + 1)",
        ("compare", "lstm", "lstm(m) > dense(10)", "n=40", "budget=100k"): "within 100,000 parameters, n = 40",
    }
    for words, line in first.items():
        code, out, err = run(*words)
        assert (code, err, out.splitlines()[0]) == (0, "", line)
    assert "lstm" in run("show", "lstm(m) > dense(10)")[1]
    assert run("latex", "lstm(m) > dense(10)")[1].startswith(r"\begin")
    assert json.loads(run("count", "lstm(m)", "n=3", "m=4", "--json")[1])["network"] == "lstm(m)"


def test_sizes_that_a_file_gives(run, own):
    assert run("count", own)[1] == "12*m**2 + 27*m + 7\n"
    assert run("count", own, "m=5")[1] == "442\n"
    assert run("count", own, "m=5", "V=8")[1] == "448\n"
    assert run("solve", own, "m", "budget=10k")[1].splitlines()[0] == "m = 27"
    assert run("solve", own, "V", "budget=10k", "m=5")[1].splitlines()[0] == "V = 1600"
    assert run("sweep", own, "V=4:5", "m=5", "--as", "csv")[1].splitlines()[1:] == ["5,4,424", "5,5,430"]
    assert "at V = 7, n = 3, L = 2, m = 5" in run("show", own, "m=5")[1]
    assert json.loads(run("cost", own, "m=5", "--json")[1])["sizes"] == {"V": 7, "n": 3, "L": 2, "m": 5}


def test_sizes_within_quotes_are_for_one_alone(run):
    out = run("sweep", "lstm(m) > dense(10) m=5", "lstm(m)", "n=3", "m=1:3", "--as", "csv")[1]
    assert out.splitlines() == ['n,m,"lstm(m) > dense(10) m=5",lstm(m)', "3,1,240,20", "3,2,240,48", "3,3,240,84"]
    assert run("solve", "lstm", "m", "n=3", "like=lstm(m) > dense(10) m=5 n=3")[1].splitlines()[0] == "m = 6"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["count", "lstm(m)", "n=3"], "a size is missing: m (hidden size"),
        (
            ["compare", "lstm(m)", "gru(m)", "bias=none"],
            "bias belongs to a cell; write it in the network: lstm(m, bias=none)",
        ),
        (["show", "lstm(m)", "--backward"], "--backward is of a cell; lstm(m) is a network"),
        (["latex", "lstm(m)", "--part", "count"], "--part is of a cell; lstm(m) is a network"),
        (["count", "lstm(m)", "q=3"], "lstm(m) has no size 'q'; it has m, n"),
        (["count", "lstm(m) n=3 n=4"], "n is given twice, as '3' and as '4'"),
        (["compare", "lstm", "gru", "step=8"], "step is for a budget; write budget=100k, say"),
        (["identify", "weight_ih_l0 (240, 81)", "n=3"], "shapes tell their sizes; leave out n=3"),
    ],
)
def test_refusals(run, words, problem):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert problem in err


def test_a_file_of_arrays_has_nothing_to_solve_for(run, stored):
    code, out, err = run("solve", stored, "m", "budget=10k")
    assert (code, out) == (2, "")
    assert "all sizes of net are numbers; write one as a letter, such as lstm(m)" in err
    assert run("count", stored)[1] == "6\n"
    assert "net" in run("compare", stored, "lstm(m)", "m=3", "n=4")[1]


def test_layers_from_shapes(run):
    out = run("identify", "weight_ih_l0 (240, 81), weight_hh_l0 (240, 60)")[1]
    assert "torch.nn.LSTM" in out
    assert "34,320" in out
    (match,) = json.loads(run("identify", "weight_hh_l0: torch.Size([240, 60])", "--json")[1])["matches"]
    assert match == {
        "subject": "torch.nn.LSTM",
        "sizes": {"hidden_size": 60},
        "arrays": ["weight_hh_l0"],
        "count": None,
    }


def test_a_count_says_where_the_bytes_are_told(run):
    code, out, err = run("count", "lstm(8) > dense(3)", "n=4", "dtype=int8")
    assert code
    assert not out
    assert "the bytes are told by symbolic summary NETWORK dtype=int8" in " ".join(err.split())
