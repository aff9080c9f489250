"""Every command with every kind of word: an answer or one sentence, never a traceback, never a long wait."""

import os

import pytest
from click.testing import CliRunner

from symbolic.cli.app import app
from symbolic.errors import SymbolicError

COMMANDS = {
    "list": [],
    "show": ["lstm"],
    "count": ["lstm"],
    "latex": ["lstm"],
    "markdown": ["rnn"],
    "report": ["rnn", "-o", "out"],
    "render": ["page.md.j2"],
    "check": ["lstm", "4*n"],
    "identify": ["5"],
    "solve": ["lstm", "m", "budget=10M", "n=300"],
    "compare": ["lstm", "gru"],
    "sweep": ["lstm"],
    "export": ["lstm"],
    "cost": ["lstm"],
    "summary": ["lstm(3)"],
    "exercise": ["rnn"],
    "diagram": ["rnn"],
    "read": ["page.md.j2"],
    "lint": ["page.md.j2"],
}
PARAMETERS = (
    *("self", "of", "left", "right", "formula", "number", "own", "subject", "letter", "cell", "sizes", "name"),
    *("step", "budget", "dtype", "B", "T", "class", "None", "words", "options", "layers", "activation"),
)
WORDS = [
    *("", " ", "\t", "\n", "a\0b", "\0", "\ud800", "٣", "n=٣", "n=", "=", "==", "=3", "a=b=c", "n=0b1", "n=1,000"),
    *("n=\0", "n=\ud800", "n= ", "-", "lambda", '"', "n n", "lstm ", "lstm(", "lstm=", "(", "*", ".", "/", "n=\n3"),
    *("x" * 10**6, "9" * 5000, "n=" + "9" * 10**6, "a/" * 2500 + "b.toml", "a.toml", "a.keras", "/dev/zero", "\x1b[2J"),
    *(f"{name}=3" for name in PARAMETERS),
    *(f"lstm({name}=3)" for name in PARAMETERS),
    *(f"torch.nn.LSTM {name}=3" for name in PARAMETERS),
]


@pytest.mark.usefixtures("small_catalogue")
@pytest.mark.parametrize("command", COMMANDS)
def test_an_answer_or_a_sentence(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.md.j2").write_text("x")
    words = COMMANDS[command]
    # Of the words each command takes some, the next one others; a report that succeeds writes a folder of files.
    step = 1 if "SYMBOLIC_LONG" in os.environ else 7 if command in ("report", "exercise") else 5
    for word in WORDS[[*COMMANDS].index(command) % step :: step]:
        cases = [[*words, word], [word, *words[1:]]]
        if command != "report":
            cases += [[word], ["torch.nn.LSTM", word], [*words[:1], word, *words[2:]]]
        for case in cases:
            error = CliRunner().invoke(app, [command, *case]).exception
            shown = [argument[:40] for argument in case]
            assert error is None or isinstance(error, SystemExit | SymbolicError), (shown, error)
            if isinstance(error, SymbolicError):
                assert 0 < len(str(error)) < 2500, shown


LONG = ("y" * 5000, "a/" * 2500 + "b.toml", "q" * 5000 + ".svg", "n=" + "z" * 5000)


@pytest.mark.parametrize("words", [["count"], ["render", "page.md.j2", "-o"], ["sweep", "lstm", "--as"], ["lint"]])
def test_long_words_are_shortened(run, tmp_path, words):
    (tmp_path / "page.md.j2").write_text("x")
    for word in LONG:
        code, out, err = run(*words, word)
        assert (code, out) != (0, "")
        assert 0 < len(err) < 900, err[:200]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["count", ""], "an empty word is given for CELL [NAME=VALUE ...]"),
        (["identify", " "], "an empty word is given for NUMBER"),
        (["render", ""], "an empty word is given for TEMPLATE"),
        (["count", "ls\0tm"], "a word holds a zero byte: 'ls\\x00tm'"),
        (["solve", "lstm", "m", "budget=10M", "n=300", "of=flops"], "of is an option, not a size: write --of flops"),
        (["solve", "n", "n", "budget=10M", "n=0b1"], "there is no cell 'n'"),
        (["compare", "lstm", "gru", "of=macs"], "of is an option, not a size: write --of macs"),
        (["compare", "lstm", "gru", "left=3"], "no size 'left'"),
        (["check", "lstm", "4*n", "formula=3"], "'formula'"),
        (["identify", "5", "number=3"], "'number'"),
        (["solve", "lstm", "m", "budget=9", "letter=3"], "'letter'"),
        (["summary", "lstm(3)", "self=3"], "'self'"),
        (["summary", "lstm(3, cell=x)"], "cell"),
        (["render", "page.md.j2", "-o", "a\0b"], "not a valid path"),
        (["report", "rnn", "-o", "a\0b"], "not a valid path"),
        (["report", "rnn", "-o", "a\0b", "--check"], "not a valid path"),
        (["sweep", "rnn", "n=1", "m=1:3", "-o", "a\0.csv"], "not a valid path"),
    ],
)
def test_the_sentence(run, tmp_path, words, sentence):
    (tmp_path / "page.md.j2").write_text("x")
    code, out, err = run(*words)
    assert code in (1, 2)
    assert out == ""
    assert sentence in err
    assert err.count("\n") in (1, 3)
