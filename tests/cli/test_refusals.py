"""What is wrong is said in one clear sentence on stderr, and nothing else happens."""

import json

import pytest

SIZES = {"x": "n", "h": "m"}
FILES = {
    "heads": ("h[t] = tanh(blockdiag(R[j] for j in H) @ h[t-1] + W @ x[t])", SIZES),
    "undefined": ("h[t] = tanh(W @ x[t] + s[t])", SIZES),
    "twice": ("h[t] = tanh(W @ x[t])\nh[t] = tanh(U @ x[t])", SIZES),
    "shapes": ("h[t] = tanh(W @ x[t] + x[t])", SIZES),
    "open": ("y[t] = tanh(W @ x[t])\nh[t] = U @ y[t] + h[t-1]", SIZES),
    "function": ("h[t] = sigmiod(W @ x[t])", SIZES),
    "strange": ("h[t] = eigenvalue(W @ x[t])", SIZES),
    "text": ("h[t] = tanh('a')", SIZES),
    "attribute": ("h[t] = x[t].__class__", SIZES),
    "import": ("import os", SIZES),
    "call": ("h[t] = __import__('os').system('true')", SIZES),
    "unicode": ("h[t] = tanh(W @ x[t]) \u2212 b", SIZES),
    "long": ("h[t] = tanh(W @ x[t])" + " " * 70_000, SIZES),
    "deep": ("h[t] = " + "tanh(" * 150 + "x[t]" + ")" * 150, {"x": "n"}),
    "brackets": ("h[t] = " + "(" * 5000 + "x[t]" + ")" * 5000, {"x": "n"}),
    "none": ("", SIZES),
}
OWN = {
    "heads.toml n=3 m=10 H=4": (
        "heads.toml, line 1: 10 is not divisible by 4, as the equations require; the sizes are n = 3, m = 10, H = 4\n"
    ),
    "undefined.toml": "undefined.toml, line 1: s[t] is never assigned; assign it, or declare its size if ",
    "twice.toml": "twice.toml, line 2: h[t] is assigned twice\n",
    "shapes.toml": "shapes.toml, line 1: h[t] has shape (m,), its right-hand side (n,)\n",
    "open.toml": "open.toml, line 1: cannot determine the shape of y ",
    "function.toml": "function.toml, line 1: unknown function sigmiod; did you mean sigmoid",
    "strange.toml": "strange.toml, line 1: unknown function eigenvalue; known are ",
    "text.toml": "text.toml, line 1: a string is not part of the language of equations\n",
    "attribute.toml": "attribute.toml, line 1: attribute access is not part of the language of equations\n",
    "import.toml": "import.toml, line 1: an import is not an equation; write NAME[t] = ...\n",
    "call.toml": "call.toml, line 1: a call of something that has no plain name is not part of the language ",
    "unicode.toml": "unicode.toml, line 1: unexpected character '\u2212'; equations are written ",
    "long.toml": "long.toml, line 1: the equations are longer than 64 KiB\n",
    "deep.toml": "deep.toml, line 1: the text is nested more than 100 levels deep\n",
    "brackets.toml": "brackets.toml, line 1: this cannot be read: too many nested parentheses\n",
    "none.toml": "none.toml, line 1: there is no equation; write one per line, such as h[t] = tanh(W @ x[t])\n",
    "missing.toml": "missing.toml: no such file or directory\n",
    "folder.toml": "folder.toml: is a directory\n",
    "binary.toml": "binary.toml: not UTF-8 text\n",
    "broken.toml": "broken.toml: not valid TOML: ",
    "typo.toml": "typo.toml: unknown key 'equation'; a cell has equations, sizes, ",
    "bare.toml": "bare.toml: the key sizes is missing\n",
}
WORDS = {
    "lsmt n=1 m=2": "there is no cell 'lsmt'; did you mean lstm or qlstm or lstmp?\n",
    "zzzz": "there is no cell 'zzzz'; `symbolic list` shows them all; a cell of your own is a path to a .toml file\n",
    "lstm n=4096": "a size is missing: m (hidden size); write for example n=4096 m=256\n",
    "lstm bias=double m=3": "a size is missing: n (input size); write for example n=256 m=3\n",
    "lstm n=0 m=2": "n must be a whole number from 1 to 10^12, not 0\n",
    "lstm n=-3 m=2": "n must be a whole number from 1 to 10^12, not -3\n",
    "lstm n=1.5 m=2": "n must be a whole number from 1 to 10^12, not '1.5'\n",
    "lstm n=1e-3 m=2": "n must be a whole number from 1 to 10^12, not '1e-3'\n",
    "lstm n=abc m=2": "n must be a whole number from 1 to 10^12, not 'abc'\n",
    "lstm n= m=2": "n must be a whole number from 1 to 10^12, not ''\n",
    "lstm n=1 units=10000000000000": "units must be a whole number from 1 to 10^12, not 10000000000000\n",
    "lstm n=2 m=2 z=3": "lstm has no size 'z'; it has n, m, input, hidden, units\n",
    "lstm n=2 untis=3": "lstm has no size 'untis'; it has n, m, input, hidden, units; did you mean units?\n",
    "lstm n=2 m=2 T=3": "the parameter count does not depend on the number of time steps; the sizes are n, m, ",
    "lstm bias=triple": "lstm: bias is one of none, single, double, not 'triple'\n",
    "lstm biass=none": "there is no modifier 'biass'; did you mean bias?\n",
    "lstm biass=none n=2 m=3": "there is no modifier 'biass'; did you mean bias?\n",
    "xlstm": "there is no cell 'xlstm'; did you mean xlstm_mlstm or xlstm_slstm?\n",
    "LSTMCell": "there is no cell 'LSTMCell'; layers of frameworks are torch.nn.LSTMCell and keras.layers.LSTMCell",
    "keras.LSTM": "there is no cell 'keras.LSTM'; layers of frameworks are keras.layers.LSTM and ",
    "lstm layers=2 n=4": "lstm is one layer in one direction; layers is for a network: "
    'symbolic summary "lstm(m, layers=2)"\n',
    "lstm num_layers=2": "lstm is one layer in one direction; num_layers is for a network: "
    'symbolic summary "lstm(m, layers=2)"\n',
    "lstm 4096 256": "a size is written with its name, such as n=4096 m=256; given: lstm, 4096, 256\n",
    "nn.LSTM 10 20": "a size is written with its name, such as input_size=10 hidden_size=20; given: nn.LSTM, 10, 20\n",
    "LSTM(256) inptu=3": "lstm has no size 'inptu'; it has n, input; did you mean input?\n",
    "lstm(m) gru(m)": "after a network write its sizes only, such as m=256, not 'gru(m)'\n",
    "lstm(m) bias=none": "after a network write its sizes only, such as m=256, not 'bias=none'\n",
    "mogrifier n=3 m=4": "a size is missing: R (rounds, an even number); write for example n=3 m=4 R=256\n",
    "lstm gru": "one cell is needed, such as lstm or ./my-cell.toml; given: lstm, gru\n",
    "n=3 m=2": "one cell is needed, such as lstm or ./my-cell.toml; given: none\n",
    "lstm n=2 n=3 m=2": "n is given twice, as '2' and as '3'\n",
    "lstm n=2 input=3 m=2": "n is given twice, as 2 and as 3\n",
    "lstm bias=none bias=single": "bias is given twice, as 'none' and as 'single'\n",
    "lstm project=m": "lstm: the cell has a size m already; project to another letter\n",
}


@pytest.fixture
def own(tmp_path):
    for name, (equations, sizes) in FILES.items():
        rows = [
            f"equations = {json.dumps(equations)}",
            "[sizes]",
            *(f'{key} = "{size}"' for key, size in sizes.items()),
        ]
        (tmp_path / f"{name}.toml").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "binary.toml").write_bytes(b"title = '\xff\xfe'")
    (tmp_path / "broken.toml").write_text("equations = [")
    (tmp_path / "typo.toml").write_text('equation = "a"')
    (tmp_path / "bare.toml").write_text('equations = "h[t] = x[t]"')


def refused(run, tmp_path, *words):
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    code, out, err = run(*words)
    assert out == ""
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert err.startswith(("error: ", "Error: ")) or "\nError: " in err
    return code, err.removeprefix("error: ")


@pytest.mark.parametrize("words", OWN)
@pytest.mark.usefixtures("own")
def test_cells_of_ones_own(run, tmp_path, words):
    code, err = refused(run, tmp_path, "count", *words.split())
    assert err.startswith(OWN[words])
    assert code == (2 if "=" in words else 1)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("command", ["count", "show", "latex"])
def test_words(run, tmp_path, command, words):
    code, err = refused(run, tmp_path, command, *words.split())
    assert err.startswith(WORDS[words])
    assert err.count("\n") == 1
    assert code == 2


@pytest.mark.usefixtures("own")
def test_caret_is_below_the_place(run, tmp_path):
    assert refused(run, tmp_path, "count", "function.toml")[1].splitlines()[1:] == [
        "  h[t] = sigmiod(W @ x[t])",
        "         ^^^^^^^",
    ]
    assert refused(run, tmp_path, "count", "shapes.toml")[1].splitlines() == [
        "shapes.toml, line 1: h[t] has shape (m,), its right-hand side (n,)",
        "  h[t] = tanh(W @ x[t] + x[t])",
        "         ^^^^^^^^^^^^^^^^^^^^^",
    ]
    lines = refused(run, tmp_path, "count", "deep.toml")[1].splitlines()
    assert max(map(len, lines)) < 120


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("cuont lstm", "there is no command 'cuont'; did you mean count or cost?"),
        ("zzz", "there is no command 'zzz'; there are list, show, "),
        ("help", "there is no command 'help'; write symbolic --help or symbolic show --help"),
        ("version", "there is no command 'version'; write symbolic --version"),
        ("check 4*n*m lstm", 'the cell comes first: symbolic check lstm "4*n*m"'),
        (
            "lint minimal.toml",
            "minimal.toml is a cell in the language, not LaTeX; symbolic show minimal.toml ",
        ),
        ("sweep lstm n=3 m=64-256", "a range of m is written m=64:256, not '64-256'"),
        ("list lstm zzz", "no cell has 'lstm' and 'zzz' in its name, title or source; --layers lists"),
        ("count lstm --jsn", "No such option '--jsn'"),
        ("--jsn", "No such option '--jsn'"),
        ("count", "Missing argument 'CELL [NAME=VALUE ...]'"),
        ("report lstm -o", "Option '-o' requires an argument"),
    ],
)
def test_usage(run, tmp_path, words, problem):
    code, err = refused(run, tmp_path, *words.split())
    assert problem in err
    assert code == 2


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        ("lsmt -o out", 2, "there is no cell 'lsmt'; did you mean lstm or qlstm or lstmp?"),
        ("lstm z=3 -o out", 2, "no cell of this report has a size 'z'"),
        ("lstm n=0 -o out", 2, "n must be a whole number from 1 to 10^12, not 0"),
        ("lstm bias=triple -o out", 2, "lstm: bias is one of none, single, double, not 'triple'"),
        ("lstm lstm -o out", 2, "two cells of this report are called lstm; give them names"),
        ("lstm heads.toml m=10 H=4 -o out", 2, "10 is not divisible by 4, as the equations require"),
        ("lstm -o twice.toml", 1, "cannot be written: "),
        ("lstm -o foreign", 1, "this file was not written by this tool; --force overwrites it"),
        ("lstm -o /proc/nope", 1, "/proc/nope: cannot be written: "),
        ("lstm -o " + "a" * 300, 1, "cannot be written: file name too long"),
        ("lstm missing.toml -o out", 1, "missing.toml: no such file or directory"),
    ],
)
@pytest.mark.usefixtures("own")
def test_report(run, tmp_path, words, code, problem):
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "handbook.md").write_text("mine\n")
    assert (outcome := refused(run, tmp_path, "report", *words.split()))[0] == code
    assert problem in outcome[1]
