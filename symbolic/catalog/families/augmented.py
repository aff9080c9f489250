"""LSTM and GRU cells with further paths or inputs.

Cells that give an LSTM or a GRU a further path or another input: a tree of sums found by search, a shortcut in depth,
gates that see the memory through full matrices, a score of attention, features of a place that do not change. The
count of such a cell is that of the gates that stay, and the matrices of the new path.
"""

from symbolic.catalog.entry import Entry

ORDER = 4.5

nas_cell = Entry(
    title="NASCell, found by reinforcement learning",
    key="zoph2017nas",
    varies="lstm",
    equations="""
        a_0[t] = sigmoid(W_0 @ x[t] + U_0 @ h[t-1])
        a_1[t] = relu(W_1 @ x[t] + U_1 @ h[t-1])
        a_2[t] = sigmoid(W_2 @ x[t] + U_2 @ h[t-1])
        a_3[t] = relu((W_3 @ x[t]) * (U_3 @ h[t-1]))
        a_4[t] = tanh(W_4 @ x[t] + U_4 @ h[t-1])
        a_5[t] = sigmoid(W_5 @ x[t] + U_5 @ h[t-1])
        a_6[t] = tanh(W_6 @ x[t] + U_6 @ h[t-1])
        a_7[t] = sigmoid(W_7 @ x[t] + U_7 @ h[t-1])
        c[t] = tanh(tanh(a_0[t] * a_1[t]) + c[t-1]) * tanh(a_2[t] + a_3[t])
        h[t] = tanh(c[t] * tanh(tanh(a_4[t] * a_5[t]) + sigmoid(a_6[t] + a_7[t])))""",
    sizes={"x": "n", "h": "m"},
    summary="A tree of eight leaves that a controller chose by trying; the cell state enters at one inner node.",
    note="The fourth leaf multiplies the two products in the authors' code, $a_3 = \\mathrm{ReLU}(W_3 x_t \\odot "
    "U_3 h_{t-1})$; torchrecurrent adds them there too. `use_bias=True` of TensorFlow Addons gives one bias per leaf.",
    consulted="TensorFlow Addons, `rnn/nas_cell.py`, which is the authors' `NASCell` of TensorFlow 1; torchrecurrent "
    "0.2.5, `cells/nas_cell.py`. The paper shows the cell as a picture alone.",
)

residual_lstm = Entry(
    title="Residual LSTM",
    key="kim2017residual",
    varies="lstmp",
    equations="""
        i[t] = sigmoid(W_xi @ x[t] + W_hi @ h[t-1] + w_ci * c[t-1] + b_i)
        f[t] = sigmoid(W_xf @ x[t] + W_hf @ h[t-1] + w_cf * c[t-1] + b_f)
        d[t] = i[t] * tanh(W_xc @ x[t] + W_hc @ h[t-1] + b_c)
        c[t] = f[t] * c[t-1] + d[t]
        o[t] = sigmoid(W_xo @ x[t] + W_ho @ h[t-1] + w_co * c[t] + b_o)
        p[t] = W_p @ tanh(c[t])
        h[t] = o[t] * (p[t] + W_h @ x[t])""",
    sizes={"x": "n", "h": "m", "c": "m"},
    summary="The input of a layer is added to its projected cell before the output gate: a shortcut in depth.",
    note="Where $n = m$ the shortcut is the identity and $W_h$ is not there: $m n$ fewer.",
    consulted="torchrecurrent 0.2.5, `cells/reslstm_cell.py`; the paper was not seen.",
)

wmc_lstm = Entry(
    title="LSTM with working memory connections",
    key="landi2021wmc",
    varies="full_peephole_lstm",
    equations="""
        i[t] = sigmoid(W_ix @ x[t] + W_ih @ h[t-1] + tanh(W_ic @ c[t-1]) + b_i)
        f[t] = sigmoid(W_fx @ x[t] + W_fh @ h[t-1] + tanh(W_fc @ c[t-1]) + b_f)
        g[t] = tanh(W_gx @ x[t] + W_gh @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        o[t] = sigmoid(W_ox @ x[t] + W_oh @ h[t-1] + tanh(W_oc @ c[t]) + b_o)
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="Full peephole matrices behind a tanh, so that a large cell state does not saturate the gates.",
    note="As many parameters as `full_peephole_lstm`. torchrecurrent adds a bias inside each tanh: $3 m$ more.",
    consulted="torchrecurrent 0.2.5, `cells/wmclstm_cell.py`; the paper was not seen.",
)

augru = Entry(
    title="AUGRU, a GRU with attentional update gate",
    key="zhou2019dien",
    varies="gru",
    equations="""
        u[t] = sigmoid(W_u @ i[t] + U_u @ h[t-1] + b_u)
        r[t] = sigmoid(W_r @ i[t] + U_r @ h[t-1] + b_r)
        hc[t] = tanh(W_h @ i[t] + r[t] * (U_h @ h[t-1]) + b_h)
        uc[t] = a[t] * u[t]
        h[t] = (1 - uc[t]) * h[t-1] + uc[t] * hc[t]""",
    sizes={"i": "n", "h": "m", "a": 1},
    summary="An attention score scales the update gate, so that what is beside the point leaves the state alone.",
    note="The authors' code has $h_t = (1 - a_t) u_t \\odot h_{t-1} + (1 - (1 - a_t) u_t) \\odot \\tilde{h}_t$, "
    "where a score of 0 does not keep the state, and resets before the product, as `gru` does. The count is the same.",
    latex={"hc": r"\tilde{h}", "uc": r"\tilde{u}"},
    letters={"n": "input size", "m": "hidden size (units)"},
    consulted="The authors' code, `VecAttGRUCell` of `script/utils.py`; the paper was not seen.",
)

ea_lstm = Entry(
    title="EA-LSTM, entity-aware",
    key="kratzert2019ealstm",
    varies="lstm",
    equations="""
        i = sigmoid(W_i @ x_s + b_i)
        f[t] = sigmoid(W_f @ x_d[t] + U_f @ h[t-1] + b_f)
        g[t] = tanh(W_g @ x_d[t] + U_g @ h[t-1] + b_g)
        o[t] = sigmoid(W_o @ x_d[t] + U_o @ h[t-1] + b_o)
        c[t] = f[t] * c[t-1] + i * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x_s": "s", "x_d": "n", "h": "m"},
    example={"s": 27, "n": 5, "m": 256},
    summary="The input gate sees the static features of a place alone, and so is one for the whole sequence.",
    note="The static features $x_s$ do not change with $t$: the gate is computed once, as in the authors' code.",
    static=("x_s",),
    letters={"s": "static features", "n": "inputs of a step", "m": "hidden size (units)"},
    consulted="The authors' code, `EALSTM` of `papercode/ealstm.py`; the paper was not seen.",
)

tkan = Entry(
    title="TKAN, its LSTM core",
    key="genet2024tkan",
    varies="lstm",
    equations="""
        i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + U_f @ h[t-1] + b_f)
        g[t] = sigmoid(W_c @ x[t] + U_c @ h[t-1] + b_c)
        for l in L:
            a[t, l] = V_x[l] @ x[t] + V_s[l] @ s[t-1, l]
            p[t, l] = tanh(P[l] @ a[t, l] + c_p[l])
            s[t, l] = w_h[l] * p[t, l] + w_z[l] * s[t-1, l]
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        o[t] = sigmoid(W_o @ concat(p[t, l] for l in L) + b_o)
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m", "a": "n", "p": "n"},
    example={"n": 19, "m": 100, "L": 5},
    summary="The output gate of an LSTM reads small recurrent layers of their own in place of input and state.",
    note=(
        "In the paper the inner layers are splines on a grid (KAN); here they are dense with a tanh, which "
        "the code takes for `sub_kan_configs=['tanh']`. The block input $g$ has $\\sigma$ in the code, like "
        "the gates, and without TensorFlow a tanh around it."
    ),
    letters={"n": "input size", "m": "hidden size (units)", "L": "inner layers"},
    output=("h",),
    consulted="The authors' code, tkan 0.4.3, `TKANCell` of `tkan/tkan.py`; the paper was not seen.",
)
