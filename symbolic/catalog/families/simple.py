"""Simple recurrent cells.

A simple cell computes its state in one equation: an input kernel multiplies what comes in, a recurrent kernel what
was there, and an activation keeps the sum in bounds. That takes $m n + m^{2} + m$ parameters, the frame of all that
follows. The cells of this part change one piece of it: where the recurrence is read (`jordan`), how it starts
(`irnn`), a vector in place of the recurrent kernel (`indrnn`), modules at clocks of their own (`cwrnn`), a slow state
beside the fast one (`scrn`), or a path by which the state is mixed with what is new (`delta_rnn`, `fastrnn`,
`fastgrnn`).
"""

from symbolic.catalog.entry import Entry

ORDER = 1

rnn = Entry(
    title="Elman (simple) RNN",
    key="elman1990finding",
    varies="jordan",
    equations="h[t] = tanh(W @ x[t] + U @ h[t-1] + b)",
    sizes={"x": "n", "h": "m"},
    summary="The hidden units of the step before are an input of this step.",
    note=(
        "Elman's units are logistic; tanh is today's choice, and the count is the same. PyTorch and cuDNN "
        "keep two biases (`bias=double`), Keras keeps one."
    ),
    consulted=(
        "Keras 3.15 `SimpleRNN`, PyTorch 2.13 `nn.RNN` and Flax `SimpleCell`, run; Elman's network as a "
        "textbook has it. The paper of 1990 itself was not seen."
    ),
)

jordan = Entry(
    title="Jordan RNN",
    key="jordan1986serial",
    equations="""
        h[t] = sigmoid(W @ x[t] + U @ y[t-1] + b_h)
        y[t] = sigmoid(V @ h[t] + b_y)""",
    sizes={"x": "n", "h": "m", "y": "k"},
    example={"k": 3},
    summary="The output of the step before is an input, so that the output layer is part of the recurrence.",
    note=(
        "Jordan's state units also decay, $s_t = \\alpha s_{t-1} + y_{t-1}$ with a fixed $\\alpha$; here "
        "$\\alpha = 0$. The activations vary from text to text and change no count."
    ),
    letters={"k": "output size"},
    consulted=(
        "Two textbook accounts: as many state units as outputs, and connections from output to state that "
        "are fixed at 1. The report itself was not seen."
    ),
)

irnn = Entry(
    title="IRNN, rectified units that start at the identity",
    key="le2015irnn",
    varies="rnn",
    equations="h[t] = relu(W @ x[t] + U @ h[t-1] + b)",
    sizes={"x": "n", "h": "m"},
    summary="Rectified units and a recurrent kernel that starts as the identity, so that the state is kept at first.",
    note="The initialisation, $U = I$ and $b = 0$, is not part of the equations: the count is that of `rnn`.",
    consulted="The paper's abstract and the Keras example `mnist_irnn`.",
)

indrnn = Entry(
    title="IndRNN, each unit recurs by itself",
    key="li2018indrnn",
    varies="rnn",
    equations="h[t] = relu(W @ x[t] + u * h[t-1] + b)",
    sizes={"x": "n", "h": "m"},
    summary="Each unit reads only its own past, through one weight in place of a row of weights.",
    note=(
        "Implementations with batch normalisation drop the bias, or add a gain and a shift of $m$ numbers each. "
        "torchrecurrent takes tanh by default (`nonlinearity`)."
    ),
    consulted=(
        "The authors' code, `IndRNN_onlyrecurrent.py`, where `weight_hh` is a vector; torchrecurrent 0.2.5,"
        " `cells/indrnn_cell.py`."
    ),
)

scrn = Entry(
    title="SCRN, with slow context units",
    key="mikolov2015scrn",
    varies="rnn",
    equations="""
        s[t] = (1 - alpha) * (B @ x[t]) + alpha * s[t-1]
        h[t] = sigmoid(P @ s[t] + A @ x[t] + R @ h[t-1])""",
    sizes={"x": "n", "h": "m", "s": "k", "alpha": 1},
    example={"k": 40},
    summary="Context units beside the hidden ones average their input slowly and so remember for long.",
    note=(
        "The output layer, which reads $h_t$ and $s_t$, is left out. The adaptive form trains $k$ rates in place "
        "of $\\alpha$. The authors' code has a full matrix $W_{ss}$ for them, $k^2$ numbers, and $h_t$ reads the "
        "context of the step before, $P s_{t-1}$."
    ),
    fixed=("alpha",),
    latex={"alpha": r"\alpha"},
    letters={"k": "context units", "m": "hidden size (units)"},
    consulted=(
        "The authors' code, `mfactory.lua`; the layer `SCRN` of theanets, whose documentation maps its "
        "matrices to the paper's $A$, $B$, $P$, $R$, $U$ and $V$ of pages 4 and 5."
    ),
)

cwrnn = Entry(
    title="Clockwork RNN",
    key="koutnik2014clockwork",
    varies="rnn",
    equations="""
        for i in g:
            a[t, i] = tanh(W[i] @ x[t] + sum(R[i, j] @ h[t-1, j] for j in range(i, g)))
            h[t, i] = clock[t, i] * a[t, i] + (1 - clock[t, i]) * h[t-1, i]""",
    sizes={"x": "n", "h": "m/g", "clock": 1},
    example={"g": 4},
    summary="Modules tick at periods of their own, and each reads only itself and the slower ones.",
    note=(
        "The clock is 1 for a module whose period divides $t$, else 0; the paper has no biases. Code stores the "
        "recurrent matrix whole and has a bias: $m (n + m + 1)$. theanets and a Keras cell mask the matrix; "
        "brainstorm, which one of the authors wrote, does so only where a mask is set, and also stores $m$ "
        "periods, which are not trained."
    ),
    letters={"g": "modules", "m": "hidden size (units)"},
    consulted=(
        "The second author's code, `brainstorm/layers/clockwork_layer.py` of brainstorm, for the update; "
        "`theanets/layers/recurrent.py` of theanets, which says that the paper stores the blocks alone; notes on the "
        "paper, with $h_t = \\phi(W_H h_{t-1} + W_I x_t)$, a block-triangular $W_H$ and $T_i = 2^{i-1}$."
    ),
)

delta_rnn = Entry(
    title="Delta-RNN",
    key="ororbia2017delta",
    varies="mi_rnn",
    equations="""
        d_1[t] = alpha * (V @ h[t-1]) * (W @ x[t])
        d_2[t] = beta_1 * (V @ h[t-1]) + beta_2 * (W @ x[t])
        z[t] = tanh(d_1[t] + d_2[t] + b)
        r[t] = sigmoid(W @ x[t] + b_r)
        h[t] = (1 - r[t]) * z[t] + r[t] * h[t-1]""",
    sizes={"x": "n", "h": "m"},
    summary="A gate mixes the state with a proposal that multiplies and adds the same two products.",
    note=(
        "The paper allows an outer activation, $h_t = \\Phi((1 - r_t) \\odot z_t + r_t \\odot h_{t-1})$; the "
        "identity, as here, is the default of its code."
    ),
    latex={"alpha": r"\alpha", "beta_1": r"\beta_1", "beta_2": r"\beta_2"},
    consulted="The authors' code, `Delta-RNN-Theano`, class `DeltaRNNLayer`.",
)

atr = Entry(
    title="ATR, with twin gates",
    key="zhang2018atr",
    varies="gru",
    equations="""
        p[t] = W @ x[t]
        q[t] = U @ h[t-1]
        i[t] = sigmoid(p[t] + q[t])
        f[t] = sigmoid(p[t] - q[t])
        h[t] = i[t] * p[t] + f[t] * h[t-1]""",
    sizes={"x": "n", "h": "m"},
    summary="The sum of two products is the input gate and their difference the forget gate.",
    note=(
        "The equations have no biases. The authors' code has one beside $U h_{t-1}$, which makes $m$ more; "
        "torchrecurrent has one beside each product."
    ),
    consulted=(
        "The authors' code, `rnns/atr.py` of zero and `lm/pytorch-lm/rnn/atr.py` of ATR; torchrecurrent "
        "0.2.5, `cells/atr_cell.py`."
    ),
)

fastrnn = Entry(
    title="FastRNN",
    key="kusupati2018fastgrnn",
    varies="rnn",
    equations="""
        hc[t] = tanh(W @ x[t] + U @ h[t-1] + b)
        h[t] = alpha * hc[t] + beta * h[t-1]""",
    sizes={"x": "n", "h": "m", "alpha": 1, "beta": 1},
    summary="Two trained numbers weigh a residual connection from step to step.",
    note=(
        "The paper keeps both numbers between 0 and 1: $\\alpha$ and $\\beta$ are $\\sigma$ of what is "
        "trained. The activation is left open; EdgeML takes tanh."
    ),
    latex={"hc": r"\tilde{h}", "alpha": r"\alpha", "beta": r"\beta"},
    consulted=(
        "The paper, eq. (2) and the text after it; `FastRNNCell` of EdgeML; torchrecurrent 0.2.5, "
        "`cells/fastrnn_cell.py`."
    ),
)

fastgrnn = Entry(
    title="FastGRNN",
    key="kusupati2018fastgrnn",
    varies="fastrnn",
    equations="""
        z[t] = sigmoid(W @ x[t] + U @ h[t-1] + b_z)
        hc[t] = tanh(W @ x[t] + U @ h[t-1] + b_h)
        h[t] = (zeta * (1 - z[t]) + nu) * hc[t] + z[t] * h[t-1]""",
    sizes={"x": "n", "h": "m", "zeta": 1, "nu": 1},
    summary="Gate and candidate share both kernels and differ in their biases.",
    note=(
        "What is trained is put through $\\sigma$ to give $\\zeta$ and $\\nu$. Low rank (`low_rank=s`) and "
        "sparsity are part of the method."
    ),
    latex={"hc": r"\tilde{h}", "zeta": r"\zeta", "nu": r"\nu"},
    consulted=(
        "The paper, eq. (6) and its list of parameters; `FastGRNNCell` of EdgeML; torchrecurrent 0.2.5, "
        "`cells/fastrnn_cell.py`."
    ),
)
