"""Continuous-time and oscillatory cells.

These cells are steps along a differential equation: oscillators, leaking neurons, systems that keep a norm. What
would be a gate elsewhere is a time step here, learnt or set by the input. An antisymmetric matrix is made from a full
one, and so counts as one, although half of its numbers do nothing.
"""

from symbolic.catalog.entry import Entry

ORDER = 13

lem = Entry(
    title="Long expressive memory",
    key="rusch2022lem",
    equations="""
        dt[t] = Dt * sigmoid(W_1 @ y[t-1] + V_1 @ u[t] + b_1)
        dtb[t] = Dt * sigmoid(W_2 @ y[t-1] + V_2 @ u[t] + b_2)
        z[t] = (1 - dt[t]) * z[t-1] + dt[t] * tanh(W_z @ y[t-1] + V_z @ u[t] + b_z)
        y[t] = (1 - dtb[t]) * y[t-1] + dtb[t] * tanh(W_y @ z[t] + V_y @ u[t] + b_y)""",
    sizes={"u": "n", "y": "m", "z": "m", "Dt": 1},
    summary="Two coupled states, each with a time step of its own that is learnt: many time scales at once.",
    note=(
        "$\\Delta t$, the largest step, is set by hand. The authors' code has two biases per gate "
        "(`bias=double`). torchrecurrent takes the old cell in the last equation, $W_y z_{t-1}$."
    ),
    fixed=("Dt",),
    latex={"Dt": r"\Delta t", "dt": r"\mathbf{\Delta t}", "dtb": r"\overline{\mathbf{\Delta t}}"},
    consulted=(
        "The authors' code, `src/sMNIST/network.py`; RecurrentLayers.jl, which prints the equations; "
        "torchrecurrent 0.2.5, `cells/lem_cell.py`."
    ),
)

cornn = Entry(
    title="Coupled oscillatory RNN",
    key="rusch2021cornn",
    equations="""
        z[t] = z[t-1] + Dt * tanh(W @ y[t-1] + Wc @ z[t-1] + V @ u[t] + b) - Dt * gamma * y[t-1] - Dt * eps * z[t-1]
        y[t] = y[t-1] + Dt * z[t]""",
    sizes={"u": "n", "y": "m", "Dt": 1, "gamma": 1, "eps": 1},
    summary="Units are driven, damped oscillators, y their places and z their speeds; gradients stay bounded.",
    note=(
        "Step, stiffness and damping are set by hand. The paper also takes the damping at $z_t$: the count "
        "is the same. The authors' code, as here, takes it at $z_{t-1}$."
    ),
    fixed=("Dt", "gamma", "eps"),
    latex={"Wc": r"\mathcal{W}", "Dt": r"\Delta t", "gamma": r"\gamma", "eps": r"\epsilon"},
    consulted="The authors' code, `coRNNCell` of `psMNIST/network.py`; torchrecurrent 0.2.5, `cells/cornn_cell.py`.",
)

cfc = Entry(
    title="CfC, closed-form continuous-time cell",
    key="hasani2022cfc",
    varies="ltc",
    equations="""
        b[t] = tanh(W_b @ concat(x[t], h[t-1]) + c_b)
        g[t] = tanh(W_g @ b[t] + c_g)
        hh[t] = tanh(W_h @ b[t] + c_h)
        s[t] = sigmoid((W_a @ b[t] + c_a) * dt[t] + (W_tb @ b[t] + c_tb))
        h[t] = g[t] * (1 - s[t]) + s[t] * hh[t]""",
    sizes={"x": "n", "h": "m", "b": "B", "dt": 1},
    example={"B": 192},
    summary="A formula in place of a solver: the time since the last step moves the state from one target to another.",
    note=(
        "This is the cell of ncps with one backbone layer, whose activation is a scaled tanh there, $1.7159 "
        "\\tanh(0.666\\, a)$."
    ),
    latex={"hh": r"\hat{h}", "dt": r"{\Delta t}"},
    letters={"B": "backbone units"},
    consulted="The authors' code, ncps 1.0.1, `ncps/torch/cfc_cell.py`; the paper was not seen.",
)

ltc = Entry(
    title="LTC, liquid time-constant cell",
    key="hasani2021ltc",
    equations="""
        for j in m:
            for i in m: a[t, i, j] = w[i, j] * sigmoid(s[i, j] * (v[t-1, i] - u[i, j]))
            for i in n: b[t, i, j] = w_x[i, j] * sigmoid(s_x[i, j] * (w_in[i] * x[t, i] + b_in[i] - u_x[i, j]))
            v[t, j] = (sum(a[t, i, j] * E[i, j] for i in m) + sum(b[t, i, j] * E_x[i, j] for i in n) + g[j] * e[j]
            + C[j] / d[t] * v[t-1, j]) / (sum(a[t, i, j] for i in m) + sum(b[t, i, j] for i in n) + g[j] + C[j] / d[t])
        for j in k: y[t, j] = w_out[j] * v[t, j] + b_out[j]""",
    sizes={"x": 1, "v": 1, "y": 1, "d": 1},
    example={"n": 16, "m": 32, "k": 3},
    summary="Neurons with leaks and synapses: how fast a unit follows depends on what it receives.",
    note=(
        "The equations are one sub-step, of length $d$. ncps takes 6 of them in a step (`ode_unfolds`) and "
        "freezes two masks of $m^2$ and $n m$ numbers. Its `sigma` and `mu` are $s$ and $u$. The output map $y$ "
        "is not in the paper."
    ),
    letters={"n": "inputs", "m": "neurons", "k": "outputs (motor neurons)"},
    latex={"w_in": r"w_{\mathrm{in}}", "b_in": r"b_{\mathrm{in}}"},
    consulted="The paper, eq. (1); the authors' code, `ltc_model.py`, and ncps 1.0.1, `ncps/torch/ltc_cell.py`.",
)

lmu = Entry(
    title="Legendre memory unit",
    key="voelker2019lmu",
    equations="""
        u[t] = dot(e_x, x[t]) + dot(e_h, h[t-1]) + dot(e_m, m[t-1])
        m[t] = Ab @ m[t-1] + Bb * u[t]
        h[t] = tanh(W_x @ x[t] + W_h @ h[t-1] + W_m @ m[t])""",
    sizes={"x": "n", "h": "m", "m": "d"},
    example={"n": 1, "m": 212, "d": 256},
    summary="A fixed linear memory holds the recent past of one number as a sum of Legendre polynomials.",
    note=(
        "$\\bar{A}$ and $\\bar{B}$ are not trained; where they are, or where a summary counts them, it is "
        "$d^2 + d$ more."
    ),
    fixed=("Ab", "Bb"),
    latex={"Ab": r"\bar{A}", "Bb": r"\bar{B}"},
    letters={"n": "input size", "m": "hidden size (units)", "d": "memory order"},
    consulted="An extract of the paper's Section 2; the authors' code, `LMUCell` of the first keras-lmu.",
)

unicornn = Entry(
    title="UnICORNN, undamped independent oscillators",
    key="rusch2021unicornn",
    varies="cornn",
    equations="""
        z[t] = z[t-1] - Dt * sigmoid(c) * (tanh(w * y[t-1] + V @ u[t] + b) + alpha * y[t-1])
        y[t] = y[t-1] + Dt * sigmoid(c) * z[t]""",
    sizes={"u": "n", "y": "m", "Dt": 1, "alpha": 1},
    summary="Each unit is an oscillator by itself, without damping and at a frequency of its own; layers connect them.",
    note="The paper leaves $\\hat{\\sigma}(c)$ open between 0 and 1; the code takes the logistic function. The step "
    "$\\Delta t$ and $\\alpha$ are set by hand. torchrecurrent has a second bias (`recurrent_bias`).",
    fixed=("Dt", "alpha"),
    latex={"Dt": r"\Delta t", "alpha": r"\alpha"},
    consulted="The authors' code, `unicornn_fwd` of `psMNIST/network.py`; torchrecurrent 0.2.5, "
    "`cells/unicornn_cell.py`.",
)

antisymmetric_rnn = Entry(
    title="AntisymmetricRNN",
    key="chang2019antisymmetric",
    varies="rnn",
    equations="""
        h[t] = h[t-1] + eps * tanh(W @ h[t-1] - W.T @ h[t-1] - gamma * h[t-1] + V @ x[t] + b)""",
    sizes={"x": "n", "h": "m", "eps": 1, "gamma": 1},
    summary="A step along a differential equation whose matrix is antisymmetric, so that nothing grows or vanishes.",
    note="Of the $m^2$ numbers of $W$ the recurrence sees $W - W^{\\top}$, which has $m (m - 1) / 2$ of its own. "
    "The step $\\epsilon$ and the diffusion $\\gamma$ are set by hand.",
    fixed=("eps", "gamma"),
    latex={"eps": r"\epsilon", "gamma": r"\gamma"},
    consulted="torchrecurrent 0.2.5, `cells/antisymmetricrnn_cell.py`; the paper was not seen.",
)

gated_antisymmetric_rnn = Entry(
    title="AntisymmetricRNN with gating",
    key="chang2019antisymmetric",
    varies="antisymmetric_rnn",
    equations="""
        a[t] = W @ h[t-1] - W.T @ h[t-1] - gamma * h[t-1]
        z[t] = sigmoid(a[t] + V_z @ x[t] + b_z)
        h[t] = h[t-1] + eps * z[t] * tanh(a[t] + V_h @ x[t] + b_h)""",
    sizes={"x": "n", "h": "m", "eps": 1, "gamma": 1},
    summary="An `antisymmetric_rnn` whose steps are as long as a gate says; the gate shares the state's matrix.",
    note="Of the $m^2$ numbers of $W$ the recurrence sees $W - W^{\\top}$, which has $m (m - 1) / 2$ of its own.",
    fixed=("eps", "gamma"),
    latex={"eps": r"\epsilon", "gamma": r"\gamma"},
    consulted="torchrecurrent 0.2.5, `GatedAntisymmetricRNNCell` of `cells/antisymmetricrnn_cell.py`; the paper was "
    "not seen.",
)

lipschitz_rnn = Entry(
    title="Lipschitz RNN",
    key="erichson2021lipschitz",
    varies="antisymmetric_rnn",
    equations="""
        A = (1 - beta) * (M_A + M_A.T) + beta * (M_A - M_A.T) - gamma * I
        W = (1 - beta) * (M_W + M_W.T) + beta * (M_W - M_W.T) - gamma * I
        h[t] = h[t-1] + eps * (A @ h[t-1] + tanh(W @ h[t-1] + U @ x[t] + b))""",
    sizes={"x": "n", "h": "m", "eps": 1, "beta": 1, "gamma": 1},
    example={"n": 1, "m": 128},
    summary="A linear and a Lipschitz part, whose matrices are mixed of a symmetric and an antisymmetric one.",
    note="The step $\\epsilon$, the mix $\\beta$ and the damping $\\gamma$ are set by hand. The code applies the "
    "matrices from the right, $h^{\\top} A$, which is the same with $M^{\\top}$ for $M$.",
    fixed=("eps", "beta", "gamma", "I"),
    identity=("I",),
    latex={"eps": r"\epsilon", "beta": r"\beta", "gamma": r"\gamma"},
    consulted="The authors' code, `rnn_models` of `models.py` of LipschitzRNN; the paper was not seen.",
)
