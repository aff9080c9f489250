"""Completion in bash, zsh and fish: what is offered, and that a shell takes the script."""

import os
import shutil
import subprocess
import sys

import pytest

from symbolic import cells, layers
from symbolic.cli import main


@pytest.fixture
def offered(monkeypatch, capsys, tmp_path):
    """What is offered behind the words of a line, the last of which is being typed."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        monkeypatch.setenv("_SYMBOLIC_COMPLETE", "zsh_complete")
        monkeypatch.setenv("COMP_WORDS", " ".join(["symbolic", *words]))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        monkeypatch.setattr(sys, "argv", ["symbolic"])
        with pytest.raises(SystemExit):
            main()
        lines = capsys.readouterr().out.splitlines()
        return [word for kind, word in zip(lines[::3], lines[1::3], strict=False) if kind == "plain"]

    return call


def test_commands_and_options(offered):
    assert {"show", "count", "summary"} <= {*offered("")}
    assert {"--backward", "--json", "--ascii"} <= {*offered("show", "--")}


def test_cells_and_layers(offered):
    assert {*cells()} <= {*offered("show", "")}
    assert "torch." in offered("show", "")
    assert offered("show", "torch.nn.L") == [name for name in layers() if name.startswith("torch.nn.L")]
    assert offered("count", "gru_r") == ["gru_reset_after"]


def test_cells_of_ones_own(offered, monkeypatch, tmp_path):
    (tmp_path / "mine.toml").write_text("")
    monkeypatch.setenv("SYMBOLIC_CELLS", str(tmp_path))
    assert offered("show", "min") == ["minlstm", "mingru", "mine"] or "mine" in offered("show", "min")
    monkeypatch.setenv("SYMBOLIC_CELLS", str(tmp_path / "missing"))
    assert "lstm" in offered("show", "lstm")


def test_sizes_modifiers_and_their_values(offered):
    assert {"n=", "m=", "units=", "bias=", "project="} <= {*offered("show", "lstm", "")}
    assert offered("show", "lstm", "n=4", "bias=") == ["bias=none", "bias=single", "bias=double"]
    assert offered("show", "lstm", "bias=d") == ["bias=double"]
    assert "lstm" not in offered("show", "lstm", "")
    assert {"hidden_size=", "num_layers="} <= {*offered("count", "torch.nn.LSTM", "")}
    assert offered("show", "lsmt", "") == []


def test_bash_hands_over_the_sign_as_a_word(offered):
    assert offered("show", "lstm", "bias", "=", "n") == ["none"]
    assert offered("show", "lstm", "bias", "=") == ["none", "single", "double"]


def test_a_command_of_several_cells(offered):
    assert {"n=", "lstm", "gru"} <= {*offered("compare", "lstm", "")}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("latex", "--notation", ""), "goodfellow"),
        (("markdown", "--flavour", ""), "quarto"),
        (("latex", "--part", "ta"), "table"),
        (("export", "--to", ""), "julia"),
        (("list", "--family", ""), "gru"),
        (("list", "ls"), "lstm"),
        (("sweep", "--as", ""), "csv"),
        (("solve", "--of", ""), "flops"),
    ],
)
def test_values_of_options(offered, words, name):
    assert name in offered(*words)


def test_it_is_light(monkeypatch):
    environment = {
        **os.environ,
        "_SYMBOLIC_COMPLETE": "bash_complete",
        "COMP_WORDS": "symbolic show lstm b",
        "COMP_CWORD": "3",
    }
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    code = (
        "import sys; sys.argv = ['symbolic']\nfrom symbolic.cli import main\n"
        "try: main()\nfinally: sys.stderr.write(str({'sympy', 'numpy', 'jinja2'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert "bias=" in done.stdout
    assert done.stderr.endswith("set()")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_takes_the_script(shell, monkeypatch, capsys):
    monkeypatch.setenv("_SYMBOLIC_COMPLETE", f"{shell}_source")
    monkeypatch.setattr(sys, "argv", ["symbolic"])
    with pytest.raises(SystemExit) as left:
        main()
    assert not left.value.code
    script = capsys.readouterr().out
    assert "waiting" in script if shell == "zsh" else "_SYMBOLIC_COMPLETE" in script
    if shell == "bash":
        assert "compopt -o nospace" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script, text=True, check=True)


@pytest.mark.parametrize(
    ("line", "offered"), [("show gru_res", "gru_reset_after"), ("show lstm bias = d", "double"), ("lat", "latex")]
)
def test_bash_offers_it(line, offered, monkeypatch, capsys, tmp_path):
    if not shutil.which("bash"):
        pytest.skip("there is no bash")
    monkeypatch.setenv("_SYMBOLIC_COMPLETE", "bash_source")
    monkeypatch.setattr(sys, "argv", ["symbolic"])
    with pytest.raises(SystemExit):
        main()
    script = capsys.readouterr().out
    command = tmp_path / "symbolic"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m symbolic "$@"\n')
    command.chmod(0o755)
    words = ["symbolic", *line.split()]
    script += f"compopt() {{ :; }}\nCOMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}\n"
    script += f'_symbolic_completion {command}; echo "${{COMPREPLY[@]}}"\n'
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("_SYMBOLIC_COMPLETE")
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == offered
