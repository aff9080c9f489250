"""The output of a cell: as its author says it, or as its equations leave no doubt."""

import pytest

from symbolic import Cell, cell, cells
from symbolic.errors import DefinitionError

MEMORY = """
    k[t] = tanh(W_k @ h[t-1])
    w[t] = softmax(M[t-1] @ k[t])
    h[t] = tanh(W @ x[t] + U @ h[t-1] + R @ (M[t-1].T @ w[t]))
    e[t] = sigmoid(W_e @ h[t])
    M[t] = M[t-1] - w[t] @ e[t].T
"""
SIZES = {"x": "n", "h": "m", "M": ("K", "m")}
TWO = """
    h[t] = tanh(W @ x[t] + U @ g[t-1])
    g[t] = tanh(V @ x[t] + Q @ h[t-1])
"""


@pytest.mark.parametrize("name", [name for name in cells() if name not in ("lstmp_nonrec", "hgrn", "st_lstm")])
def test_the_output_of_a_catalogue_cell_is_what_it_assigns_last(name):
    assert cell(name).outputs == (cell(name).definition.program.equations[-1].name,)


def test_two_outputs_that_go_on_together_are_declared():
    assert cell("lstmp_nonrec").outputs == ("r", "p")
    assert cell("st_lstm").outputs == ("h", "m")
    assert cell("hgrn").outputs == cell("hgrn").backward().outputs == ("h_r", "h_i")


def test_a_memory_that_is_written_last_is_no_output():
    memory = Cell(MEMORY, SIZES)
    assert memory.outputs == ("h",)
    assert memory.backward().outputs == ("h",)


def test_a_readout_is_the_output_of_the_state_below_it():
    assert Cell("h[t] = tanh(W @ x[t] + U @ h[t-1])\ny[t] = V @ h[t]", {"x": "n", "h": "m", "y": "q"}).outputs == ("y",)


def test_a_result_that_nothing_reads_is_no_rival_of_the_state_after_it():
    equations = "a[t] = sigmoid(W @ x[t])\nh[t] = tanh(V @ x[t] + U @ h[t-1])"
    assert Cell(equations, {"x": "n", "a": "m", "h": "m"}).outputs == ("h",)


def test_the_layers_of_a_stack_are_read_up_to_the_last():
    assert cell("stacked_lstm").outputs == ("h",)


def test_what_goes_on_in_another_family_is_no_output():
    hops = """
        u[t, 0] = B @ x[t]
        for k in K:
            o[t, k] = C @ softmax(A @ u[t, k])
            u[t, k+1] = u[t, k] + o[t, k]
        y[t] = W @ u[t, K]"""
    assert Cell(hops, {"x": "n", "u": "d", "y": "q", "A": ("r", "d")}).outputs == ("y",)


def test_two_candidates_are_asked_about_when_a_question_needs_the_output():
    doubtful = Cell(TWO, {"x": "n", "h": "m", "g": "m"})
    assert doubtful.count_at(n=2, m=3) == 30
    for question in (lambda: doubtful.outputs, doubtful.backward):
        with pytest.raises(DefinitionError) as refusal:
            question()
        assert str(refusal.value) == (
            "the output of the cell could be h or g: no other signal of the step depends on them; "
            'choose with output="g", or output=["h", "g"] for several'
        )
    assert doubtful.backward("h").outputs == ("h",)


@pytest.mark.parametrize(("output", "outputs"), [("h", ("h",)), (["h", "g"], ("h", "g"))])
def test_what_the_author_says_is_the_output(output, outputs, tmp_path):
    declared = Cell(TWO, {"x": "n", "h": "m", "g": "m"}, output=output)
    assert declared.outputs == declared.backward().outputs == outputs
    assert declared.modified(bias="single").outputs == outputs
    path = tmp_path / "two.toml"
    path.write_text(f'equations = """{TWO}"""\noutput = {output!r}\nsizes = {{x = "n", h = "m", g = "m"}}\n')
    assert Cell.load(path).outputs == outputs


@pytest.mark.parametrize(
    ("output", "problem"),
    [
        ("y", "output: 'y' is not computed by the equations, which compute h, g"),
        ("x", "output: 'x' is not computed by the equations, which compute h, g"),
        (3, 'output must be the name of a signal such as "h", or a list of names, not 3'),
    ],
)
def test_an_output_that_is_not_computed_is_refused(output, problem):
    with pytest.raises(DefinitionError) as refusal:
        Cell(TWO, {"x": "n", "h": "m", "g": "m"}, output=output)
    assert str(refusal.value) == problem


def test_where_every_signal_goes_into_another_none_is_the_output():
    equations = """
        q[t, 0] = W @ x[t]
        for k in N: v[t, k] = tanh(sum(q[t, i] for i in range(k + 1)))
        for k in N: q[t, k+1] = U @ sum(v[t, i] for i in range(k + 1))
    """
    mutual = Cell(equations, {"x": "n", "q": "m"})
    with pytest.raises(DefinitionError, match="none is left as the output of the cell"):
        mutual.backward()
