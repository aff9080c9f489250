"""A cell as it is written: what fits together and what is refused."""

import pytest

from symbolic.errors import DefinitionError, EquationError, SymbolicError
from symbolic.language.definition import declared_shape, define

RNN = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"
SIZES = {"x": "n", "h": "m"}


def test_letters_stand_in_the_order_in_which_they_are_declared():
    text = "h[t] = sum(U[k] @ repeat(x[t], C) for k in N)\nc[t] = sum(V[i, j] @ h[t] for i in G for j in range(i, G))"
    assert define(text, {"h": "m", "x": "n", "c": "2*q"}).letters == ("m", "n", "q", "N", "C", "G")


@pytest.mark.parametrize(
    ("shape", "read"),
    [("n", ("n",)), (1, ()), ("1", ()), ((), ()), (("n", "2*m"), ("n", "2*m")), (["n", 3], ("n", "3")), ((1,), ("1",))],
)
def test_a_shape_is_a_vector_a_scalar_or_a_matrix(shape, read):
    assert tuple(map(str, declared_shape("x", shape))) == read


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (None, 'the size of x must be "n", 1 or'),
        (True, 'the size of x must be "n", 1 or'),
        (2.5, 'the size of x must be "n", 1 or'),
        ({"a": 1}, 'the size of x must be "n", 1 or'),
        ((("n",),), 'the size of x must be "n", 1 or'),
        (0, "the size of x must be at least 1, not 0"),
        ("-4", "the size of x must be at least 1, not -4"),
        ("", "the size of x: a size is a letter"),
        ("n +", "the size of x: this cannot be read"),
        ("f(n)", "the size of x: .* is not a size"),
        pytest.param(10**5000, "the size of x: a number in a size is at most 1e.12", id="huge"),
    ],
)
def test_a_shape_that_is_none_is_refused(shape, message):
    with pytest.raises(DefinitionError, match=message):
        define(RNN, {"x": shape, "h": "m"})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"equations": 5}, "equations must be one string, not int"),
        ({"sizes": "n"}, "sizes must be a mapping such as"),
        ({"sizes": {**SIZES, "y": "q"}}, "sizes: 'y' does not occur in the equations, which have x, h"),
        ({"sizes": {**SIZES, 3: "q"}}, "sizes: 3 does not occur"),
        ({"fixed": "W"}, "fixed must be a list of parameter names"),
        ({"fixed": 5}, "fixed must be a list of parameter names"),
        ({"fixed": [["W"]]}, "fixed must be a list of parameter names"),
        ({"fixed": ["x"]}, "fixed: 'x' is not a parameter"),
        ({"latex": {"h": 5}}, "latex must map names to strings"),
        ({"latex": ["h"]}, "latex must map names to strings"),
        ({"activations": {"act": 5}}, "activations must map names to strings"),
        ({"activations": {"tanh": "max(0, x)"}}, "the activation tanh is already an operation of the language"),
        ({"activations": {"act": "max(a, b)"}}, "the activation act must be a formula in one variable"),
        ({"activations": {"act": "max(0, 1)"}}, "the activation act must be a formula in one variable"),
        ({"activations": {"act": "x[t]"}}, "the activation act must be a formula in one variable"),
        ({"activations": {"act": "x\nz[t] = x"}}, "the activation act must be a formula in one variable"),
        (
            {"activations": {"a b": "max(0, x)"}},
            "the name of an activation must be an identifier such as swish, not 'a b'",
        ),
        (
            {"activations": {"for": "max(0, x)"}},
            "the name of an activation must be an identifier such as swish, not 'for'",
        ),
        ({"activations": {"act": "x @ x"}}, "act must work element by element, and a product of matrices does not"),
        ({"activations": {"act": "concat(x, x)"}}, "act must work element by element, and concat does not"),
        ({"activations": {"act": "sum(x for k in 2)"}}, "act must work element by element, and sum does not"),
        ({"latex": {"nosuch": "Q"}}, "latex: 'nosuch' is neither a name in the equations nor a size"),
        ({"sizes": {"x": "t", "h": "m"}}, "t is the time"),
    ],
)
def test_parts_that_do_not_fit_are_refused(arguments, message):
    with pytest.raises(SymbolicError, match=message):
        define(**{"equations": RNN, "sizes": SIZES, **arguments})


def test_an_activation_of_the_cells_own_is_known_in_its_equations():
    text = "h[t] = swoosh(W @ x[t])"
    assert define(text, SIZES, activations={"swoosh": "log(1 + exp(x - 1))"})
    with pytest.raises(EquationError, match="unknown function swoosh"):
        define(text, SIZES)


def test_an_input_that_is_misspelled_is_seen_as_a_signal_that_nobody_assigns():
    with pytest.raises(EquationError, match=r"z\[t\] is never assigned; assign it, or declare its size"):
        define("h[t] = tanh(W @ x[t]) * z[t]", SIZES)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("h[t] = sum(U[j] @ h[t-1] for k in N)", "j is neither a size nor the index of a family"),
        ("h[t] = U[k] @ h[t-1] + sum(V[k] @ h[t-1] for k in N)", "k is both a size and the index of a family"),
        ("h[t] = U @ repeat(h[t-1], k) + sum(V[k] @ h[t-1] for k in N)", "k is both a size and the index of a family"),
        ("h[t] = sum(V[N] @ h[t-1] for N in N)", "N is both a size and the index of a family"),
        ("h[t] = sum(V[m] @ h[t-1] for m in N)", "m is both a size and the index of a family"),
        ("h[t] = sum(repeat(V[k] @ h[t-1], k) for k in N)", "a size is the same for every member"),
    ],
)
def test_a_letter_is_a_size_or_an_index(text, message):
    with pytest.raises(SymbolicError, match=message):
        define(text, {"h": "m"})


def test_a_last_member_is_written_with_the_letter_of_its_range():
    assert define("for k in L:\n    s[t, k] = x[t]\nh[t] = s[t, L-1]", {"x": "n"}).letters == ("n", "L")


def test_rewriting_keeps_what_is_still_there():
    cell = define(RNN, SIZES, fixed=["W", "b"])
    rewritten = cell.rewritten(define("h[t] = tanh(W @ h[t-1])", {"h": "m"}).program.equations)
    assert set(rewritten.sizes) == {"h"}
    assert rewritten.fixed == {"W"}


def test_an_input_without_its_time_is_not_taken_for_a_bias():
    with pytest.raises(EquationError, match=r"x has no time, so it is a parameter; write x\[t\] if it is an input"):
        define("h[t] = tanh(W @ x + U @ h[t-1])", {"x": "n", "h": "m"})
