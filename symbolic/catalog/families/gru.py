"""Gated recurrent units and minimal gated units."""

from symbolic.catalog.entry import Entry

ORDER = 6

gru = Entry(
    title="GRU, reset before the product",
    key="cho2014gru",
    equations="""
        z[t] = sigmoid(W_z @ x[t] + U_z @ h[t-1] + b_z)
        r[t] = sigmoid(W_r @ x[t] + U_r @ h[t-1] + b_r)
        hc[t] = tanh(W @ x[t] + U @ (r[t] * h[t-1]) + b)
        h[t] = z[t] * h[t-1] + (1 - z[t]) * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="Two gates and no separate cell: update and reset.",
    note="The paper leaves biases out of its equations. Keras with reset_after=False is this cell.",
    latex={"hc": r"\tilde{h}"},
)

gru_reset_after = Entry(
    title="GRU, reset after the product",
    key="cho2014gru",
    equations="""
        z[t] = sigmoid(W_z @ x[t] + U_z @ h[t-1] + b_z)
        r[t] = sigmoid(W_r @ x[t] + U_r @ h[t-1] + b_r)
        hc[t] = tanh(W @ x[t] + b + r[t] * (U @ h[t-1] + c))
        h[t] = z[t] * h[t-1] + (1 - z[t]) * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="The reset gate scales the product, so that all products with the state can be one.",
    note="Keras by default, PyTorch and cuDNN keep two biases in every gate (bias=double).",
    latex={"hc": r"\tilde{h}"},
)

gru1 = Entry(
    title="GRU1, gates without the input",
    key="dey2017gru",
    equations="""
        z[t] = sigmoid(U_z @ h[t-1] + b_z)
        r[t] = sigmoid(U_r @ h[t-1] + b_r)
        hc[t] = tanh(W @ x[t] + U @ (r[t] * h[t-1]) + b)
        h[t] = (1 - z[t]) * h[t-1] + z[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="Both gates see the state and a bias, not the input.",
    note="2·m·n fewer than the GRU with one bias per gate.",
    latex={"hc": r"\tilde{h}"},
)

gru2 = Entry(
    title="GRU2, gates of the state alone",
    key="dey2017gru",
    equations="""
        z[t] = sigmoid(U_z @ h[t-1])
        r[t] = sigmoid(U_r @ h[t-1])
        hc[t] = tanh(W @ x[t] + U @ (r[t] * h[t-1]) + b)
        h[t] = (1 - z[t]) * h[t-1] + z[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="Both gates see the state and nothing else.",
    note="2·m·(n + 1) fewer than the GRU with one bias per gate.",
    latex={"hc": r"\tilde{h}"},
)

gru3 = Entry(
    title="GRU3, gates of a bias alone",
    key="dey2017gru",
    equations="""
        z[t] = sigmoid(b_z)
        r[t] = sigmoid(b_r)
        hc[t] = tanh(W @ x[t] + U @ (r[t] * h[t-1]) + b)
        h[t] = (1 - z[t]) * h[t-1] + z[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="Each gate is a learned constant, one per unit.",
    note="2·m·(n + m) fewer than the GRU with one bias per gate.",
    latex={"hc": r"\tilde{h}"},
)

mgu = Entry(
    title="MGU, minimal gated unit",
    key="zhou2016mgu",
    equations="""
        f[t] = sigmoid(W_f @ concat(h[t-1], x[t]) + b_f)
        hc[t] = tanh(W_h @ concat(f[t] * h[t-1], x[t]) + b_h)
        h[t] = (1 - f[t]) * h[t-1] + f[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="One gate both forgets and resets: two thirds of a GRU, half of an LSTM.",
    note=(
        "Flax MGUCell resets after the product and has a second bias in the candidate: m more. "
        "torchrecurrent has two biases per gate (bias=double)."
    ),
    latex={"hc": r"\tilde{h}"},
)

mgu1 = Entry(
    title="MGU1, gate without the input",
    key="heck2017mgu",
    equations="""
        f[t] = sigmoid(U_f @ h[t-1] + b_f)
        hc[t] = tanh(W_h @ x[t] + U_h @ (f[t] * h[t-1]) + b_h)
        h[t] = (1 - f[t]) * h[t-1] + f[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="The one gate sees the state and a bias, not the input.",
    note="The MGU pruned as GRU1 prunes the GRU: m·n fewer.",
    latex={"hc": r"\tilde{h}"},
)

mgu2 = Entry(
    title="MGU2, gate of the state alone",
    key="heck2017mgu",
    equations="""
        f[t] = sigmoid(U_f @ h[t-1])
        hc[t] = tanh(W_h @ x[t] + U_h @ (f[t] * h[t-1]) + b_h)
        h[t] = (1 - f[t]) * h[t-1] + f[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="The one gate sees the state and nothing else.",
    note="The MGU pruned as GRU2 prunes the GRU: m·(n + 1) fewer.",
    latex={"hc": r"\tilde{h}"},
)

mgu3 = Entry(
    title="MGU3, gate of a bias alone",
    key="heck2017mgu",
    equations="""
        f[t] = sigmoid(b_f)
        hc[t] = tanh(W_h @ x[t] + U_h @ (f[t] * h[t-1]) + b_h)
        h[t] = (1 - f[t]) * h[t-1] + f[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="The one gate is a learned constant, one per unit.",
    note="The MGU pruned as GRU3 prunes the GRU: m·(n + m) fewer.",
    latex={"hc": r"\tilde{h}"},
)

mut1 = Entry(
    title="MUT1",
    key="jozefowicz2015empirical",
    equations="""
        z[t] = sigmoid(W_xz @ x[t] + b_z)
        r[t] = sigmoid(W_xr @ x[t] + W_hr @ h[t-1] + b_r)
        h[t] = tanh(W_hh @ (r[t] * h[t-1]) + tanh(P @ x[t]) + b_h) * z[t] + h[t-1] * (1 - z[t])""",
    sizes={"x": "n", "h": "m"},
    example={"n": 256, "m": 256},
    summary="Found by search among mutated cells: the input enters without weights, and its gate sees no state.",
    note=(
        "The paper adds tanh(x) to m numbers, so n = m, and P, not trained, stands for the identity. "
        "Legacy Keras (JZS1) has P for any n and trains it: m·n more."
    ),
    fixed=("P",),
    identity=("P",),
)

mut2 = Entry(
    title="MUT2",
    key="jozefowicz2015empirical",
    equations="""
        z[t] = sigmoid(W_xz @ x[t] + W_hz @ h[t-1] + b_z)
        r[t] = sigmoid(P @ x[t] + W_hr @ h[t-1] + b_r)
        h[t] = tanh(W_hh @ (r[t] * h[t-1]) + W_xh @ x[t] + b_h) * z[t] + h[t-1] * (1 - z[t])""",
    sizes={"x": "n", "h": "m"},
    example={"n": 256, "m": 256},
    summary="Found by search among mutated cells: a GRU whose reset gate takes the input without weights.",
    note=(
        "The paper adds x itself to m numbers, so n = m, and P, not trained, stands for the identity. "
        "Legacy Keras (JZS2) has P for any n and trains it: m·n more."
    ),
    fixed=("P",),
    identity=("P",),
)

mut3 = Entry(
    title="MUT3",
    key="jozefowicz2015empirical",
    equations="""
        z[t] = sigmoid(W_xz @ x[t] + W_hz @ tanh(h[t-1]) + b_z)
        r[t] = sigmoid(W_xr @ x[t] + W_hr @ h[t-1] + b_r)
        h[t] = tanh(W_hh @ (r[t] * h[t-1]) + W_xh @ x[t] + b_h) * z[t] + h[t-1] * (1 - z[t])""",
    sizes={"x": "n", "h": "m"},
    summary="Found by search among mutated cells: a GRU whose update gate sees the state through a tanh.",
    note="As many parameters as the GRU with one bias per gate. Legacy Keras calls it JZS3.",
)

ligru = Entry(
    title="Li-GRU, light GRU with batch normalisation",
    key="ravanelli2018ligru",
    equations="""
        z[t] = sigmoid(gamma_z * (W_z @ x[t] - mu_z) / sqrt(v_z + eps) + beta_z + U_z @ h[t-1])
        hc[t] = relu(gamma_h * (W_h @ x[t] - mu_h) / sqrt(v_h + eps) + beta_h + U_h @ h[t-1])
        h[t] = z[t] * h[t-1] + (1 - z[t]) * hc[t]""",
    sizes={"x": "n", "h": "m", "eps": 1},
    summary="No reset gate, and a ReLU that batch normalisation of the input's products keeps in bounds.",
    note="As after training: mu and v, running mean and variance, are not trained; in training the batch has its own.",
    fixed=("mu_z", "v_z", "mu_h", "v_h", "eps"),
    latex={"hc": r"\tilde{h}", "eps": r"\epsilon"}
    | {f"{word}_{gate}": rf"\{word}_{gate}" for word in ("gamma", "beta", "mu") for gate in "zh"},
)

gru_d = Entry(
    title="GRU-D, for series with missing values",
    key="che2018grud",
    equations="""
        g_x[t] = exp(-max(0, w_gx * d[t] + b_gx))
        x_fill[t] = mask[t] * x[t] + (1 - mask[t]) * (g_x[t] * x_last[t] + (1 - g_x[t]) * x_mean[t])
        h_d[t] = exp(-max(0, W_gh @ d[t] + b_gh)) * h[t-1]
        z[t] = sigmoid(W_z @ x_fill[t] + U_z @ h_d[t] + V_z @ mask[t] + b_z)
        r[t] = sigmoid(W_r @ x_fill[t] + U_r @ h_d[t] + V_r @ mask[t] + b_r)
        u[t] = tanh(W @ x_fill[t] + U @ (r[t] * h_d[t]) + V @ mask[t] + b)
        h[t] = (1 - z[t]) * h_d[t] + z[t] * u[t]""",
    sizes={"x": "n", "mask": "n", "d": "n", "x_last": "n", "x_mean": "n", "h": "m"},
    summary="Inputs and state decay with the time d since a value was last seen; the gates see the mask too.",
    note="x_last, the last value seen, and x_mean are data. Other code has a full n·n matrix for w_gx.",
)
