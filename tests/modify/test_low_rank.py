"""``low_rank``: each kernel becomes a product of two, but for a projection and what is factored already."""

from __future__ import annotations

import pytest
from sympy import Symbol, expand, symbols

from symbolic import Cell, cell, cells
from symbolic.errors import ModifierError
from symbolic.language.sizes.size import Size

n, m, s = symbols("n m s")
SIZES = {"x": "n", "h": "m"}
FACTORED = ("input kernel", "recurrent kernel", "joint kernel", "inner kernel")

WITHOUT_WHOLE_ONES = ("qlstm", "s4d", "ltc", "f_lstm", "lowrank_lstm", "mamba_s6")
FACTORABLE = [
    name for name in cells() if name not in WITHOUT_WHOLE_ONES and len(next(iter(cell(name).signals.values()))) < 3
]
FACTORS = {
    "hyperlstm": {"D_b", "Z_b"},
    "gla": {"W_a1", "W_a2"},
    "rwkv7_timemix": {"W_v1", "W_v2", "W_a1", "W_a2"},
    "mamba_block": {"W_d", "W_r"},
}
"""Kernels of which one is applied to what the other gives."""


@pytest.mark.parametrize(
    ("name", "total"),
    [
        ("lstm", 4 * s * (n + m) + 8 * s * m + 4 * m),
        ("gru", 3 * s * (n + m) + 6 * s * m + 3 * m),
        ("rnn", s * (n + m) + 2 * s * m + m),
        ("mlstm_krause", 5 * s * (n + m) + 10 * s * m),
        ("lstmp", 4 * s * (n + Symbol("r")) + 8 * s * m + 7 * m + m * Symbol("r")),
    ],
)
def test_the_total(name, total):
    assert expand(cell(name, low_rank="s").count - total) == 0


@pytest.mark.parametrize("name", WITHOUT_WHOLE_ONES)
def test_a_cell_without_a_matrix_that_is_whole_is_refused(name):
    with pytest.raises(ModifierError, match="the cell has no kernel that could be factored"):
        cell(name, low_rank="q2")


@pytest.mark.parametrize("name", FACTORABLE)
def test_a_kernel_of_rows_and_columns_becomes_two(name):
    own, changed = cell(name), cell(name, low_rank="q2")
    rank, before, after = Size.letter("q2"), own.shapes, changed.shapes
    kept = [key for key in before if key in after]
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
    wanted = []
    for key in set(before) - set(kept):
        (rows, columns), members = before[key]
        assert own.roles[key] in FACTORED
        wanted += [((rows, rank), members), ((rank, columns), members)]
    kernels = [after[key] for key in after if key not in before]
    assert sorted(map(str, kernels)) == sorted(map(str, wanted)) != []


@pytest.mark.parametrize("name", FACTORABLE)
def test_no_matrix_of_a_factored_role_is_left_whole(name):
    changed = cell(name, low_rank="q2")
    factored = [key for key in changed.trainable if changed.roles[key] in FACTORED]
    shapes = [changed.shapes[key][0] for key in factored if key not in FACTORS.get(name, ())]
    assert all(Size.letter("q2") in shape for shape in shapes if len(shape) == 2)


@pytest.mark.parametrize(
    ("text", "sizes", "line"),
    [
        ("h[t] = tanh(W @ x[t] + b)", SIZES, "h[t] = tanh(W_l @ (W_r @ x[t]) + b)"),
        ("h[t] = tanh(W.T @ x[t])", SIZES, "h[t] = tanh((W_l @ W_r).T @ x[t])"),
        ("h[t] = tanh((W + V) @ x[t])", SIZES, "h[t] = tanh((W_l @ W_r + V_l @ V_r) @ x[t])"),
        (
            "h[t] = tanh(blockdiag(R[j] for j in H) @ h[t-1] + W @ x[t])",
            SIZES,
            "h[t] = tanh(blockdiag(R_l[j] @ R_r[j] for j in H) @ h[t-1] + W_l @ (W_r @ x[t]))",
        ),
        ("h[t] = tanh(W @ x[t])", {"W": ("m", "n")}, "h[t] = tanh(W_l @ (W_r @ x[t]))"),
        ("h[t] = tanh(W @ x[t] + W_l)", SIZES, "h[t] = tanh(W_l2 @ (W_r @ x[t]) + W_l)"),
    ],
)
def test_kernels_however_they_are_written(text, sizes, line):
    own = Cell(text, sizes).modified(low_rank="s")
    assert own.text == line
    again = Cell(own.text, own.definition.sizes)
    assert expand(again.count - own.count) == 0


def test_what_is_not_trained_stays_whole():
    own = Cell("h[t] = tanh(A @ h[t-1] + W @ x[t])", SIZES, fixed=("A",)).modified(low_rank="s")
    assert "A @ h[t-1]" in own.text
    assert own.definition.fixed == {"A"}


def test_a_number_is_a_letter_with_that_value():
    assert cell("lstm", low_rank=3).count_at(n=7, m=5) == cell("lstm", low_rank="s").count_at(n=7, m=5, s=3)


@pytest.mark.parametrize(
    ("own", "rank", "reason"),
    [
        (cell("lstm"), "m", "the cell has a size m already; take another letter for the rank"),
        (cell("lstm"), "n", "the cell has a size n already"),
        (cell("lstm"), "m/2", "the cell has a size m already"),
        (cell("treelstm_childsum"), "k", "the cell has an index k already; take another letter for the rank"),
        (cell("lstm"), "0", "low_rank is a size of at least 1"),
        (cell("lstm"), "-2", "low_rank is a size of at least 1"),
        (cell("lstm"), "", "low_rank is a size such as s, not ''"),
        (cell("lstm"), "s s", "low_rank is a size such as s, not 's s'"),
        (cell("lstm"), "t", "t is the time"),
        (cell("lstm"), "true and false", "low_rank is a size such as s"),
        (cell("lstm"), "s" * 5000, "low_rank is a size such as s"),
        (cell("convlstm"), "s", "the cell has no kernel that could be factored"),
        (Cell("h[t] = tanh(v * x[t])", {"x": "n"}), "s", "the cell has no kernel that could be factored"),
    ],
)
def test_a_rank_that_makes_no_sense(own, rank, reason):
    with pytest.raises(ModifierError, match=reason) as caught:
        own.modified(low_rank=rank)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("rank", [1.5, None, ["s"]])
def test_a_value_is_text(rank):
    if rank is None:
        assert cell("lstm", low_rank=None).text == cell("lstm").text
    else:
        with pytest.raises(ModifierError, match="low_rank takes text"):
            cell("lstm", low_rank=rank)
