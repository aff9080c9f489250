"""Simple recurrent cells."""

from symbolic.catalog.entry import Entry

ORDER = 1

rnn = Entry(
    title="Elman (simple) RNN",
    key="elman1990finding",
    equations="h[t] = tanh(W @ x[t] + U @ h[t-1] + b)",
    sizes={"x": "n", "h": "m"},
    summary="The hidden units of the step before are an input of this step.",
    note="Elman's units are logistic; tanh is today's choice and does not change the count.",
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
    note="Jordan's state units also decay by a fixed rate, left out here. Activations vary; they change no count.",
    letters={"k": "output size"},
)

irnn = Entry(
    title="IRNN, rectified units that start at the identity",
    key="le2015irnn",
    equations="h[t] = relu(W @ x[t] + U @ h[t-1] + b)",
    sizes={"x": "n", "h": "m"},
    summary="Rectified units and a recurrent kernel that starts as the identity, so that the state is kept at first.",
    note="The initialisation is not part of the equations: the count is that of the Elman cell.",
)

indrnn = Entry(
    title="IndRNN, each unit recurs by itself",
    key="li2018indrnn",
    equations="h[t] = relu(W @ x[t] + u * h[t-1] + b)",
    sizes={"x": "n", "h": "m"},
    summary="Each unit reads only its own past, through one weight in place of a row of weights.",
    note="With batch normalisation, implementations drop the bias or add a gain and a bias of their own.",
)

scrn = Entry(
    title="SCRN, with slow context units",
    key="mikolov2015scrn",
    equations="""
        s[t] = (1 - alpha) * (B @ x[t]) + alpha * s[t-1]
        h[t] = sigmoid(P @ s[t] + A @ x[t] + R @ h[t-1])""",
    sizes={"x": "n", "h": "m", "s": "k", "alpha": 1},
    example={"k": 3},
    summary="Context units beside the hidden ones average their input slowly and so remember for long.",
    note="Without the output layer. The adaptive form trains k rates; the authors' code has a full matrix for them.",
    fixed=("alpha",),
    latex={"alpha": r"\alpha"},
    letters={"k": "context units", "m": "hidden size (units)"},
)

cwrnn = Entry(
    title="Clockwork RNN",
    key="koutnik2014clockwork",
    equations="""
        for i in g:
            a[t, i] = tanh(W[i] @ x[t] + sum(R[i, j] @ h[t-1, j] for j in range(i, g)))
            h[t, i] = clock[t, i] * a[t, i] + (1 - clock[t, i]) * h[t-1, i]""",
    sizes={"x": "n", "h": "m/g", "clock": 1},
    example={"g": 4},
    summary="Modules tick at periods of their own, and each reads only itself and the slower ones.",
    note="clock is 1 for a module whose period divides t, else 0; the paper has no biases. "
    "Not certain: its own pages were not seen.",
    letters={"g": "modules", "m": "hidden size (units)"},
)

delta_rnn = Entry(
    title="Delta-RNN",
    key="ororbia2017delta",
    equations="""
        d_1[t] = alpha * (V @ h[t-1]) * (W @ x[t])
        d_2[t] = beta_1 * (V @ h[t-1]) + beta_2 * (W @ x[t])
        z[t] = tanh(d_1[t] + d_2[t] + b)
        r[t] = sigmoid(W @ x[t] + b_r)
        h[t] = (1 - r[t]) * z[t] + r[t] * h[t-1]""",
    sizes={"x": "n", "h": "m"},
    summary="A gate mixes the state with a proposal that multiplies and adds the same two products.",
    note="The paper allows an outer activation on h; the identity, as here, is its code's default.",
    latex={"alpha": r"\alpha", "beta_1": r"\beta_1", "beta_2": r"\beta_2"},
)

atr = Entry(
    title="ATR, with twin gates",
    key="zhang2018atr",
    equations="""
        p[t] = W @ x[t]
        q[t] = U @ h[t-1]
        i[t] = sigmoid(p[t] + q[t])
        f[t] = sigmoid(p[t] - q[t])
        h[t] = i[t] * p[t] + f[t] * h[t-1]""",
    sizes={"x": "n", "h": "m"},
    summary="The sum of two products is the input gate and their difference the forget gate.",
    note="The equations have no biases; the authors' code has one beside U, others have two.",
)

fastrnn = Entry(
    title="FastRNN",
    key="kusupati2018fastgrnn",
    equations="""
        hc[t] = tanh(W @ x[t] + U @ h[t-1] + b)
        h[t] = alpha * hc[t] + beta * h[t-1]""",
    sizes={"x": "n", "h": "m", "alpha": 1, "beta": 1},
    summary="Two trained numbers weigh a residual connection from step to step.",
    note="The paper keeps both numbers in range through a sigmoid and leaves the activation open (tanh in EdgeML).",
    latex={"hc": r"\tilde{h}", "alpha": r"\alpha", "beta": r"\beta"},
)

fastgrnn = Entry(
    title="FastGRNN",
    key="kusupati2018fastgrnn",
    equations="""
        z[t] = sigmoid(W @ x[t] + U @ h[t-1] + b_z)
        hc[t] = tanh(W @ x[t] + U @ h[t-1] + b_h)
        h[t] = (zeta * (1 - z[t]) + nu) * hc[t] + z[t] * h[t-1]""",
    sizes={"x": "n", "h": "m", "zeta": 1, "nu": 1},
    summary="Gate and candidate share both kernels and differ in their biases.",
    note="EdgeML trains zeta and nu through a sigmoid. Low rank (low_rank=s) and sparsity are part of the method.",
    latex={"hc": r"\tilde{h}", "zeta": r"\zeta", "nu": r"\nu"},
)
