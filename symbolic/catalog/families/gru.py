"""Gated recurrent units and minimal gated units.

A GRU has no memory apart from its output. Two gates and a candidate are three sums, three quarters of an LSTM. Reset
before or after the product makes two cells of it, which count the same as long as each sum has one bias; behind the
product frameworks keep a second bias, so that they have several numbers for what they all call a GRU. The variants
let the gates see less, as the slim LSTMs do, or put two gates into one (`mgu`), or were found by mutation (`mut1` to
`mut3`).
"""

from symbolic.catalog.entry import Entry

ORDER = 6

gru = Entry(
    title="GRU, reset before the product",
    key="cho2014gru",
    varies="lstm",
    equations="""
        z[t] = sigmoid(W_z @ x[t] + U_z @ h[t-1] + b_z)
        r[t] = sigmoid(W_r @ x[t] + U_r @ h[t-1] + b_r)
        hc[t] = tanh(W @ x[t] + U @ (r[t] * h[t-1]) + b)
        h[t] = z[t] * h[t-1] + (1 - z[t]) * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="Two gates and no separate cell: update and reset.",
    note=(
        "The paper leaves biases out of its equations. Keras with `reset_after=False` is this cell. Later papers, and "
        "the authors' code, have $h_t = (1 - z_t) \\odot h_{t-1} + z_t \\odot \\tilde{h}_t$: the count is the same."
    ),
    latex={"hc": r"\tilde{h}"},
    consulted=(
        "The paper's eqs. (5) to (8) from a reading of it; the authors' code, `experiments/nmt/encdec.py` of GroundHog "
        "with a copy of its `RecurrentLayer`; Keras 3.15 `GRU` with `reset_after=False` and Haiku `GRU`, run."
    ),
)

gru_reset_after = Entry(
    title="GRU, reset after the product",
    key="cho2014gru",
    varies="gru",
    equations="""
        z[t] = sigmoid(W_z @ x[t] + U_z @ h[t-1] + b_z)
        r[t] = sigmoid(W_r @ x[t] + U_r @ h[t-1] + b_r)
        hc[t] = tanh(W @ x[t] + b + r[t] * (U @ h[t-1] + c))
        h[t] = z[t] * h[t-1] + (1 - z[t]) * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="The reset gate scales the product, so that all products with the state can be one.",
    note=(
        "Flax and Equinox keep one bias per gate and $c$, as here. Keras by default, PyTorch and cuDNN keep"
        " two in every gate (`bias=double`), of which only $c$ is not redundant."
    ),
    latex={"hc": r"\tilde{h}"},
    consulted=(
        "Flax `GRUCell`, Keras 3.15 and PyTorch 2.13, run; the first version of the paper, which has this "
        "form, was not seen."
    ),
)

gru1 = Entry(
    title="GRU1, gates without the input",
    key="dey2017gru",
    varies="gru",
    equations="""
        z[t] = sigmoid(U_z @ h[t-1] + b_z)
        r[t] = sigmoid(U_r @ h[t-1] + b_r)
        hc[t] = tanh(W @ x[t] + U @ (r[t] * h[t-1]) + b)
        h[t] = (1 - z[t]) * h[t-1] + z[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="Both gates see the state and a bias, not the input.",
    note="$2 m n$ fewer than `gru`.",
    latex={"hc": r"\tilde{h}"},
    consulted=(
        "An implementation of the three variants in ReservoirComputing.jl, "
        "`src/esn/esn_reservoir_drivers.jl`, and the equations as an encyclopedia has them (types 1 to 3); "
        "the paper was not seen."
    ),
)

gru2 = Entry(
    title="GRU2, gates of the state alone",
    key="dey2017gru",
    varies="gru",
    equations="""
        z[t] = sigmoid(U_z @ h[t-1])
        r[t] = sigmoid(U_r @ h[t-1])
        hc[t] = tanh(W @ x[t] + U @ (r[t] * h[t-1]) + b)
        h[t] = (1 - z[t]) * h[t-1] + z[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="Both gates see the state and nothing else.",
    note="$2 m (n + 1)$ fewer than `gru`.",
    latex={"hc": r"\tilde{h}"},
    consulted=(
        "An implementation of the three variants in ReservoirComputing.jl, "
        "`src/esn/esn_reservoir_drivers.jl`, and the equations as an encyclopedia has them (types 1 to 3); "
        "the paper was not seen."
    ),
)

gru3 = Entry(
    title="GRU3, gates of a bias alone",
    key="dey2017gru",
    varies="gru",
    equations="""
        z[t] = sigmoid(b_z)
        r[t] = sigmoid(b_r)
        hc[t] = tanh(W @ x[t] + U @ (r[t] * h[t-1]) + b)
        h[t] = (1 - z[t]) * h[t-1] + z[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="Each gate is a learned constant, one per unit.",
    note="$2 m (n + m)$ fewer than `gru`.",
    latex={"hc": r"\tilde{h}"},
    consulted=(
        "An implementation of the three variants in ReservoirComputing.jl, "
        "`src/esn/esn_reservoir_drivers.jl`, and the equations as an encyclopedia has them (types 1 to 3); "
        "the paper was not seen."
    ),
)

mgu = Entry(
    title="MGU, minimal gated unit",
    key="zhou2016mgu",
    varies="gru",
    equations="""
        f[t] = sigmoid(W_f @ concat(h[t-1], x[t]) + b_f)
        hc[t] = tanh(W_h @ concat(f[t] * h[t-1], x[t]) + b_h)
        h[t] = (1 - f[t]) * h[t-1] + f[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="One gate both forgets and resets: two thirds of a GRU, half of an LSTM.",
    note=(
        "Flax `MGUCell` resets after the product, $\\tilde{h}_t = \\tanh(W x_t + b + f_t \\odot (U h_{t-1} + "
        "c))$: $m$ more. torchrecurrent has two biases per gate (`bias=double`)."
    ),
    latex={"hc": r"\tilde{h}"},
    consulted=(
        "torchrecurrent 0.2.5, `cells/mgu_cell.py`; Flax `MGUCell`, run; the paper's remark that it has two"
        " thirds of a GRU."
    ),
)

mgu1 = Entry(
    title="MGU1, gate without the input",
    key="heck2017mgu",
    varies="mgu",
    equations="""
        f[t] = sigmoid(U_f @ h[t-1] + b_f)
        hc[t] = tanh(W_h @ x[t] + U_h @ (f[t] * h[t-1]) + b_h)
        h[t] = (1 - f[t]) * h[t-1] + f[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="The one gate sees the state and a bias, not the input.",
    note="The `mgu` pruned as `gru1` prunes the `gru`: $m n$ fewer.",
    latex={"hc": r"\tilde{h}"},
    consulted=(
        "A Keras layer that names `MGU1` after the paper, with $W_h$, $R_f$, $R_h$ and two biases; the "
        "paper was not seen."
    ),
)

mgu2 = Entry(
    title="MGU2, gate of the state alone",
    key="heck2017mgu",
    varies="mgu",
    equations="""
        f[t] = sigmoid(U_f @ h[t-1])
        hc[t] = tanh(W_h @ x[t] + U_h @ (f[t] * h[t-1]) + b_h)
        h[t] = (1 - f[t]) * h[t-1] + f[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="The one gate sees the state and nothing else.",
    note="The `mgu` pruned as `gru2` prunes the `gru`: $m (n + 1)$ fewer.",
    latex={"hc": r"\tilde{h}"},
    consulted=(
        "A Keras layer that names `MGU2` after the paper, with $W_h$, $R_f$, $R_h$ and two biases; the "
        "paper was not seen."
    ),
)

mgu3 = Entry(
    title="MGU3, gate of a bias alone",
    key="heck2017mgu",
    varies="mgu",
    equations="""
        f[t] = sigmoid(b_f)
        hc[t] = tanh(W_h @ x[t] + U_h @ (f[t] * h[t-1]) + b_h)
        h[t] = (1 - f[t]) * h[t-1] + f[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="The one gate is a learned constant, one per unit.",
    note="The `mgu` pruned as `gru3` prunes the `gru`: $m (n + m)$ fewer.",
    latex={"hc": r"\tilde{h}"},
    consulted=(
        "A Keras layer that names `MGU3` after the paper, with $W_h$, $R_f$, $R_h$ and two biases; the "
        "paper was not seen."
    ),
)

mut1 = Entry(
    title="MUT1",
    key="jozefowicz2015empirical",
    varies="gru",
    equations="""
        z[t] = sigmoid(W_xz @ x[t] + b_z)
        r[t] = sigmoid(W_xr @ x[t] + W_hr @ h[t-1] + b_r)
        h[t] = tanh(W_hh @ (r[t] * h[t-1]) + tanh(P @ x[t]) + b_h) * z[t] + h[t-1] * (1 - z[t])""",
    sizes={"x": "n", "h": "m"},
    example={"n": 256, "m": 256},
    summary="Found by search among mutated cells: the input enters without weights, and its gate sees no state.",
    note=(
        "The paper adds $\\tanh(x_t)$ to $m$ numbers, so that $n = m$ and $P$ is the identity. Legacy Keras "
        "(`JZS1`) has $P$ for any $n$ and trains it: $m n$ more. torchrecurrent has a matrix and a bias "
        "there."
    ),
    fixed=("P",),
    identity=("P",),
    consulted=(
        "Legacy Keras, `JZS1` of `keras/layers/recurrent.py`; torchrecurrent 0.2.5, `cells/mut_cell.py`; "
        "the paper was not seen."
    ),
)

mut2 = Entry(
    title="MUT2",
    key="jozefowicz2015empirical",
    varies="gru",
    equations="""
        z[t] = sigmoid(W_xz @ x[t] + W_hz @ h[t-1] + b_z)
        r[t] = sigmoid(P @ x[t] + W_hr @ h[t-1] + b_r)
        h[t] = tanh(W_hh @ (r[t] * h[t-1]) + W_xh @ x[t] + b_h) * z[t] + h[t-1] * (1 - z[t])""",
    sizes={"x": "n", "h": "m"},
    example={"n": 256, "m": 256},
    summary="Found by search among mutated cells: a GRU whose reset gate takes the input without weights.",
    note=(
        "The paper adds $x_t$ itself to $m$ numbers, so that $n = m$ and $P$ is the identity. Legacy Keras "
        "(`JZS2`) and torchrecurrent have a matrix for any $n$ and train it: $m n$ more."
    ),
    fixed=("P",),
    identity=("P",),
    consulted=(
        "Legacy Keras, `JZS2` of `keras/layers/recurrent.py`; torchrecurrent 0.2.5, `cells/mut_cell.py`; "
        "the paper was not seen."
    ),
)

mut3 = Entry(
    title="MUT3",
    key="jozefowicz2015empirical",
    varies="gru",
    equations="""
        z[t] = sigmoid(W_xz @ x[t] + W_hz @ tanh(h[t-1]) + b_z)
        r[t] = sigmoid(W_xr @ x[t] + W_hr @ h[t-1] + b_r)
        h[t] = tanh(W_hh @ (r[t] * h[t-1]) + W_xh @ x[t] + b_h) * z[t] + h[t-1] * (1 - z[t])""",
    sizes={"x": "n", "h": "m"},
    summary="Found by search among mutated cells: a GRU whose update gate sees the state through a tanh.",
    note="As many parameters as `gru`. Legacy Keras calls it `JZS3`.",
    consulted=(
        "Legacy Keras, `JZS3` of `keras/layers/recurrent.py`; torchrecurrent 0.2.5, `cells/mut_cell.py`; "
        "the paper was not seen."
    ),
)

ligru = Entry(
    title="Li-GRU, light GRU with batch normalisation",
    key="ravanelli2018ligru",
    varies="gru",
    equations="""
        z[t] = sigmoid(gamma_z * (W_z @ x[t] - mu_z) / sqrt(v_z + eps) + beta_z + U_z @ h[t-1])
        hc[t] = relu(gamma_h * (W_h @ x[t] - mu_h) / sqrt(v_h + eps) + beta_h + U_h @ h[t-1])
        h[t] = z[t] * h[t-1] + (1 - z[t]) * hc[t]""",
    sizes={"x": "n", "h": "m", "eps": 1},
    summary="No reset gate, and a ReLU that batch normalisation of the input's products keeps in bounds.",
    note=(
        "The equations are those after training: $\\mu$ and $v$ are the running mean and variance, which are not "
        "trained; during training those of the batch take their place. torchrecurrent has no batch normalisation."
    ),
    fixed=("mu_z", "v_z", "mu_h", "v_h", "eps"),
    latex={"hc": r"\tilde{h}", "eps": r"\epsilon"}
    | {f"{word}_{gate}": rf"\{word}_{gate}" for word in ("gamma", "beta", "mu") for gate in "zh"},
    consulted="The authors' code, `liGRU` of pytorch-kaldi's `neural_networks.py`; SpeechBrain 1.1.2, `nnet/RNN.py`.",
)

gru_d = Entry(
    title="GRU-D, for series with missing values",
    key="che2018grud",
    varies="gru",
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
    note=(
        "The last value seen, its time and the mean are data, not parameters. The paper holds "
        "$W_{\\gamma_x}$ to a diagonal, as here; other code has it full, $n^2 - n$ more."
    ),
    consulted="The paper, Section 2.3 and eqs. (3) to (6); the first author's code, `nn_utils/grud_layers.py`.",
)
