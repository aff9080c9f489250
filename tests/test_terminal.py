"""The width of the terminal, and characters that it can show."""

import io
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic.terminal import WITHOUT_TERMINAL, columns, known_columns, legible, spelled_out


@pytest.mark.parametrize(
    ("words", "width"),
    [("60", 60), ("200", 200), ("3", 20), *[(w, None) for w in ("", "0", "-5", "wide", "٣٠", "9" * 99)]],
)
def test_the_width_is_what_columns_says(words, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", words)
    assert known_columns(io.StringIO()) == width
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert columns() == (width or WITHOUT_TERMINAL)


def test_the_width_of_a_terminal():
    pty, fcntl, termios = map(pytest.importorskip, ("pty", "fcntl", "termios"))
    _, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stream:
        fcntl.ioctl(stream, termios.TIOCSWINSZ, b"\x18\x00\x49\x00\x00\x00\x00\x00")
        assert known_columns(stream) == 0x49
        fcntl.ioctl(stream, termios.TIOCSWINSZ, b"\x00" * 8)
        assert known_columns(stream) is None


def test_a_stream_that_is_closed_has_no_width(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert columns() == WITHOUT_TERMINAL


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("4·m² + m¹²/n⁻³", "4*m^2 + m^12/n^-3"),
        ("σ(W_i x[t]) ⊙ δh~[t]", "sigma(W_i x[t]) * delta_h~[t]"),
        ("∂L/∂h[t] + ←δh[t+1] + Σ(t) xᵀ", "dL/dh[t] + <-delta_h[t+1] + sum(t) x^T"),
        ("λW_σ, αβ, 2σ", "lambda_W_sigma, alpha_beta, 2_sigma"),
        ("e → 2·m ≤ ∞", "e -> 2*m <= inf"),
        ("gates × one gate", "gates x one gate"),
        ("Melis, Kočiský and Łoś", "Melis, Kocisky and Los"),
        ("“no” – it’s…", '"no" - it\'s...'),
        ("½ v₁ ﬁ Æsir", "1/2 v1 fi aesir"),
        ("张", "\\u5f20"),
        ("\udcff", "\\udcff"),
    ],
)
def test_everything_has_a_spelling_in_ascii(text, plain):
    assert legible(text, "ascii").lower() == plain.lower()


def test_an_encoding_without_formulas_keeps_the_letters_that_it_has():
    assert legible("4·m² by Jürgen and Kočiský", "cp1252") == "4*m^2 by Jürgen and Kociský"
    assert legible("4·m² by Jürgen and Kočiský", "utf-8") == "4·m² by Jürgen and Kočiský"


@given(st.text())
def test_nothing_is_left_that_cannot_be_written(text):
    assert spelled_out(text).isascii()
    for encoding in ("ascii", "cp1252", "latin-1", "cp437"):
        legible(text, encoding).encode(encoding)
    assert legible(text, "utf-16") == text or any("\ud800" <= sign <= "\udfff" for sign in text)
    assert spelled_out(text).count("?") <= text.count("?") + sum(not sign.isascii() for sign in text)


@given(st.text(st.characters(max_codepoint=127)))
def test_what_is_ascii_stays(text):
    assert legible(text, "ascii") == spelled_out(text) == text
