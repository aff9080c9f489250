"""Multiplicative and normalised cells.

In these cells the input does not only add to what the state says, it scales it: element by element between two
products, in turns before the gates (`mogrifier`), or through a small network that writes the scales of a large one
(`hyperlstm`). Layer normalisation belongs here as well, as it puts a gain and a shift behind a product. Scales are
vectors and cheap; what makes the scales can cost as much as a gate.
"""

from symbolic.catalog.entry import Entry

ORDER = 7

LSTM_GREEK = {"a": r"\alpha_{%s}", "b1": r"\beta_{1,%s}", "b2": r"\beta_{2,%s}"}

mlstm_krause = Entry(
    title="Multiplicative LSTM (mLSTM of Krause)",
    key="krause2017mlstm",
    varies="lstm",
    equations="""
        m[t] = (W_mx @ x[t]) * (W_mh @ h[t-1])
        g[t] = W_gx @ x[t] + W_gm @ m[t]
        i[t] = sigmoid(W_ix @ x[t] + W_im @ m[t])
        o[t] = sigmoid(W_ox @ x[t] + W_om @ m[t])
        f[t] = sigmoid(W_fx @ x[t] + W_fm @ m[t])
        c[t] = f[t] * c[t-1] + i[t] * tanh(g[t])
        h[t] = tanh(c[t]) * o[t]""",
    sizes={"x": "n", "h": "m", "m": "m"},
    summary="The input chooses the recurrent matrix: the state is scaled by the input before the gates see it.",
    note=(
        "The authors' code has one bias per gate and none on $m_t$ (`bias=single`), and $10 m$ gains of a "
        "weight normalisation. The first version of the paper has $h_t = \\tanh(c_t \\odot o_t)$; so does "
        "the authors' older code, in MATLAB, which has no $\\tanh$ of $g_t$ either."
    ),
    consulted=(
        "The authors' code, `mLSTM` of `chainer/mLSTMWN.py` and `matlab/mLSTMdynamic.m`; torchrecurrent 0.2.5, "
        "`cells/multiplicativelstm_cell.py`; the paper's equations as an implementer transcribed them."
    ),
)

mi_rnn = Entry(
    title="MI-RNN, multiplicative integration",
    key="wu2016mi",
    varies="rnn",
    equations="""
        h[t] = tanh(a * (W @ x[t]) * (U @ h[t-1]) + b1 * (U @ h[t-1]) + b2 * (W @ x[t]) + b)""",
    sizes={"x": "n", "h": "m"},
    summary="The products of input and state multiply each other beside being added.",
    note=(
        "This is the general form. The plain one, $\\tanh(W x_t \\odot U h_{t-1} + b)$, is without the three "
        "scales: $3 m$ fewer."
    ),
    latex={"a": r"\alpha", "b1": r"\beta_1", "b2": r"\beta_2"},
    consulted=(
        "The general form as a review of the paper prints it; the plain one as an implementer transcribed it; "
        "`MIRecurrentLayer` for Lasagne, in which each scale can be left out or fixed. No code of the "
        "authors was found."
    ),
)

mi_gru = Entry(
    title="MI-GRU, a GRU with multiplicative integration",
    key="wu2016mi",
    varies="gru",
    equations="""
        z[t] = sigmoid(a_z * (W_z @ x[t]) * (U_z @ h[t-1]) + b1_z * (U_z @ h[t-1]) + b2_z * (W_z @ x[t]) + b_z)
        r[t] = sigmoid(a_r * (W_r @ x[t]) * (U_r @ h[t-1]) + b1_r * (U_r @ h[t-1]) + b2_r * (W_r @ x[t]) + b_r)
        s[t] = r[t] * h[t-1]
        hc[t] = tanh(a_h * (W_h @ x[t]) * (U_h @ s[t]) + b1_h * (U_h @ s[t]) + b2_h * (W_h @ x[t]) + b_h)
        h[t] = (1 - z[t]) * h[t-1] + z[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="In each gate the products of input and state multiply each other beside being added.",
    note=(
        "$9 m$ more than `gru`. Not certain: the paper's appendix has these equations, and of arXiv "
        "1606.06630 and the NIPS page only the beginning could be read; the authors published no code that was "
        "found. Code for TensorFlow and for PyTorch agrees, but for $z$ and $1 - z$ in the former. For Lasagne $r_t$ "
        "scales $U_h h_{t-1}$, and $\\beta_2$ and $b$ of the candidate are stored and never read: the same count, "
        "another function."
    ),
    latex={"hc": r"\tilde{h}"} | {f"{name}_{gate}": LSTM_GREEK[name] % gate for name in LSTM_GREEK for gate in "zrh"},
    consulted=(
        "The classes `MIGRUCell` of others: `mi_linear` in TensorFlow, and two in PyTorch; each resets $h_{t-1}$ "
        "before $U_h$, with $\\alpha$, $\\beta_1$, $\\beta_2$ and one bias for each gate and the candidate. Then "
        "`MIGRULayer` for Lasagne, which says that it departs from the paper."
    ),
)

mi_lstm = Entry(
    title="MI-LSTM, an LSTM with multiplicative integration",
    key="wu2016mi",
    varies="lstm",
    equations="""
        i[t] = sigmoid(a_i * (W_i @ x[t]) * (U_i @ h[t-1]) + b1_i * (U_i @ h[t-1]) + b2_i * (W_i @ x[t]) + b_i)
        f[t] = sigmoid(a_f * (W_f @ x[t]) * (U_f @ h[t-1]) + b1_f * (U_f @ h[t-1]) + b2_f * (W_f @ x[t]) + b_f)
        o[t] = sigmoid(a_o * (W_o @ x[t]) * (U_o @ h[t-1]) + b1_o * (U_o @ h[t-1]) + b2_o * (W_o @ x[t]) + b_o)
        g[t] = tanh(a_g * (W_g @ x[t]) * (U_g @ h[t-1]) + b1_g * (U_g @ h[t-1]) + b2_g * (W_g @ x[t]) + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="In each gate of an LSTM the products of input and state multiply each other beside being added.",
    note=(
        "$12 m$ more than `lstm`. Not certain: the paper's appendix has these equations, and of arXiv "
        "1606.06630 and the NIPS page only the beginning could be read; the authors published no code that was "
        "found. Code for TensorFlow and for PyTorch agrees; the former can have peepholes and adds 1 in $f_t$."
    ),
    latex={f"{name}_{gate}": LSTM_GREEK[name] % gate for name in LSTM_GREEK for gate in "ifog"},
    consulted=(
        "The classes `MILSTMCell` of others: `mi_linear` in TensorFlow, and two in PyTorch; `MILSTMLayer` for Lasagne, "
        "with the same four terms in each gate, of which the scales can be left out or fixed."
    ),
)

MELIS = {"W": "W^{%sx}", "U": "W^{%sh}", "b": "b^{%s}"}
"""How Melis, Kočiský and Blunsom write what an LSTM is made of."""

mogrifier = Entry(
    title="Mogrifier LSTM",
    key="melis2020mogrifier",
    varies="lstm",
    equations="""
        p[t, 0] = x[t]
        q[t, 0] = h[t-1]
        for i in range(1, R/2 + 1):
            p[t, i] = 2 * sigmoid(Q[i] @ q[t, i-1]) * p[t, i-1]
            q[t, i] = 2 * sigmoid(R_[i] @ p[t, i]) * q[t, i-1]
        f[t] = sigmoid(W_f @ p[t, R/2] + U_f @ q[t, R/2] + b_f)
        i[t] = sigmoid(W_i @ p[t, R/2] + U_i @ q[t, R/2] + b_i)
        j[t] = tanh(W_j @ p[t, R/2] + U_j @ q[t, R/2] + b_j)
        o[t] = sigmoid(W_o @ p[t, R/2] + U_o @ q[t, R/2] + b_o)
        c[t] = f[t] * c[t-1] + i[t] * j[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    example={"R": 6},
    latex={"p": r"\hat{x}", "q": r"\hat{h}", "R": "r", "R_": "R"}
    | {f"{name}_{gate}": written % gate for name, written in MELIS.items() for gate in "fijo"},
    summary="Before an LSTM reads them, input and state scale each other in turn.",
    note=(
        "The hats tell the rounds from $x$ and $h$, which the paper calls by the same letters; it counts rounds one "
        "by one, here two of them have one number. $r$ is even here, and may be odd in the paper. The authors' code "
        "has one bias per gate (`bias=single`) and always the low-rank form, $Q$ and $R$ of rank 24 to 100."
    ),
    letters={"R": "rounds, an even number"},
    consulted=(
        "The paper's equations as an encyclopedia of papers quotes them; the authors' code, `lamb/tiled_lstm.py`."
    ),
)

ln_lstm = Entry(
    title="LSTM with layer normalisation",
    key="ba2016layernorm",
    varies="lstm",
    equations="""
        v[t] = layernorm(W_h @ h[t-1], alpha1, beta1) + layernorm(W_x @ x[t], alpha2, beta2) + b
        c[t] = sigmoid(part(v[t], 0, 4)) * c[t-1] + sigmoid(part(v[t], 1, 4)) * tanh(part(v[t], 3, 4))
        h[t] = sigmoid(part(v[t], 2, 4)) * tanh(layernorm(c[t], alpha3, beta3))""",
    sizes={"x": "n", "h": "m"},
    summary="The two products are normalised apart, each over all four gates at once, and so is the cell state.",
    note=(
        "Most code normalises the sum of each gate: `lstm` with `layer_norm=true`, and in TensorFlow 1 with"
        " `bias=none`. TensorFlow Addons has this form, but its state is the normalised $c_t$."
    ),
    latex={f"{word}{place}": rf"\{word}_{place}" for word in ("alpha", "beta") for place in "123"},
    consulted=(
        "The paper's supplement as an implementer transcribed it; the co-author's code, `layers.py` of layer-norm."
    ),
)

hyperlstm = Entry(
    title="HyperLSTM, without layer normalisation",
    key="ha2017hypernetworks",
    varies="lstm",
    equations="""
        for y in 4: a_hat[t, y] = W[y] @ concat(h[t-1], x[t]) + U[y] @ h_hat[t-1] + b_hat[y]
        c_hat[t] = sigmoid(a_hat[t, 2]) * c_hat[t-1] + sigmoid(a_hat[t, 0]) * tanh(a_hat[t, 1])
        h_hat[t] = sigmoid(a_hat[t, 3]) * tanh(c_hat[t])
        for y in 4:
            p[t, y] = D_h[y] @ (Z_h[y] @ h_hat[t] + v_h[y])
            q[t, y] = D_x[y] @ (Z_x[y] @ h_hat[t] + v_x[y])
            s[t, y] = p[t, y] * (W_h[y] @ h[t-1]) + q[t, y] * (W_x[y] @ x[t]) + D_b[y] @ (Z_b[y] @ h_hat[t]) + b_0[y]
        c[t] = sigmoid(s[t, 2]) * c[t-1] + sigmoid(s[t, 0]) * tanh(s[t, 1])
        h[t] = sigmoid(s[t, 3]) * tanh(c[t])""",
    sizes={"x": "n", "h": "m", "h_hat": "P", "Z_h": ("e", "P"), "Z_x": ("e", "P"), "Z_b": ("e", "P")},
    example={"P": 128, "e": 12},
    summary="A small LSTM, with hats, scales the products and sets the biases of a large one at each step.",
    note=(
        "The paper's eq. (11) takes the scales from $\\hat{h}_{t-1}$; its author's code, as here, from $\\hat{h}_t$. "
        "The paper's eqs. (10), (12) and (13) also have layer normalisation (`layer_norm=true`)."
    ),
    letters={"m": "hidden size (units)", "P": "hidden size of the small LSTM", "e": "size of the embeddings"},
    consulted="The paper, Appendix A.2.2, eqs. (9) to (13); the author's code, `supercell.py`.",
)
