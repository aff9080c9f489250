"""A count without options is printed without a parser of them, and as it is printed with one."""

import pytest

from symbolic.cli import number

ASKED = [
    ["lstm", "n=4", "m=5"],
    ["lstm", "n=4"],
    ["lstm"],
    ["lstm", "bias=double", "input=3", "units=2"],
    ["lstm n=4 m=5"],
    ["lstm(m) > dense(10)", "n=4", "m=5"],
    ["torch.nn.LSTM", "input_size=3", "hidden_size=5"],
    ["lsmt", "n=1"],
    ["lstm", "n=1", "n=2", "m=3"],
    ["lstm", "m"],
    ["n=4"],
    ["missing.toml", "n=4"],
    ["units.py::Unit"],
    ["4*n\x1b[2J"],
    ["cwrnn", "layers=2"],
]


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_it_is_what_the_command_prints(run, monkeypatch, words):
    assert number.is_plain(["count", *words])
    plain = run("count", *words)
    monkeypatch.setattr(number, "is_plain", lambda words: False)
    assert run("count", *words) == plain


@pytest.mark.parametrize("words", [[], ["--help"], ["lstm", "--json"], ["lstm", "-h"], [""], ["lstm", " "], ["a\0b"]])
def test_what_a_parser_has_to_see_goes_to_it(words):
    assert not number.is_plain(["count", *words])


def test_a_reader_that_has_gone_is_no_fault(run, monkeypatch):
    def gone(*words):
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(number, "print_answer", gone)
    assert run("count", "lstm")[::2] == (1, "")
