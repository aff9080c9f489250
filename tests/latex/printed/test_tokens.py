"""Tokens: other scripts, comments, places."""

import pytest

from symbolic.latex.printed.errors import LatexError
from symbolic.latex.printed.tokens import check_length, read_tokens


def texts(source):
    return [token.text for token in read_tokens(source)]


def test_comments_and_blanks_say_nothing():
    assert texts("a % b\n c") == ["a", "c"]
    assert texts(r"a\% b") == ["a", r"\%", "b"]


@pytest.mark.parametrize(
    ("other", "latex"),
    [
        ("hₜ₋₁", "h_{t-1}"),
        ("x²", "x^{2}"),
        ("σ(a⊙b)", r"\sigma(a\odot b)"),
        ("a − b", "a - b"),
        ("Wᵀ", r"W^{\top}"),
        ("h̃", r"\tilde{h}"),
        ("x ∈ ℝ", r"x \in \mathbb{R}"),
    ],
)
def test_other_scripts_are_read_as_their_commands(other, latex):
    assert texts(other) == texts(latex)


def test_each_token_has_its_place():
    assert [(token.start, token.end) for token in read_tokens("ab  cd")] == [(0, 1), (1, 2), (4, 5), (5, 6)]


def test_what_is_no_mathematics_is_named_with_its_place():
    with pytest.raises(LatexError, match="unexpected control character") as caught:
        read_tokens("h\x07")
    assert (caught.value.findings[0].line, caught.value.findings[0].column) == (1, 2)


def test_a_text_has_a_bound():
    check_length("x" * 1000)
    with pytest.raises(LatexError, match="at most 768 KiB long"):
        check_length("x" * 10**6)
