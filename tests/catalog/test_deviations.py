"""What a note says that code has more or fewer than the paper is counted: each deviation is made and compared."""

import re

import pytest

from symbolic import Cell, cell, cells
from symbolic.catalog import consulted
from symbolic.language.size_parser import parse_size

SIZES = {
    "n": 6,
    "m": 12,
    "H": 2,
    "g": 3,
    "N": 4,
    "q": 5,
    "r": 7,
    "c": 2,
    "h": 4,
    "k": 3,
    "d": 5,
    "e": 4,
    "K": 3,
    "L": 3,
}
SIZES |= {"Hh": 3, "Ww": 4, "R": 4, "p": 6, "s": 3, "C": 3}

ROWS = {
    ("atr", "m"): [("U @ h[t-1]", "U @ h[t-1] + b")],
    ("full_peephole_lstm", "3 m^2 - 3 m"): [(r"P_i @", "P_i *"), ("P_f @", "P_f *"), ("P_o @", "P_o *")],
    ("greff_nig", "m (n + m + 2)"): "greff_v",
    ("greff_nfg", "2 m"): "lstm_1997",
    ("greff_nog", "m (n + m + 2)"): "greff_v",
    ("janet", "1"): {"fixed": []},
    ("phased_lstm", "m"): {"fixed": ["alpha", "r_on"]},
    ("residual_lstm", "m n"): [("p[t] + W_h @ x[t]", "p[t] + x[t]")],
    ("wmc_lstm", "3 m"): [
        ("tanh(W_ic @ c[t-1])", "tanh(W_ic @ c[t-1] + d_i)"),
        ("tanh(W_fc @ c[t-1])", "tanh(W_fc @ c[t-1] + d_f)"),
        ("tanh(W_oc @ c[t])", "tanh(W_oc @ c[t] + d_o)"),
    ],
    ("lstmp_nonrec", "r + q"): [("W_rm @ m[t]", "W_rm @ m[t] + b_r"), ("W_pm @ m[t]", "W_pm @ m[t] + b_p")],
    ("gru1", "2 m n"): "gru",
    ("gru2", "2 m (n + 1)"): "gru",
    ("gru3", "2 m (n + m)"): "gru",
    ("mgu", "m"): [
        (
            "hc[t] = tanh(W_h @ concat(f[t] * h[t-1], x[t]) + b_h)",
            "hc[t] = tanh(W_h @ x[t] + b_h + f[t] * (U_h @ h[t-1] + c_h))",
        )
    ],
    ("mgu1", "m n"): "mgu",
    ("mgu2", "m (n + 1)"): "mgu",
    ("mgu3", "m (n + m)"): "mgu",
    ("mut1", "m n"): {"fixed": []},
    ("mut2", "m n"): {"fixed": []},
    ("gru_d", "n^2 - n"): [("w_gx * d[t]", "w_gx @ d[t]")],
    ("intersection_rnn", "m (n + 1)"): [
        ("y_in[t] = relu(W_y @ x[t]", "v[t] = W_in @ x[t] + b_in\ny_in[t] = relu(W_y @ v[t]"),
        ("W_h @ x[t]", "W_h @ v[t]"),
        ("W_gy @ x[t]", "W_gy @ v[t]"),
        ("W_gh @ x[t]", "W_gh @ v[t]"),
        ("g_y[t] * x[t]", "g_y[t] * v[t]"),
    ],
    ("cfn", "m"): [("tanh(W @ x[t])", "tanh(W @ x[t] + b)")],
    ("typed_rnn", "m"): [("z[t] = W @ x[t]", "z[t] = W @ x[t] + c")],
    ("mi_rnn", "3 m"): [
        ("a * (W @ x[t]) * (U @ h[t-1]) + b1 * (U @ h[t-1]) + b2 * (W @ x[t])", "(W @ x[t]) * (U @ h[t-1])")
    ],
    ("mi_gru", "9 m"): "gru",
    ("mi_lstm", "12 m"): "lstm",
    ("luong_decoder", "m^2"): [("W_a @ b[t, j]", "b[t, j]")],
    ("convgru", "3 h"): [
        ("sigmoid(conv(W_z", "sigmoid(b_z + conv(W_z"),
        ("sigmoid(conv(W_r", "sigmoid(b_r + conv(W_r"),
        ("tanh(conv(W,", "tanh(b + conv(W,"),
    ],
    ("st_lstm", "7 h"): [(f" + {letter}_{gate}", "") for letter in "ab" for gate in "gif"] + [(" + b_o", "")],
    ("s4d", "N m"): [
        ("g[t, k] = x[t]", "g[t, k] = (B_r[k] + B_i[k]) * x[t]"),
    ],
    ("deltanet", "K H (2 d + e)"): [
        (f"silu(sum(C_{letter}[j, i] * a_{letter}[t-i, j] for i in K))", f"silu(a_{letter}[t, j])") for letter in "qkv"
    ],
    ("ttt_linear", "m^2 / H + m"): [
        ("z[t, j] = W[t-1, j] @ k[t, j] + b[t-1, j]", "z[t, j] = W_s[j] @ k[t, j] + b_s[j]")
    ],
    ("lmu", "d^2 + d"): {"fixed": []},
}
"""By cell and amount: the cell that it is held against, what changes of it, or what its equations have otherwise."""
OTHER_SIZES = {
    "intersection_rnn": {"x": "n", "v": "m"},
    "residual_lstm": {"x": "m"},
    "convgru": {"b_z": "h", "b_r": "h", "b": "h"},
    "gru_d": {"w_gx": ("n", "n")},
}
IN_ALL = {
    ("brc", "2 m"): [("U_a @ x[t] +", "U_a @ x[t] + b_a +"), ("U_c @ x[t] +", "U_c @ x[t] + b_c +")],
    ("nbrc", "2 m"): [("U_a @ x[t] +", "U_a @ x[t] + b_a +"), ("U_c @ x[t] +", "U_c @ x[t] + b_c +")],
}
TOTALS = {
    ("cwrnn", "m (n + m + 1)"): ("h[t] = tanh(W @ x[t] + R @ h[t-1] + b)", {"x": "n", "h": "m"}),
}
SAID = re.compile(r"\$([^$]+)\$ (?:more|fewer)\b|\b(\d+) (?:more|fewer)\b")
"""What a note says of how many there are more or fewer."""
BIASES = re.compile(r"`bias=(\w+)`")


def number(amount: str) -> int:
    """An amount as a note has it, at the sizes."""
    text = re.sub(r"(?<=[A-Za-z0-9)]) (?=[A-Za-z0-9(])", "*", amount.replace("^", "**"))
    top, bottom = parse_size(text).evaluate(SIZES.__getitem__)
    assert top % bottom == 0
    return top // bottom


def at_sizes(own: Cell, **more: int) -> int:
    sizes = {**SIZES, **more}
    return own.count_at(**{letter: sizes[letter] for letter in own.definition.letters if letter in sizes})


def deviating(name: str, change) -> Cell:
    """The cell as the code has it."""
    own = cell(name)
    if isinstance(change, str):
        return cell(change)
    fixed, text = own.definition.fixed - own.definition.size_values, own.text
    sizes = {name: size or 1 for name, size in own.sizes.items()}
    if isinstance(change, dict):
        fixed = frozenset(change["fixed"])
    else:
        for old, new in change:
            assert old in text, (name, old)
            text = text.replace(old, new)
    sizes = {key: size for key, size in sizes.items() if re.search(rf"\b{key}\b", text)} | OTHER_SIZES.get(name, {})
    return Cell(text, sizes, fixed=[key for key in fixed if re.search(rf"\b{key}\b", text)])


@pytest.mark.parametrize(("name", "amount"), [*ROWS, *IN_ALL])
def test_what_a_note_says_of_code_is_counted(name, amount):
    own, code = cell(name), deviating(name, ({**ROWS, **IN_ALL})[name, amount])
    more = {"n": SIZES["m"]} if name == "residual_lstm" else {}
    wanted = number(amount) if not more else SIZES["m"] ** 2
    assert abs(at_sizes(code, **more) - at_sizes(own, **more)) == wanted
    written = rf"\b{amount} (more|fewer)" if amount.isdigit() else re.escape(f"${amount}$")
    (found, *_) = re.finditer(written, own.note)
    if found.lastindex:
        assert (found[1] == "more") == (at_sizes(code) > at_sizes(own))


@pytest.mark.parametrize(("name", "amount"), TOTALS)
def test_a_total_of_code_is_counted(name, amount):
    text, sizes = TOTALS[name, amount]
    assert at_sizes(Cell(text, sizes)) == number(amount)
    assert f"${amount}$" in cell(name).note


def test_every_amount_in_a_note_is_counted():
    every = [cell(name) for name in cells()]
    assert {(own.name, found[1] or found[2]) for own in every for found in SAID.finditer(own.note)} == {*ROWS}


NOTED = [(name, choice) for name in cells() for choice in BIASES.findall(cell(name).note)]


@pytest.mark.parametrize(("name", "choice"), NOTED)
def test_biases_that_code_has_otherwise_are_a_modifier_that_changes_the_count(name, choice):
    own = cell(name)
    code = own.modified(bias=choice)
    assert (at_sizes(code) < at_sizes(own)) == (choice == "none")
    assert at_sizes(code) != at_sizes(own)


def test_no_note_has_lost_a_backslash():
    for own in (cell(name) for name in cells()):
        for text in (own.note, own.summary, consulted(own)):
            assert text.isprintable(), own.name
            for formula in re.findall(r"\$([^$]+)\$", text):
                assert not re.search(r"(?<![\\A-Za-z])(?:tilde|hat|bar|sigma|odot|mathrm|tanh|phi|gamma)\b", formula), (
                    formula
                )
