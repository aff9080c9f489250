r"""Convolutional cells.

Where input and state are maps, every product is a convolution. A kernel of $k \times k$ from $c$ to $h$ channels has
$h c k^{2}$ numbers, whatever the extent of the map; only a peephole for each place ties the count to it. On a graph
the same is done with steps of a random walk in place of the places of a kernel.
"""

from symbolic.catalog.entry import Entry

ORDER = 10

convlstm = Entry(
    title="ConvLSTM without peepholes",
    key="shi2015convlstm",
    varies="convlstm_peephole",
    equations="""
        i[t] = sigmoid(conv(W_xi, x[t], k, k) + conv(W_hi, h[t-1], k, k) + b_i)
        f[t] = sigmoid(conv(W_xf, x[t], k, k) + conv(W_hf, h[t-1], k, k) + b_f)
        c[t] = f[t] * c[t-1] + i[t] * tanh(conv(W_xc, x[t], k, k) + conv(W_hc, h[t-1], k, k) + b_c)
        o[t] = sigmoid(conv(W_xo, x[t], k, k) + conv(W_ho, h[t-1], k, k) + b_o)
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": ("c", "Hh", "Ww"), "h": ("h", "Hh", "Ww"), "b_i": "h", "b_f": "h", "b_c": "h", "b_o": "h"},
    example={"c": 3, "h": 16, "k": 3, "Hh": 28, "Ww": 36},
    summary="An LSTM on maps: every product is a convolution, so that the count does not depend on the map's extent.",
    note=(
        "What Keras counts as `ConvLSTM2D`; the paper has peepholes, `convlstm_peephole`. The two kernels "
        "of a gate may differ in extent."
    ),
    latex={"Hh": "H", "Ww": "W"},
    letters={"c": "input channels", "h": "hidden channels", "k": "kernel extent", "Hh": "height", "Ww": "width"},
    consulted="Keras 3.15, `conv_lstm.py`, and `ConvLSTM2D`, run.",
)

convlstm_peephole = Entry(
    title="ConvLSTM with peepholes",
    key="shi2015convlstm",
    varies="peephole_lstm",
    equations="""
        i[t] = sigmoid(conv(W_xi, x[t], k, k) + conv(W_hi, h[t-1], k, k) + W_ci * c[t-1] + b_i)
        f[t] = sigmoid(conv(W_xf, x[t], k, k) + conv(W_hf, h[t-1], k, k) + W_cf * c[t-1] + b_f)
        c[t] = f[t] * c[t-1] + i[t] * tanh(conv(W_xc, x[t], k, k) + conv(W_hc, h[t-1], k, k) + b_c)
        o[t] = sigmoid(conv(W_xo, x[t], k, k) + conv(W_ho, h[t-1], k, k) + W_co * c[t] + b_o)
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": ("c", "Hh", "Ww"), "h": ("h", "Hh", "Ww"), "b_i": "h", "b_f": "h", "b_c": "h", "b_o": "h"},
    example={"c": 3, "h": 16, "k": 3, "Hh": 28, "Ww": 36},
    summary="The paper's form: a peephole for each place of the map, which ties the count to the map's extent.",
    note="Implementations also have one peephole per channel, $3 h$ in all, or convolve the cell, $3 k^2 h^2$.",
    latex={"Hh": "H", "Ww": "W"},
    letters={"c": "input channels", "h": "hidden channels", "k": "kernel extent", "Hh": "height", "Ww": "width"},
    consulted="The paper's eq. (3) as many texts print it; implementations whose $W_{ci}$ has the shape of the map.",
)

convgru = Entry(
    title="ConvGRU",
    key="ballas2016convgru",
    varies="gru",
    equations="""
        z[t] = sigmoid(conv(W_z, x[t], k, k) + conv(U_z, h[t-1], k, k))
        r[t] = sigmoid(conv(W_r, x[t], k, k) + conv(U_r, h[t-1], k, k))
        hc[t] = tanh(conv(W, x[t], k, k) + conv(U, r[t] * h[t-1], k, k))
        h[t] = (1 - z[t]) * h[t-1] + z[t] * hc[t]""",
    sizes={"x": ("c", "Hh", "Ww"), "h": ("h", "Hh", "Ww")},
    example={"c": 3, "h": 16, "k": 3, "Hh": 28, "Ww": 36},
    summary="A GRU on maps: every product is a convolution, so that the count does not depend on the map's extent.",
    note="The paper prints no biases; code has one per gate, $3 h$ more.",
    latex={"hc": r"\tilde{h}", "Hh": "H", "Ww": "W"},
    letters={"c": "input channels", "h": "hidden channels", "k": "kernel extent", "Hh": "height", "Ww": "width"},
    consulted=(
        "Public code of this name, `ConvGRUCell`: two convolutions of $[x, h]$, to $2 h$ and to $h$ "
        "channels, each with a bias; the paper was not seen."
    ),
)

st_lstm = Entry(
    title="ST-LSTM of PredRNN, spatiotemporal",
    key="wang2017predrnn",
    varies="convlstm",
    equations="""
        g[t] = tanh(conv(W_xg, x[t], k, k) + conv(W_hg, h[t-1], k, k) + b_g)
        i[t] = sigmoid(conv(W_xi, x[t], k, k) + conv(W_hi, h[t-1], k, k) + b_i)
        f[t] = sigmoid(conv(W_xf, x[t], k, k) + conv(W_hf, h[t-1], k, k) + b_f)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        gp[t] = tanh(conv(V_xg, x[t], k, k) + conv(W_mg, m_l[t], k, k) + a_g)
        ip[t] = sigmoid(conv(V_xi, x[t], k, k) + conv(W_mi, m_l[t], k, k) + a_i)
        fp[t] = sigmoid(conv(V_xf, x[t], k, k) + conv(W_mf, m_l[t], k, k) + a_f)
        m[t] = fp[t] * m_l[t] + ip[t] * gp[t]
        s[t] = conv(W_co, c[t], k, k) + conv(W_mo, m[t], k, k)
        o[t] = sigmoid(conv(W_xo, x[t], k, k) + conv(W_ho, h[t-1], k, k) + s[t] + b_o)
        h[t] = o[t] * tanh(conv(W_c1, c[t], 1, 1) + conv(W_m1, m[t], 1, 1))""",
    sizes={"x": ("c", "Hh", "Ww"), "h": ("h", "Hh", "Ww"), "m_l": ("h", "Hh", "Ww")}
    | {"g": ("h", "Hh", "Ww"), "gp": ("h", "Hh", "Ww"), "s": ("h", "Hh", "Ww")}
    | dict.fromkeys(("b_g", "b_i", "b_f", "b_o", "a_g", "a_i", "a_f"), "h"),
    example={"c": 1, "h": 128, "k": 5, "Hh": 16, "Ww": 16},
    summary="A `convlstm` with a second memory that runs up through the layers, and from the top to the next step.",
    note="$m^{l-1}_t$ is the second memory of the layer below, at the first layer that of the top a step before. The "
    "authors' code has no biases, $7 h$ fewer, and adds 1 to both forget gates.",
    latex={"gp": "g'", "ip": "i'", "fp": "f'", "m_l": "m^{l-1}", "Hh": "H", "Ww": "W"}
    | {f"V_x{gate}": f"W'_{{x{gate}}}" for gate in "gif"}
    | {f"a_{gate}": f"b'_{gate}" for gate in "gif"},
    output=("h", "m"),
    letters={"c": "input channels", "h": "hidden channels", "k": "kernel extent", "Hh": "height", "Ww": "width"},
    consulted="The authors' code, `core/layers/SpatioTemporalLSTMCell.py` of predrnn-pytorch; the paper was not seen.",
)

dcgru = Entry(
    title="DCGRU, diffusion convolution on a graph",
    key="li2018dcrnn",
    varies="gru",
    equations="""
        r[t] = sigmoid(sum(W_r[k] @ x[t] @ A[k] + U_r[k] @ h[t-1] @ A[k] for k in K) + b_r @ one.T)
        u[t] = sigmoid(sum(W_u[k] @ x[t] @ A[k] + U_u[k] @ h[t-1] @ A[k] for k in K) + b_u @ one.T)
        g[t] = r[t] * h[t-1]
        c[t] = tanh(sum(W_c[k] @ x[t] @ A[k] + U_c[k] @ g[t] @ A[k] for k in K) + b_c @ one.T)
        h[t] = u[t] * h[t-1] + (1 - u[t]) * c[t]""",
    sizes={"x": ("n", "V"), "h": ("m", "V"), "A": ("V", "V"), "one": "V"},
    example={"n": 2, "m": 64, "V": 207, "K": 5},
    summary=(
        "A GRU for every node of a graph: each product also reads the neighbours, some steps of a random walk away."
    ),
    note=(
        "$A_k$ are the fixed powers of the walk's matrices in both directions. The paper sums $K$ of each; "
        "its code has `max_diffusion_step` of each and one identity, 5 for two steps, and Chebyshev's "
        "recursion in place of powers."
    ),
    fixed=("A", "one"),
    latex={"one": r"\mathbf{1}"},
    letters={"n": "inputs of a node", "m": "hidden size of a node", "V": "nodes", "K": "matrices of the walk"},
    consulted="The authors' code, `DCGRUCell._gconv` of `model/dcrnn_cell.py`; the paper was not seen.",
)
