"""LSTM cells with more memory or time.

These cells keep the gates of an LSTM and change what it remembers, or when. A memory may be an LSTM itself
(`nested_lstm`), may open in a rhythm for each unit (`phased_lstm`), may fade with the time between inputs (`t_lstm`),
or may be ordered, so that what is forgotten is forgotten from one end (`on_lstm`). Beside the gates that they share
with the LSTM, each has a few vectors or one more sum.
"""

from symbolic.catalog.entry import Entry

ORDER = 4

# What these cells take over from the LSTM as it stands.
LSTM_EQUATIONS = """
        i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + U_f @ h[t-1] + b_f)
        o[t] = sigmoid(W_o @ x[t] + U_o @ h[t-1] + b_o)"""
BLOCK_INPUT = """
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)"""
PEEPHOLE_CELL = """
        i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + p_i * c[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + U_f @ h[t-1] + p_f * c[t-1] + b_f)
        cc[t] = f[t] * c[t-1] + i[t] * tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)"""

nested_lstm = Entry(
    title="Nested LSTM, of depth two",
    key="moniz2017nested",
    varies="lstm",
    equations=f"""{LSTM_EQUATIONS}
        x_1[t] = i[t] * identity(W_g @ x[t] + U_g @ h[t-1] + b_g)
        h_1[t] = f[t] * c[t-1]
        i_1[t] = sigmoid(W_i1 @ x_1[t] + U_i1 @ h_1[t] + b_i1)
        f_1[t] = sigmoid(W_f1 @ x_1[t] + U_f1 @ h_1[t] + b_f1)
        c_1[t] = f_1[t] * c_1[t-1] + i_1[t] * tanh(W_g1 @ x_1[t] + U_g1 @ h_1[t] + b_g1)
        c[t] = sigmoid(W_o1 @ x_1[t] + U_o1 @ h_1[t] + b_o1) * tanh(c_1[t])
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "x_1": "m", "h": "m"},
    summary="An LSTM inside the cell takes the place of the addition that makes the new cell state.",
    note=(
        "The outer block input is linear in the paper and often a tanh in code. Each further level adds $4 "
        "m (2 m + 1)$."
    ),
    consulted="The authors' code, `rnn_cell.py` of nlstm, and the paper's abstract.",
)

phased_lstm = Entry(
    title="Phased LSTM",
    key="neil2016phased",
    varies="peephole_lstm",
    equations=f"""{PEEPHOLE_CELL}
        phi[t] = mod(time[t] - s, tau) / tau
        k[t] = max(0, min(2 * phi[t] / r_on, 2 - 2 * phi[t] / r_on)) + alpha * phi[t] * heaviside(phi[t] - r_on)
        c[t] = k[t] * cc[t] + (1 - k[t]) * c[t-1]
        o[t] = sigmoid(W_o @ x[t] + U_o @ h[t-1] + p_o * c[t] + b_o)
        h[t] = k[t] * (o[t] * tanh(cc[t])) + (1 - k[t]) * h[t-1]""",
    sizes={"x": "n", "h": "m", "time": 1, "alpha": 1, "s": "m", "tau": "m"},
    summary="A gate that opens in a rhythm of its own for each unit lets the state change only now and then.",
    note=(
        "The authors' code does not train $r_{\\mathrm{on}}$ by default (`learn_time_params`): $m$ fewer. Their "
        "output gate sees $\\tilde{c}_t$, the cell before $k_t$. TensorFlow's peepholes are matrices."
    ),
    fixed=("alpha",),
    latex={"cc": r"\tilde{c}", "phi": r"\phi", "tau": r"\tau", "alpha": r"\alpha", "r_on": r"r_{\mathrm{on}}"},
    output=("h",),
    consulted=(
        "The authors' code, `plstm.py` of `public_plstm`; the equations as an implementer transcribed them "
        "from the paper."
    ),
)

t_lstm = Entry(
    title="T-LSTM, aware of the time between inputs",
    key="baytas2017tlstm",
    varies="lstm",
    equations=f"""{LSTM_EQUATIONS}{BLOCK_INPUT}
        s[t] = tanh(W_d @ c[t-1] + b_d)
        a[t] = c[t-1] - s[t] + s[t] / log(exp(1) + delta[t])
        c[t] = f[t] * a[t] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m", "delta": 1},
    summary="The longer ago the last input, the more of the short-term part of the memory is discounted.",
    note=(
        "$\\Delta_t$ is the time since the last step; any decreasing function of it serves. One version of "
        "the authors' code has $\\sigma$ for the tanh of $s_t$."
    ),
    latex={"delta": r"\Delta"},
    consulted="The authors' code, `TLSTM_Unit` of `TLSTM.py`; the paper was not seen.",
)

on_lstm = Entry(
    title="ON-LSTM, with ordered neurons",
    key="shen2019onlstm",
    varies="lstm",
    equations=f"""{LSTM_EQUATIONS}
        c_hat[t] = tanh(W_c @ x[t] + U_c @ h[t-1] + b_c)
        f_tilde[t] = repeat(cumax(W_f_tilde @ x[t] + U_f_tilde @ h[t-1] + b_f_tilde), C)
        i_tilde[t] = repeat(1 - cumax(W_i_tilde @ x[t] + U_i_tilde @ h[t-1] + b_i_tilde), C)
        omega[t] = f_tilde[t] * i_tilde[t]
        f_hat[t] = f[t] * omega[t] + (f_tilde[t] - omega[t])
        i_hat[t] = i[t] * omega[t] + (i_tilde[t] - omega[t])
        c[t] = f_hat[t] * c[t-1] + i_hat[t] * c_hat[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    example={"C": 16},
    summary="Two master gates, one for each chunk of units, keep or replace the memory from one end to the other.",
    note=(
        "The master gates have $m / C$ values each; one value stands for $C$ units. The authors' code has "
        "two biases per gate (`bias=double`)."
    ),
    letters={"C": "chunk size"},
    consulted="The paper, eqs. (6) to (14); the authors' code, `ON_LSTM.py`.",
)
