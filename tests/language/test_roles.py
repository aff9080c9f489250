"""Roles: what each parameter is for, as the papers name it."""

import pytest

from symbolic import cell
from symbolic._cell import Cell

SIZES = {"x": "n", "h": "m"}


def roles(text: str, **sizes) -> dict[str, str]:
    return Cell(text, {**SIZES, **sizes}).roles


def test_an_lstm_with_peepholes_and_a_projection():
    own_roles = roles(
        """
        i[t] = sigmoid(W_i @ x[t] + U_i @ r[t-1] + p_i * h[t-1] + b_i)
        g[t] = tanh(W_g @ x[t] + U_g @ r[t-1] + b_g)
        h[t] = (1 - i[t]) * h[t-1] + i[t] * g[t]
        o[t] = sigmoid(W_o @ x[t] + U_o @ r[t-1] + p_o * h[t] + b_o)
        r[t] = W_r @ (o[t] * tanh(h[t])) + b_r
        """,
        r="r",
    )
    assert own_roles == {
        **{f"W_{gate}": "input kernel" for gate in "igo"},
        **{f"U_{gate}": "recurrent kernel" for gate in "igo"},
        **{f"b_{gate}": "bias" for gate in "igor"},
        **{f"p_{gate}": "peephole" for gate in "io"},
        "W_r": "projection",
    }


def test_a_gru_with_reset_after_the_product_has_a_bias_inside():
    own_roles = roles(
        """
        r[t] = sigmoid(W_r @ x[t] + U_r @ h[t-1] + b_r)
        h[t] = tanh(W @ x[t] + b + r[t] * (U @ h[t-1] + c))
        """
    )
    assert own_roles["c"] == "bias"
    assert own_roles["U"] == "recurrent kernel"


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("h[t] = tanh(W @ concat(x[t], h[t-1]))", "W", "joint kernel"),
        ("h[t] = tanh(W @ x[t-1])", "W", "input kernel"),
        ("h[t] = tanh(-W @ x[t] + U @ h[t-2])", "U", "recurrent kernel"),
        ("h[t] = tanh(sum(U[k] @ h[t-1, k] for k in N) + W @ x[t])", "U", "recurrent kernel"),
        ("h[t] = tanh(W @ x[t] + blockdiag(R[j] for j in H) @ h[t-1])", "R", "recurrent kernel"),
        ("h[t] = tanh(W @ x[t] + U.T @ h[t-1])", "U", "recurrent kernel"),
        ("a[t] = tanh(W @ x[t])\nh[t] = tanh(V @ a[t]) + h[t-1]", "V", "inner kernel"),
        ("a[t] = tanh(W @ x[t]) * softmax(U @ h[t-1])\nh[t] = tanh(V @ a[t])", "V", "inner kernel"),
        ("h[t] = sigmoid(p * h[t-1] + W @ x[t])", "p", "recurrent kernel"),
        ("c[t] = sigmoid(p * c[t-1] + W @ x[t]) * c[t-1]\nh[t] = tanh(c[t])", "p", "peephole"),
        ("c[t] = sigmoid(c[t-1] * p + W @ x[t]) * c[t-1]\nh[t] = tanh(c[t])", "p", "peephole"),
        ("c[t] = a * c[t-1] + W @ x[t]\nh[t] = d * c[t]", "a", "recurrent kernel"),
        ("c[t] = a * c[t-1] + W @ x[t]\nh[t] = d * c[t]", "d", "scale"),
        ("c[t] = s * c[t-1] + W @ x[t]\nh[t] = tanh(c[t])", "s", "recurrent kernel"),
        ("h[t] = exp(-max(0, W @ x[t] + b))", "b", "bias"),
        ("h[t] = s * tanh(W @ x[t])", "s", "scale"),
        ("h[t] = layernorm(W @ x[t], s, b)", "s", "scale"),
        ("h[t] = layernorm(W @ x[t], s, b)", "b", "bias"),
        ("h[t] = tanh(W @ x[t]) + b", "b", "bias"),
        ("h[t] = tanh(W @ x[t] - b)", "b", "bias"),
        ("h[t] = tanh(W @ x[t]) * dot(w, x[t])", "w", "input kernel"),
        ("h[t] = tanh(W @ x[t]) * dot(w, h[t-1])", "w", "recurrent kernel"),
    ],
)
def test_a_role_follows_from_the_use(text, name, role):
    assert roles(text, **({"a": "q"} if "a[t]" in text else {}))[name] == role


def test_the_first_use_decides():
    assert roles("a[t] = tanh(W @ x[t] + b)\nh[t] = b * a[t]")["b"] == "bias"


def test_a_kernel_in_front_of_a_vector_of_the_same_size_is_no_projection():
    text = "c[t] = tanh(W @ x[t])\nh[t] = V @ c[t]"
    assert roles(text, c="q")["V"] == "projection"
    assert roles(text, c="m")["V"] != "projection"


@pytest.mark.parametrize("name", ["W_i", "U_i", "b_i"])
def test_the_names_say_nothing(name):
    """A role is told from the use: a kernel with the name of a bias is an input kernel."""
    assert roles(f"h[t] = tanh({name} @ x[t])") == {name: "input kernel"}


@pytest.mark.parametrize(
    ("name", "parameter", "role"),
    [
        ("full_peephole_lstm", "P_o", "peephole"),
        ("wmc_lstm", "W_ic", "peephole"),
        ("t_lstm", "W_d", "recurrent kernel"),
        ("cornn", "Wc", "recurrent kernel"),
        ("greff_fgr", "R_fi", "recurrent kernel"),
        ("scrn", "P", "inner kernel"),
        ("lem", "W_y", "inner kernel"),
        ("lmu", "W_m", "inner kernel"),
        ("stacked_lstm", "W", "input kernel"),
        ("mi_gru", "U_h", "recurrent kernel"),
        ("rwkv4_timemix", "W_o", "inner kernel"),
        ("mamba_block", "K", "scale"),
    ],
)
def test_a_cell_of_the_catalogue(name, parameter, role):
    """What is applied to an input, to a state, to a memory that a gate sees, to a signal of the same step."""
    assert cell(name).roles[parameter] == role


def test_a_delayed_signal_of_the_input_alone_is_no_state():
    text = "u[t] = V @ x[t]\nc[t] = relu(sum(k[j] * u[t-j] for j in K))\nh[t] = tanh(W @ c[t] + U @ h[t-1])"
    own_roles = roles(text, u="q")
    assert own_roles == {"V": "input kernel", "k": "scale", "W": "inner kernel", "U": "recurrent kernel"}
