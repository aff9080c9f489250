"""Equations of two cells: what is called equal is, and what differs is said."""

import re
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic import Cell, cell, cells, compare
from symbolic.answers.equations.comparison import compare_equations
from symbolic.answers.equations.refutation import refutation
from symbolic.answers.equations.unrolled import loop_letters, unroll
from symbolic.language import nodes as n
from symbolic.language.printer import SOURCE, spell_program
from symbolic.language.written import TEXT_FIELDS

SIZES = {"x": "n", "h": "m"}
LSTM = cell("lstm").text
PLAIN = [name for name in cells() if not cell(name).definition.indices and len(cell(name).definition.names.signals) > 0]
FUSED = """
    a[t] = W @ concat(x[t], h[t-1]) + b
    c[t] = sigmoid(part(a[t], 1, 4)) * c[t-1] + sigmoid(part(a[t], 0, 4)) * tanh(part(a[t], 2, 4))
    h[t] = sigmoid(part(a[t], 3, 4)) * tanh(c[t])"""
COLUMNS = """
    a[t] = K.T @ x[t] + R.T @ h[t-1] + b
    i[t] = sigmoid(part(a[t], 0, 4))
    c[t] = sigmoid(part(a[t], 1, 4)) * c[t-1] + i[t] * tanh(part(a[t], 2, 4))
    h[t] = sigmoid(part(a[t], 3, 4)) * tanh(c[t])"""
UNTOLD = ("treelstm_childsum", "treelstm_nary", "mamba_block")
"""Cells with other states than an LSTM, which at some number of members stores as much."""
LERP = """
    z[t] = sigmoid(A @ u[t] + B @ s[t-1] + c)
    r[t] = sigmoid(C @ u[t] + D @ s[t-1] + d)
    s[t] = s[t-1] + (1 - z[t]) * (tanh(E @ u[t] + F @ (r[t] * s[t-1]) + e) - s[t-1])"""


def shuffled(node, draw):
    """Sums and products in another order."""
    node = n.rebuild(node, lambda part: shuffled(part, draw))
    if isinstance(node, n.Add):
        order = draw(st.permutations(range(len(node.terms))))
        return n.Add(tuple(node.terms[at] for at in order), tuple(node.signs[at] for at in order))
    return n.Multiply(node.right, node.left) if isinstance(node, n.Multiply) and draw(st.booleans()) else node


@given(st.sampled_from(PLAIN), st.data())
def test_other_names_and_another_order_are_the_same(name, data):
    known = cell(name)
    equations = [
        n.Equation(part.target, shuffled(part.value, data.draw)) for part in known.definition.program.equations
    ]
    static = known.definition.program.static
    text = spell_program(n.Program(tuple(equations), static=static), SOURCE)
    names = [*known.definition.names.parameters, *known.definition.names.inputs, *known.definition.names.signals]
    pattern = re.compile(r"\b(" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")\b(?!\()")
    rename = lambda written: pattern.sub(r"q_\1", written)  # noqa: E731
    other = Cell(
        rename(text),
        {rename(key): shape if shape else 1 for key, shape in known.sizes.items()},
        fixed=map(rename, known.definition.fixed),
        identity=map(rename, known.definition.identity),
        static=[rename(part) for part in static if part in known.definition.names.inputs],
        output=[rename(part) for part in known.definition.output],
        activations=written_activations(known),
    )
    comparison = compare_equations(known, other)
    assert comparison.relation == "equal"
    assert refutation(known, other, ("one", "other")) == ""
    assert {name: new.removeprefix("q_") for name, new in comparison.names}.keys() <= {
        *names,
        *map(first, comparison.names),
    }


def first(pair):
    return pair[0]


def written_activations(known):
    from symbolic.language.printer import spell

    return {name: spell(formula, SOURCE) for name, formula in known.definition.activations.items()}


@pytest.mark.parametrize("text", [FUSED, COLUMNS])
def test_a_fused_kernel_is_the_same_as_one_for_each_gate(text):
    fused = Cell(text, SIZES)
    comparison = compare_equations(cell("lstm"), fused)
    assert (comparison.relation, comparison.differences) == ("equal", ())
    assert refutation(cell("lstm"), fused, ("one", "other")) == refutation(fused, cell("lstm"), ("", "")) == ""
    # The names are those under which both compute the same numbers.
    places = dict(comparison.names)
    generator = np.random.default_rng(1)
    whole = {name: generator.normal(size=shape) for name, shape in numeric_shapes(fused).items()}
    mine = {name: stored(whole, places[name]) for name in cell("lstm").definition.names.parameters}
    x = generator.normal(size=(4, 3))
    assert np.allclose(cell("lstm").run(mine, {"x": x})["h"], fused.run(whole, {"x": x})["h"], atol=1e-12)


def numeric_shapes(known, n=3, m=5):
    numbers = {"n": n, "m": m}
    return {
        name: tuple(size.evaluate(numbers.__getitem__)[0] for size in shape)
        for name, (shape, _) in known.shapes.items()
    }


def stored(whole, name):
    """``W[1]:0``, ``part(K, 0, 4)``: the rows of a gate, the columns of a vector that is joined."""
    if name.startswith("part("):
        array, place, count = re.match(r"part\((\w+), (\d), (\d)\)", name).groups()
        return np.split(whole[array], int(count), axis=-1)[int(place)].T
    array, place, block = re.match(r"(\w+)\[(\d)\](?::(\d))?", name).groups()
    rows = np.split(whole[array], 4)[int(place)]
    return rows if block is None else (rows[:, :3], rows[:, 3:])[int(block)]


def test_one_state_written_as_a_step_towards_another():
    comparison = compare_equations(cell("gru"), Cell(LERP, {"u": "k", "s": "d"}))
    assert comparison.relation == "equal"
    assert dict(comparison.names)["U_z"] == "B"


def test_a_gate_and_one_minus_it():
    comparison = compare_equations(
        cell("gru"), Cell(LERP.replace("(1 - z[t])", "z[t]"), {"u": "k", "s": "d"}), ("gru", "own")
    )
    assert comparison.relation == "equal but for a swapped gate"
    assert comparison.differences == ("z: what gru weighs by z, own weighs by 1 minus it",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("g[t] = tanh", "g[t] = sigmoid"), ["g: tanh in lstm, sigmoid in own"]),
        (("tanh(c[t])", "tanh(c[t-1])"), ["h: lstm reads c[t], own reads c[t-1]"]),
        (("tanh(c[t])", "c[t]"), ["h: lstm applies tanh, own does not"]),
        ((" + b_f", ""), ["f: lstm has one bias more, b_f"]),
        ((" + b_f", " + b_f + b_2"), ["f: own has one bias more, b_2"]),
        ((" + b_i", " - b_i"), ["i: b_i of lstm and b_i of own have other signs"]),
        (("U_o @ h[t-1]", "U_o @ c[t-1]"), ["o: h[t-1] in lstm, c[t-1] in own"]),
        (("U_o @ h[t-1] ", "U_o @ h[t-1] + p_o * c[t-1] "), ["o: own adds p_o * c[t-1], lstm does not"]),
        (
            ("f[t] * c[t-1]", "(1 - i[t]) * c[t-1]"),
            ["f: f[t] in lstm, 1 - i[t] in own", "f: a state or an output of own, and none of lstm"],
        ),
        (
            ("f[t] * c[t-1]", "c[t-1]"),
            ["c: lstm multiplies by f[t], own does not", "f: a state or an output of own, and none of lstm"],
        ),
        (("+ b_o", "+ 2 * b_o"), ["o: own multiplies by 2, lstm does not"]),
    ],
)
def test_what_differs_is_said_with_its_gate(change, said):
    comparison = compare_equations(cell("lstm"), Cell(LSTM.replace(*change), SIZES | {"f": "m"}), ("lstm", "own"))
    assert comparison.relation == "different"
    assert [*comparison.differences] == said


def test_a_parameter_that_is_shared_makes_another_cell():
    shared = Cell(LSTM.replace("U_o", "U_i"), SIZES)
    assert compare_equations(cell("lstm"), shared).relation == "different"


def test_sizes_that_one_side_ties():
    tied = Cell(cell("rnn").text, {"x": "m", "h": "m"})
    for pair in ((cell("rnn"), tied), (tied, cell("rnn"))):
        comparison = compare_equations(*pair)
        assert (comparison.relation, comparison.sizes) == ("equal", (("n", "m"),))
    # Each ties what the other leaves open: neither is a case of the other.
    text = "h[t] = tanh(W @ x[t] + V @ y[t] + U @ h[t-1])"
    left, other = (Cell(text, {"x": x, "y": y, "h": "m"}) for x, y in (("n", "m"), ("m", "n")))
    assert compare_equations(left, other).relation == "equal"
    left, other = (
        Cell("h[t] = W @ x[t]\nd[t] = V @ y[t]", {"x": x, "y": y, "h": h, "d": "k"}) for x, y, h in ("nnm", "nkn")
    )
    assert compare_equations(left, other).relation != "equal"


def test_what_is_fixed_is_not_what_is_trained():
    fixed = Cell(cell("rnn").text, SIZES, fixed=["U"])
    assert compare_equations(cell("rnn"), fixed).relation == "different"


def test_sizes_inside_that_one_side_leaves_open():
    freer = Cell("a[t] = W @ x[t] * (U @ h[t-1])\nh[t] = tanh(V @ a[t])", {"x": "n", "h": "m", "a": "r"})
    tied = Cell(freer.text, {"x": "n", "h": "m", "a": "m"})
    assert compare_equations(freer, tied).sizes == (("r", "m"),)
    comparison = compare_equations(tied, freer)
    assert (comparison.relation, comparison.sizes) == ("equal", (("r", "m"),))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            "h[t] = tanh(layernorm(W @ x[t] + U @ h[t-1], g, b))",
            "h[t] = tanh(b + g * layernorm(U @ h[t-1] + W @ x[t]))",
        ),
        ("h[t] = tanh(W @ x[t] + V @ x[t-1]) * h[t-1]", "h[t] = tanh(W @ x[t] + V @ p[t-1]) * h[t-1]\np[t] = x[t]"),
        ("h[t] = tanh(W @ h[t-1] + x[t])\ny[t] = h[t-1]", "h[t] = tanh(W @ p[t-1] + x[t])\np[t] = h[t]\ny[t] = h[t-1]"),
    ],
)
def test_other_ways_of_writing_the_same(left, right):
    sizes = {"x": "m", "h": "m"}
    for pair in ((left, right), (right, left)):
        comparison = compare_equations(*(Cell(text, sizes) for text in pair))
        assert (comparison.relation, comparison.differences) == ("equal", ())


@pytest.mark.parametrize("name", ["rhn", "rhn_coupled", "mogrifier"])
def test_loops_against_what_is_written_out(name):
    known = cell(name)
    letter, *_ = loop_letters(known.definition)
    for number in (2, 3):
        if name == "mogrifier" and number % 2:
            continue
        written = Cell.of(unroll(known.definition, {letter: number}), dict.fromkeys(TEXT_FIELDS, ""), {}, {})
        comparison = compare_equations(known, written)
        assert (comparison.relation, comparison.sizes) == ("equal", ((letter, str(number)),))
        other = Cell(written.text.replace("tanh", "sigmoid"), written.sizes)
        assert compare_equations(known, other).relation == "different"


def test_what_is_different_is_proved():
    comparison = compare_equations(cell("mogrifier"), cell("mogrifier").modified(bias="none"), ("one", "other"))
    assert comparison.relation == "different"
    assert (
        comparison.differences
        == (comparison.proof,)
        == ("at n = 4, m = 4, R = 4 one stores 208 trained numbers, other 192",)
    )
    comparison = compare_equations(
        cell("lstm"), Cell(LSTM.replace("tanh(c[t])", "tanh(c[t-1])"), SIZES), ("one", "other")
    )
    assert comparison.proof == "c comes to 1.3 in one, to 1.1 in other, where all parameters are 0.31 and all sizes 3"


def test_what_cannot_be_proved_is_unknown():
    half = Cell("h[t] = 2 * sigmoid(2 * (W @ x[t] + U @ h[t-1] + b)) - 1", SIZES)
    comparison = compare_equations(cell("rnn"), half)
    assert (comparison.relation, comparison.proof) == ("unknown", "")
    assert comparison.differences
    # One that is told apart by nothing but which of two parameters is read twice.
    left = Cell("h[t] = tanh(A @ x[t] + U @ h[t-1]) * sigmoid(A @ x[t]) + B @ x[t]", SIZES)
    right = Cell("h[t] = tanh(A @ x[t] + U @ h[t-1]) * sigmoid(B @ x[t]) + A @ x[t]", SIZES)
    assert compare_equations(left, right).relation == "unknown"


def test_without_numpy_only_what_is_stored_proves(monkeypatch):
    monkeypatch.setitem(sys.modules, "numpy", None)
    other = Cell(LSTM.replace("tanh(c[t])", "sigmoid(c[t])"), SIZES)
    assert compare_equations(cell("lstm"), other).relation == "unknown"
    assert compare_equations(cell("lstm"), cell("peephole_lstm")).relation == "different"


@pytest.mark.parametrize("name", cells())
def test_cells_of_the_catalogue_are_told_apart(name):
    comparison = compare_equations(cell("lstm"), cell(name))
    expected = "equal" if name in ("lstm", "greff_np", "stacked_lstm") else "different"
    assert comparison.relation == ("unknown" if name in UNTOLD else expected)
    assert bool(comparison.proof) == bool(comparison.relation == "different")


def test_of_two_cells_that_are_called_equal_the_counts_are():
    known = {name: cell(name) for name in PLAIN}
    for name, subject in known.items():
        for other in [part for part in known if part > name and known[part].size == subject.size][:4]:
            if compare_equations(subject, known[other]).relation == "equal":
                assert subject.count_at(**dict.fromkeys(subject.definition.letters, 6)) == known[other].count_at(
                    **dict.fromkeys(known[other].definition.letters, 6)
                )


def test_the_answer_holds_it():
    comparison = compare("lstm", "torch.nn.LSTMCell")
    assert comparison.equations.differences == (
        "f, i, g, o: torch.nn.LSTMCell has one bias more, b_hf, b_hi, b_hg, b_ho",
    )
    assert compare("lstm", "lstm(m) > dense(3)").equations is None
    assert compare("lstm", "gru", of="macs").equations is None


@pytest.mark.parametrize("name", cells())
def test_every_cell_is_compared_without_a_fault(name):
    assert compare_equations(cell(name), cell("lstm")).relation in ("equal", "different", "unknown")
    assert compare_equations(cell("gru"), cell(name)).relation in ("equal", "different", "unknown")


def test_where_all_sizes_are_numbers_none_are_told():
    known = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1] + b)", {"x": 10, "h": 20})
    other = Cell("h[t] = tanh(W @ x[t] + U @ h[t-1])", {"x": 10, "h": 20})
    assert compare_equations(known, other, ("one", "other")).proof == "one stores 620 trained numbers, other 600"


def test_powers_by_the_number_of_the_step():
    sizes = {"x": "m", "h": "m"}
    known = Cell("h[t] = x[t] * b ** t + U @ h[t-1]", sizes)
    assert compare_equations(known, Cell("h[t] = x[t] * c ** t + V @ h[t-1]", sizes)).relation == "equal"
    assert compare_equations(known, Cell("h[t] = x[t] * c ** (2*t) + V @ h[t-1]", sizes)).relation == "different"


def test_extents_of_kernels_tell_cells_apart():
    # Both store as much.
    wide, high = (
        Cell(f"h[t] = tanh(conv(W, x[t], {a}, {b}) + h[t-1])", {"x": ("c", "H", "V"), "h": ("d", "H", "V")})
        for a, b in ((3, 5), (5, 3))
    )
    assert compare_equations(wide, high).relation != "equal"
    open_ = Cell("h[t] = tanh(conv(W, x[t], k, k) + h[t-1])", {"x": ("c", "H", "V"), "h": ("d", "H", "V")})
    square = Cell("h[t] = tanh(conv(W, x[t], 3, 3) + h[t-1])", {"x": ("c", "H", "V"), "h": ("d", "H", "V")})
    assert compare_equations(open_, square).sizes == (("k", "3"),)
    assert compare_equations(open_, wide).relation != "equal"


def test_a_size_that_is_a_part_of_another():
    text = "for j in H: s[t, j] = tanh(W[j] @ x[t])\nh[t] = V @ concat(s[t, j] for j in H)"
    heads = Cell(text, {"x": "m", "h": "m", "s": "m/H"})
    out = "a[t] = tanh(A @ x[t])\nb[t] = tanh(B @ x[t])\nh[t] = V @ concat(a[t], b[t])"
    free = Cell(out, {"x": "n", "a": "r", "b": "r", "h": "m"})
    found = compare_equations(heads, free)
    assert (found.relation, found.sizes[0]) == ("equal", ("H", "2"))


@pytest.mark.parametrize("name", ["hgrn2", "ttt_linear", "rwkv5_timemix", "rwkv6_timemix", "mlstm_block"])
def test_a_part_of_a_size_does_not_hide_what_differs(name):
    assert compare_equations(cell("lstm"), cell(name)).relation == "different"


@pytest.mark.parametrize("count", [3, 12, 20])
def test_any_number_of_members_is_found(count):
    loop = "for j in H: s[t, j] = tanh(W[j] @ x[t] + b[j])\nh[t] = sum(s[t, j] for j in H)"
    each = [f"s_{j}[t] = tanh(W_{j} @ x[t] + b_{j})" for j in range(count)]
    flat = "\n".join([*each, f"h[t] = {' + '.join(f's_{j}[t]' for j in range(count))}"])
    heads, written = (Cell(text, {"x": "n", "h": "m"}) for text in (loop, flat))
    assert compare_equations(heads, written).sizes == (("H", str(count)),)
