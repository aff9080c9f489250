"""An author's macros."""

import pytest

from symbolic.latex.printed.errors import LatexError
from symbolic.latex.printed.macros import expand, read_macros
from symbolic.latex.printed.tokens import read_tokens


def expanded(source):
    macros, rest = read_macros(source)
    return "".join(token.text for token in expand(read_tokens(rest), macros, source))


@pytest.mark.parametrize(
    ("definition", "use", "becomes"),
    [
        (r"\newcommand{\vx}{\mathbf{x}}", r"\vx", r"\mathbf{x}"),
        (r"\newcommand{\vx}{x \\}\newcommand{\vy}{y}", r"\vy", "y"),
        (r"\newcommand\vx{\mathbf x}", r"\vx", r"\mathbfx"),
        (r"\newcommand{\lin}[2]{W_{#1} #2}", r"\lin{i}{x}", "W_{i}x"),
        (r"\newcommand{\lin}[2][h]{U_{#1} #2}", r"\lin{x}\lin[c]{y}", "U_{h}xU_{c}y"),
        (r"\def\had{\odot}", r"\had", r"\odot"),
        (r"\def\gate#1{\sigma(#1)}", r"\gate{a}", r"\sigma(a)"),
        (r"\let\had=\odot", r"\had", r"\odot"),
        (r"\DeclareMathOperator{\sig}{sigm}", r"\sig", r"\operatorname{sigm}"),
        (r"\providecommand{\a}{\b}\renewcommand{\b}{c}", r"\a", "c"),
        (r"\NewDocumentCommand{\v}{m}{\mathbf{#1}}", r"\v{h}", r"\mathbf{h}"),
    ],
)
def test_a_macro_becomes_its_body(definition, use, becomes):
    assert expanded(definition + use) == becomes


def test_a_definition_in_a_comment_is_none():
    assert expanded("% \\newcommand{\\x}{y}\n\\x") == r"\x"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"\def\a{\a}\a", r"the macro \\a calls itself"),
        (r"\newcommand{\a}[1]{#1}\a", r"the macro \\a lacks an argument"),
        (r"\newcommand{\a}{b", "this brace is never closed"),
        (r"\write18{ls}", r"\\write is not read"),
    ],
)
def test_a_macro_that_cannot_be_expanded_is_named(source, words):
    with pytest.raises(LatexError, match=words):
        expanded(source)
