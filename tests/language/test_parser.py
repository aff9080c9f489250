"""The whitelist: what is no equation is refused with one error that names the place."""

import warnings

import pytest

from symbolic.errors import EquationError
from symbolic.language import nodes as n
from symbolic.language.parser import parse
from symbolic.language.size_parser import parse_size
from symbolic.limits import EQUATION_BYTES, WRITTEN_SIZE_LENGTH


def refusal(text: str) -> EquationError:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(EquationError) as refused:
            parse(text)
    return refused.value


EXPRESSIONS = [
    ("x.__class__", "attribute access"),
    ("x[t].shape", "attribute access"),
    ("x[t].t", "attribute access"),
    ("x[t].dot(y)", "a call of something that has no plain name"),
    ("[x for k in N]", "a comprehension"),
    ("{x for k in N}", "a comprehension"),
    ("{x: x for k in N}", "a comprehension"),
    ("(x for k in N)", "a comprehension"),
    ("lambda: x", "a lambda"),
    ("'text'", "a string"),
    ("b'text'", "a string"),
    ("f'{x}'", "a string"),
    ("a if b else c", "a condition"),
    ("a and b", "a condition"),
    ("a < b", "a comparison"),
    ("a == b", "a comparison"),
    ("(a := b)", "an assignment inside an expression"),
    ("[a, b]", "a list"),
    ("(a, b)", "a tuple"),
    ("{}", "a dictionary"),
    ("{a}", "a set"),
    ("concat(*a)", "an unpacking"),
    ("+a", "this sign"),
    ("not a", "this sign"),
    ("~a", "this sign"),
    ("a // b", "this operator"),
    ("a % b", "this operator"),
    ("a << b", "this operator"),
    ("a | b", "this operator"),
    ("True", "the constant True"),
    ("None", "the constant None"),
    ("...", "the constant Ellipsis"),
    ("1j", "the constant 1j"),
    ("x[t][k]", "an index on something that is not a name"),
    ("await x", "await"),
]


@pytest.mark.parametrize(("expression", "words"), EXPRESSIONS)
def test_an_expression_outside_the_language_is_named(expression, words):
    text = f"c[t] = x[t]\nh[t] = max(x[t], {expression})"
    error = refusal(text)
    assert error.line == 2
    assert f"{words} " in f"{error.problem} "
    assert "is not part of the language of equations" in error.problem
    assert error.text == text.splitlines()[1]
    assert error.text[error.column : error.end].strip("()") in expression


STATEMENTS = [
    ("import os", "an import"),
    ("from os import path", "an import"),
    ("def f(): pass", "a function"),
    ("class A: pass", "a class"),
    ("tanh(x[t])", "an expression alone"),
    ("h[t] = g[t] = x[t]", "a chain of assignments"),
    ("h[t] += x[t]", "an update in place"),
    ("h[t]: int = x[t]", "annassign"),
    ("while x: pass", "while"),
    ("if x: h[t] = x[t]", "if"),
    ("with x: h[t] = x[t]", "with"),
    ("del h[t]", "delete"),
    ("async def f(): pass", "asyncfunctiondef"),
    ("h.T = x[t]", "the left side of an equation must be a signal"),
    ("a, b = x[t]", "the left side of an equation must be a signal"),
    ("*a, b = x[t]", "the left side of an equation must be a signal"),
    ("h[t-1] = x[t]", "an equation assigns h[t], not h[t-1]"),
    ("for k in N: h[t, k] = x[t]\nelse: g[t] = x[t]", "cannot have a condition or an else"),
    ("for k, j in N: h[t, k] = x[t]", "a family has one index"),
    ("for t in N: h[t] = x[t]", "t is the time"),
    ("for k in range(1, N, 2, 3): h[t, k] = x[t]", "range takes one or two sizes"),
    ("for k in range(*N): h[t, k] = x[t]", "an unpacking is not a size"),
    ("for k in [1, 2]: h[t, k] = x[t]", "a list is not a size"),
    ("h[t] = sum(U[k] @ x[t] for k in N if k)", "cannot have a condition or an else"),
    ("h[t] = sum(U[k] @ x[t] async for k in N)", "not asynchronous"),
    (
        "h[t] = tanh(U[k] @ x[t] for k in N)",
        "tanh does not run over a family; these do: blockdiag, blocks, concat, cumax, prod, softmax, sum",
    ),
    ("h[t] = sum(U, V)", "sum runs over a family"),
    ("h[t] = tanh(x[t], axis=1)", "tanh takes no named arguments"),
    ("h[t] = tanh(**x)", "tanh takes no named arguments"),
    ("h[t] = tanh()", "tanh takes 1 argument, not 0"),
    ("h[t] = tanh(a, b)", "tanh takes 1 argument, not 2"),
    ("h[t] = dot(a)", "dot takes 2 arguments, not 1"),
    ("h[t] = max(a)", "max takes 2 to 8 arguments, not 1"),
    ("h[t] = repeat(a, C, D)", "repeat takes 1 to 2 arguments, not 3"),
    ("h[t] = sigmiod(x[t])", "unknown function sigmiod; did you mean sigmoid"),
    ("h[t] = eval(x[t])", "unknown function eval"),
    ("h[t] = x[t+1]", "a cell cannot read a later step"),
    ("h[t] = x[1-t]", "a time is written t, t-1, t-2"),
    ("h[t] = x[t-0]", "a time is written t, t-1, t-2"),
    ("h[t] = x[t-True]", "the constant True is not a size"),
    ("h[t] = x[t-1001]", "a time is written t, t-1, t-2, up to t-1000"),
    ("h[t] = x[t, t]", "t is the time; use it only in an index"),
    ("h[t] = x[t] ** h[t-1]", "others are written sqrt(a), 1 / a, exp(b * log(a))"),
    ("h[t] = x[t:]", "a time is written t, t-1, t-2"),
    ("h[t] = x[t, 1:]", "slice here is not a size"),
    ("h[t] = x[()]", "an index is a time and up to four members"),
    ("h[t] = x[t, 1, 2, 3, 4, 5]", "an index is a time and up to four members"),
    ("h[t] = x[*a]", "an unpacking is not a size"),
    ("h[t] = x ** 17", "an exponent must be a whole number from 1 to 16"),
    ("h[t] = x ** 0", "an exponent must be a whole number from 1 to 16"),
    ("h[t] = x ** -1", "an exponent must be a whole number from 1 to 16"),
    ("h[t] = x ** 0.5", "an exponent must be a whole number from 1 to 16"),
    ("h[t] = x ** True", "an exponent must be a whole number from 1 to 16"),
    ("h[t] = 9**9**9**9", "an exponent must be a whole number from 1 to 16"),
    ("h[t] = repeat(x[t], 9**9**9**9)", "an exponent must be a whole number from 1 to 16"),
    ("h[t] = repeat(x[t], ((((9**16)**16)**16)**16)**16)", "a number in a size is at most 1e+12"),
    ("h[t] = repeat(x[t], n**16*n)", "exponents up to 16"),
    ("h[t] = repeat(x[t], n/(m + 1))", "divided by a number or by letters, not by m + 1"),
    ("h[t] = repeat(x[t], n/0)", "divided by a number or by letters, not by 0"),
    ("h[t] = 1000000000001 * x[t]", "a number is at most 1e+12"),
    ("h[t] = 1e400 * x[t]", "a number is at most 1e+12"),
    ("h[t] = __class__ @ x[t]", "a name has at most 60 ASCII letters"),
    ("h[t] = __import__('os')", "a name has at most 60 ASCII letters"),
    ("h[t] = _W @ x[t]", "a name has at most 60 ASCII letters"),
    (f"h[t] = {'W' * 61} @ x[t]", "a name has at most 60 ASCII letters"),
]


@pytest.mark.parametrize(("statement", "words"), STATEMENTS)
def test_a_statement_outside_the_language_is_named(statement, words):
    error = refusal(f"c[t] = x[t]\n{statement}")
    assert words in error.problem
    assert error.line == (3 if "else:" in statement else 2)


@pytest.mark.parametrize(
    "sign", ["σ", "ｈ", "·", "\u2212", "\u00a0", "\x00", "\x0c", "\x1b", "\u2028", "\ud800", "\ufeff"]
)
def test_a_character_outside_ascii_is_shown_with_its_place(sign):
    error = refusal(f"c[t] = x[t]\nh[t] = x[t] {sign} x[t]")
    assert (error.line, error.column, error.end) == (2, 12, 13)
    assert error.problem.startswith(f"unexpected character {sign!r}; equations are written in ASCII")


def test_a_comment_may_hold_any_letter():
    assert parse("h[t] = x[t]  # ⊙ is written *\n# σ").equations == parse("h[t] = x[t]").equations


HUGE = [
    ("(" * 5000 + "x[t]" + ")" * 5000, "too many nested parentheses"),
    ("-" * 50_000 + "x[t]", "nested more than 100 levels deep"),
    ("(" * 101 + "-" * 101 + "x[t]" + ")" * 101, "nested more than 100 levels deep"),
    ("-" * 101 + "x[t]", "nested more than 100 levels deep"),
    ("tanh(" * 101 + "x[t]" + ")" * 101, "nested more than 100 levels deep"),
    ("repeat(x[t], " + "-" * 101 + "C)", "nested more than 100 levels deep"),
    ("9" * 5000, "this cannot be read"),
    ("x[t] + " * 9000 + "x[t]", "nested more than 100 levels deep"),
    (
        "sum(x[t] " + " ".join(f"for k{place} in N" for place in range(3000)) + ")",
        "families are nested more than 8 levels deep",
    ),
]


@pytest.mark.parametrize(("expression", "words"), HUGE)
def test_huge_text_is_refused_and_neither_recurses_nor_hangs(expression, words):
    error = refusal(f"h[t] = {expression}")
    assert words in error.problem
    assert error.line == 1
    assert len(str(error)) < 500


def test_text_has_at_most_64_kib():
    equation = "h[t] = x[t]"
    assert parse(equation + " " * (EQUATION_BYTES - len(equation)))
    assert "64 KiB" in refusal(equation + " " * (EQUATION_BYTES - len(equation) + 1)).problem
    assert "64 KiB" in refusal("# " + "σ" * (EQUATION_BYTES // 2)).problem


@pytest.mark.parametrize("text", ["", "\n\n", "   ", "# nothing", "\t\r\n"])
def test_a_text_without_equations_is_refused(text):
    assert refusal(text).problem.startswith("there is no equation; write one per line")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("h[t] = (x[t]", 1),
        ("c[t] = x[t]\nh[t] = x[t] +", 2),
        ("c[t] = x[t]\n  h[t] = x[t]", 2),
        ("c[t] = x[t]\n\n\nh[t] = )", 4),
    ],
)
def test_a_syntax_error_has_its_place(text, line):
    error = refusal(text)
    assert error.problem.startswith("this cannot be read: ")
    assert error.line == line


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_system(ending):
    text = ["c[t] = x[t]", "h[t] = W @ c[t]"]
    assert parse(ending.join(text)) == parse("\n".join(text))
    assert refusal(ending.join([*text, "h[t] = 'a'"])).line == 3


def test_a_sum_is_one_node_in_the_authors_order():
    value = parse("h[t] = a - b + (c - d)").equations[0].value
    inner = n.Add((n.Parameter("c"), n.Parameter("d")), (1, -1))
    assert value == n.Add((n.Parameter("a"), n.Parameter("b"), inner), (1, -1, 1))


def test_the_time_makes_a_signal_and_its_absence_a_parameter():
    value = parse("h[t] = W[k, 2] @ x[t-3, k]").equations[0].value
    k = parse_size("k")
    assert value == n.Product(n.Parameter("W", (k, n.Size.of(2))), n.Signal("x", 3, (k,)))


@pytest.mark.parametrize(
    "text", ["", " ", "n\nm", "n = 1", "n;m", "n(", "'n'", "n.T", "f(n)", "1.5", "t", "n**17", "é"]
)
def test_a_text_that_is_no_size_is_refused(text):
    with pytest.raises(EquationError):
        parse_size(text)


def test_the_neighbours_of_what_is_refused_are_read():
    """The refusals above can fail: one character less, and the text is an equation."""
    assert parse("h[t] = x[t-1000] ** 16 + 1000000000000 * " + "-" * 90 + "x[t]")
    assert parse(f"h[t] = {'W' * 60} @ x[t]")


def test_a_size_may_be_as_long_as_the_bound():
    assert parse_size("mm" + "+m" * (WRITTEN_SIZE_LENGTH // 2 - 1)) == parse_size(
        f"mm + {WRITTEN_SIZE_LENGTH // 2 - 1}*m"
    )


@pytest.mark.parametrize("text", ["", "  ", "m\n+ n", "m\r+ n", "+".join(["m"] * 101)])
def test_a_size_is_one_short_line(text):
    with pytest.raises(EquationError, match="a size is a letter, a number or an expression of them"):
        parse_size(text)
