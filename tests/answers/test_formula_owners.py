"""What has a formula as its count."""

from contextlib import suppress

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from symbolic import cell, identify_formula
from symbolic.cli.app import app
from symbolic.errors import SymbolicError

NAMES = st.sampled_from([("x", "h"), ("d", "e"), ("e", "d"), ("is", "hs"), ("ninp", "nhid"), ("n", "m"), ("m", "n")])


@given(st.sampled_from(["lstm", "gru", "rnn", "mgu", "peephole_lstm"]), NAMES)
def test_each_cell_is_found_whatever_its_sizes_are_called(name, names):
    subject = cell(name)
    text = str(subject.size.rename(dict(zip(("n", "m"), names, strict=True))))
    assert name in [match.candidate.label for match in identify_formula(text).matches]


def test_what_is_found_has_the_formula():
    for match in identify_formula("3*(d*d + e*d + 2*d)").matches:
        n, m = (match.candidate.aliases[role] for role in ("input", "hidden"))
        assert match.names == {"d": m, "e": n}
    labels = [match.candidate.label for match in identify_formula("3*(d*d + e*d + 2*d)").matches]
    assert {"torch.nn.GRU", "keras.layers.GRU"} <= {*labels}


def test_three_sizes():
    assert identify_formula("4*(n*m + m*r + m) + m*r").matches[0].candidate.label == "lstm project=r"


def test_where_nothing_has_it():
    assert identify_formula("7*n*m").matches == ()
    assert "no cell or layer" in str(identify_formula("7*n*m"))


@pytest.mark.parametrize("text", ["", "4*5", "4*(n", "n^n", "a*b*c*d*e*f*g"])
def test_what_is_no_formula_of_sizes(text):
    matches = ()
    with suppress(SymbolicError):
        matches = identify_formula(text).matches
    assert not matches


def test_the_command():
    shown = CliRunner().invoke(app, ["identify", "4*(h*x + h^2 + h)"]).output
    assert "keras.layers.LSTM " in shown
    assert "h: hidden, x: input" in shown
    refused = CliRunner().invoke(app, ["identify", "4*(h*x + h^2 + h)", "lstm"])
    assert "a formula has its sizes as letters" in str(refused.exception)
