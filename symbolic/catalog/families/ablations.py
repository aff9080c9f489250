"""LSTM ablations and slim LSTMs.

What does each part of an LSTM cost, and what can be left out? Greff et al. start from an LSTM with peepholes and take
away one part at a time; a gate that is held open takes its kernels, its bias and its peephole with it, while another
activation changes no count. The slim LSTMs leave all gates and take away what these read, down to constants. `janet`
keeps the forget gate alone.
"""

from symbolic.catalog.entry import Entry

ORDER = 3

greff_v = Entry(
    title="Greff et al. V: vanilla LSTM",
    key="greff2017odyssey",
    varies="peephole_lstm",
    equations="""
        z[t] = tanh(W_z @ x[t] + R_z @ y[t-1] + b_z)
        i[t] = sigmoid(W_i @ x[t] + R_i @ y[t-1] + p_i * c[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + R_f @ y[t-1] + p_f * c[t-1] + b_f)
        c[t] = z[t] * i[t] + c[t-1] * f[t]
        o[t] = sigmoid(W_o @ x[t] + R_o @ y[t-1] + p_o * c[t] + b_o)
        y[t] = tanh(c[t]) * o[t]""",
    sizes={"x": "n", "y": "m"},
    summary="The starting point of the comparison: it has the forget gate and the peepholes.",
    note="The `peephole_lstm` in the paper's own names.",
    consulted=(
        "The code of one of the authors, `brainstorm/layers/lstm_peephole.py` of brainstorm, which has the paper's "
        "names $W$, $R$, $p$ and $b$; the re-implementation of the eight variants in `lstm-odyssey`, "
        "`variants/vanilla.py`; the paper's Section 3 and Appendix by what these quote."
    ),
)

greff_nig = Entry(
    title="Greff et al. NIG: no input gate",
    key="greff2017odyssey",
    varies="greff_v",
    equations="""
        z[t] = tanh(W_z @ x[t] + R_z @ y[t-1] + b_z)
        i[t] = 1
        f[t] = sigmoid(W_f @ x[t] + R_f @ y[t-1] + p_f * c[t-1] + b_f)
        c[t] = z[t] * i[t] + c[t-1] * f[t]
        o[t] = sigmoid(W_o @ x[t] + R_o @ y[t-1] + p_o * c[t] + b_o)
        y[t] = tanh(c[t]) * o[t]""",
    sizes={"x": "n", "y": "m"},
    summary="The input gate is held open; its kernels, its peephole and its bias are dropped.",
    note="Without the input gate's weights, peephole and bias: $m (n + m + 2)$ fewer than `greff_v`.",
    consulted=(
        "The re-implementation of the paper's eight variants in `lstm-odyssey`, `variants/nig.py`, which names $W$, "
        "$R$, $p$ and $b$ as the paper does; the paper's Section 3 and Appendix by what these quote. A switch was "
        "looked for in the code of one of the authors, `lstm97_layer.cpp` of pylstm, and not found."
    ),
)

greff_nfg = Entry(
    title="Greff et al. NFG: no forget gate",
    key="greff2017odyssey",
    varies="greff_v",
    equations="""
        z[t] = tanh(W_z @ x[t] + R_z @ y[t-1] + b_z)
        i[t] = sigmoid(W_i @ x[t] + R_i @ y[t-1] + p_i * c[t-1] + b_i)
        f[t] = 1
        c[t] = z[t] * i[t] + c[t-1] * f[t]
        o[t] = sigmoid(W_o @ x[t] + R_o @ y[t-1] + p_o * c[t] + b_o)
        y[t] = tanh(c[t]) * o[t]""",
    sizes={"x": "n", "y": "m"},
    summary="The forget gate is held open, so that the cell only ever adds.",
    note="Not `lstm_1997`: the other two gates keep their peepholes, $2 m$ more.",
    consulted=(
        "The code of one of the authors, `src/layers/lstm97_layer.cpp` of pylstm with `forget_gate` off; the "
        "re-implementation of the paper's eight variants in `lstm-odyssey`, `variants/nfg.py`; the paper's Section 3 "
        "and Appendix by what these quote."
    ),
)

greff_nog = Entry(
    title="Greff et al. NOG: no output gate",
    key="greff2017odyssey",
    varies="greff_v",
    equations="""
        z[t] = tanh(W_z @ x[t] + R_z @ y[t-1] + b_z)
        i[t] = sigmoid(W_i @ x[t] + R_i @ y[t-1] + p_i * c[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + R_f @ y[t-1] + p_f * c[t-1] + b_f)
        c[t] = z[t] * i[t] + c[t-1] * f[t]
        o[t] = 1
        y[t] = tanh(c[t]) * o[t]""",
    sizes={"x": "n", "y": "m"},
    summary="The output gate is held open: the cell is always seen in full.",
    note="Without the output gate's weights, peephole and bias: $m (n + m + 2)$ fewer than `greff_v`.",
    consulted=(
        "The code of one of the authors, `src/layers/lstm97_layer.cpp` of pylstm with `output_gate` off; the "
        "re-implementation of the paper's eight variants in `lstm-odyssey`, `variants/nog.py`; the paper's Section 3 "
        "and Appendix by what these quote."
    ),
)

greff_niaf = Entry(
    title="Greff et al. NIAF: no input activation",
    key="greff2017odyssey",
    varies="greff_v",
    equations="""
        z[t] = identity(W_z @ x[t] + R_z @ y[t-1] + b_z)
        i[t] = sigmoid(W_i @ x[t] + R_i @ y[t-1] + p_i * c[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + R_f @ y[t-1] + p_f * c[t-1] + b_f)
        c[t] = z[t] * i[t] + c[t-1] * f[t]
        o[t] = sigmoid(W_o @ x[t] + R_o @ y[t-1] + p_o * c[t] + b_o)
        y[t] = tanh(c[t]) * o[t]""",
    sizes={"x": "n", "y": "m"},
    summary="The block input is linear.",
    note="Only an activation changes: the count is that of `greff_v`.",
    consulted=(
        "The re-implementation of the paper's eight variants in `lstm-odyssey`, `variants/niaf.py`, which names $W$, "
        "$R$, $p$ and $b$ as the paper does; the paper's Section 3 and Appendix by what these quote. A switch was "
        "looked for in the code of one of the authors, `lstm97_layer.cpp` of pylstm, and not found."
    ),
)

greff_noaf = Entry(
    title="Greff et al. NOAF: no output activation",
    key="greff2017odyssey",
    varies="greff_v",
    equations="""
        z[t] = tanh(W_z @ x[t] + R_z @ y[t-1] + b_z)
        i[t] = sigmoid(W_i @ x[t] + R_i @ y[t-1] + p_i * c[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + R_f @ y[t-1] + p_f * c[t-1] + b_f)
        c[t] = z[t] * i[t] + c[t-1] * f[t]
        o[t] = sigmoid(W_o @ x[t] + R_o @ y[t-1] + p_o * c[t] + b_o)
        y[t] = identity(c[t]) * o[t]""",
    sizes={"x": "n", "y": "m"},
    summary="The output is the cell state, gated but not squashed.",
    note="Only an activation changes: the count is that of `greff_v`.",
    consulted=(
        "The re-implementation of the paper's eight variants in `lstm-odyssey`, `variants/noaf.py`, which names $W$, "
        "$R$, $p$ and $b$ as the paper does; the paper's Section 3 and Appendix by what these quote. A switch was "
        "looked for in the code of one of the authors, `lstm97_layer.cpp` of pylstm, and not found."
    ),
)

greff_cifg = Entry(
    title="Greff et al. CIFG: coupled input and forget gate",
    key="greff2017odyssey",
    varies="greff_v",
    equations="""
        z[t] = tanh(W_z @ x[t] + R_z @ y[t-1] + b_z)
        i[t] = sigmoid(W_i @ x[t] + R_i @ y[t-1] + p_i * c[t-1] + b_i)
        f[t] = 1 - i[t]
        c[t] = z[t] * i[t] + c[t-1] * f[t]
        o[t] = sigmoid(W_o @ x[t] + R_o @ y[t-1] + p_o * c[t] + b_o)
        y[t] = tanh(c[t]) * o[t]""",
    sizes={"x": "n", "y": "m"},
    summary="What is not written anew is kept; peepholes stay.",
    note=(
        "TensorFlow's `CoupledInputForgetGateLSTMCell` has peepholes with `use_peepholes=True` alone; "
        "without them see `coupled_lstm`."
    ),
    consulted=(
        "The re-implementation of the paper's eight variants in `lstm-odyssey`, `variants/cifg.py`, which names $W$, "
        "$R$, $p$ and $b$ as the paper does; the paper's Section 3 and Appendix by what these quote. A switch was "
        "looked for in the code of one of the authors, `lstm97_layer.cpp` of pylstm, and not found."
    ),
)

greff_np = Entry(
    title="Greff et al. NP: no peepholes",
    key="greff2017odyssey",
    varies="greff_v",
    equations="""
        z[t] = tanh(W_z @ x[t] + R_z @ y[t-1] + b_z)
        i[t] = sigmoid(W_i @ x[t] + R_i @ y[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + R_f @ y[t-1] + b_f)
        c[t] = z[t] * i[t] + c[t-1] * f[t]
        o[t] = sigmoid(W_o @ x[t] + R_o @ y[t-1] + b_o)
        y[t] = tanh(c[t]) * o[t]""",
    sizes={"x": "n", "y": "m"},
    summary="The gates do not see the cell.",
    note="The `lstm` in the paper's own names.",
    consulted=(
        "The code of one of the authors, `src/layers/lstm97_layer.cpp` of pylstm with `peephole_connections` off; the "
        "re-implementation of the paper's eight variants in `lstm-odyssey`, `variants/np.py`; the paper's Section 3 "
        "and Appendix by what these quote."
    ),
)

greff_fgr = Entry(
    title="Greff et al. FGR: full gate recurrence",
    key="greff2017odyssey",
    varies="greff_v",
    equations="""
        z[t] = tanh(W_z @ x[t] + R_z @ y[t-1] + b_z)
        i[t] = sigmoid(W_i @ x[t] + R_i @ y[t-1] + p_i * c[t-1] + b_i + R_ii @ i[t-1] + R_fi @ f[t-1] + R_oi @ o[t-1])
        f[t] = sigmoid(W_f @ x[t] + R_f @ y[t-1] + p_f * c[t-1] + b_f + R_if @ i[t-1] + R_ff @ f[t-1] + R_of @ o[t-1])
        c[t] = z[t] * i[t] + c[t-1] * f[t]
        o[t] = sigmoid(W_o @ x[t] + R_o @ y[t-1] + p_o * c[t] + b_o + R_io @ i[t-1] + R_fo @ f[t-1] + R_oo @ o[t-1])
        y[t] = tanh(c[t]) * o[t]""",
    sizes={"x": "n", "y": "m"},
    summary="Each gate also reads all three gates of the step before, through nine more matrices.",
    note=(
        "The gates are states here: five vectors, $5 m$ numbers, pass from step to step. The nine matrices "
        "$R_{ii}$ to $R_{oo}$ are what it adds to `greff_v`."
    ),
    consulted=(
        "The code of one of the authors, `src/layers/lstm97_layer.cpp` of pylstm with `gate_recurrence` on; the "
        "re-implementation of the paper's eight variants in `lstm-odyssey`, `variants/fgr.py`; the paper's Section 3 "
        "and Appendix by what these quote."
    ),
)


slim_lstm1 = Entry(
    title="Slim LSTM_1: gates without the input",
    key="lu2017slim akandeh2017simplified salem2018slim",
    varies="lstm",
    equations="""
        i[t] = sigmoid(U_i @ h[t-1] + b_i)
        f[t] = sigmoid(U_f @ h[t-1] + b_f)
        o[t] = sigmoid(U_o @ h[t-1] + b_o)
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="The gates read the state and a bias alone.",
    note="The numbers are those of Akandeh and Salem, whose tables add an output layer.",
    consulted="The authors' code, `Slim-LSTMs/slim22.py`, class `LSTMCell1`; the papers' abstracts.",
)

slim_lstm2 = Entry(
    title="Slim LSTM_2: gates from the state alone",
    key="lu2017slim akandeh2017simplified salem2018slim",
    varies="slim_lstm1",
    equations="""
        i[t] = sigmoid(U_i @ h[t-1])
        f[t] = sigmoid(U_f @ h[t-1])
        o[t] = sigmoid(U_o @ h[t-1])
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="The gates read the state alone, without a bias.",
    note="The numbers are those of Akandeh and Salem, whose tables add an output layer.",
    consulted="The authors' code, `Slim-LSTMs/slim22.py`, class `LSTMCell2`; the papers' abstracts.",
)

slim_lstm3 = Entry(
    title="Slim LSTM_3: gates from biases alone",
    key="lu2017slim akandeh2017simplified salem2018slim",
    varies="slim_lstm1",
    equations="""
        i[t] = sigmoid(b_i)
        f[t] = sigmoid(b_f)
        o[t] = sigmoid(b_o)
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="The gates are trained but the same at every step.",
    note="The numbers are those of Akandeh and Salem, whose tables add an output layer.",
    consulted="The authors' code, `Slim-LSTMs/slim22.py`, class `LSTMCell3`; the papers' abstracts.",
)

slim_lstm4 = Entry(
    title="Slim LSTM_4: one weight per unit in the gates",
    key="akandeh2017simplified akandeh2017simplified2 salem2018slim",
    varies="slim_lstm2",
    equations="""
        i[t] = sigmoid(u_i * h[t-1])
        f[t] = sigmoid(u_f * h[t-1])
        o[t] = sigmoid(u_o * h[t-1])
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="The gates of a unit read its own state alone, through a vector in place of a matrix.",
    note="The numbers are those of Akandeh and Salem, whose tables add an output layer.",
    consulted="The authors' code, `Slim-LSTMs/slim22.py`, class `LSTMCell4`; the papers' abstracts.",
)

slim_lstm5 = Entry(
    title="Slim LSTM_5: one weight and one bias per unit in the gates",
    key="akandeh2017simplified akandeh2017simplified2 salem2018slim",
    varies="slim_lstm4",
    equations="""
        i[t] = sigmoid(u_i * h[t-1] + b_i)
        f[t] = sigmoid(u_f * h[t-1] + b_f)
        o[t] = sigmoid(u_o * h[t-1] + b_o)
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="As `slim_lstm4`, with a bias in each gate.",
    note="The numbers are those of Akandeh and Salem, whose tables add an output layer.",
    consulted="The authors' code, `Slim-LSTMs/slim22.py`, class `LSTMCell5`; the papers' abstracts.",
)

slim_lstm6 = Entry(
    title="Slim LSTM_6: constant gates",
    key="akandeh2019lstm6 salem2018slim",
    varies="slim_lstm3",
    equations="""
        i[t] = 1
        o[t] = 1
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f * c[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m", "f": 1},
    summary="All three gates are constants; only the block input is trained.",
    note=(
        "The gates are not trained: $f = 0.4$ and $i = o = 1$ in the authors' code. The papers of 2017 stop"
        " at five; the sixth is in the paper of 2019."
    ),
    fixed=("f",),
    consulted="The authors' code, `Slim-LSTMs/slim22.py`, class `LSTMCell6`; the papers' abstracts.",
)

janet = Entry(
    title="JANET, with a forget gate only",
    key="vanderwesthuizen2018janet",
    varies="lstm",
    equations="""
        s[t] = W_f @ x[t] + U_f @ h[t-1] + b_f
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = sigmoid(s[t]) * c[t-1] + (1 - sigmoid(s[t] - beta)) * g[t]
        h[t] = c[t]""",
    sizes={"x": "n", "h": "m", "beta": 1},
    summary="One gate both forgets and lets in, shifted a little so that more is written than is lost.",
    note=(
        "The shift $\\beta$ is not trained and 1 in the paper. torchrecurrent trains it: 1 more. How $b_f$ "
        "is initialised does not change the count."
    ),
    fixed=("beta",),
    latex={"beta": r"\beta"},
    consulted="The authors' code, `aux_code/rnn_cells.py`; torchrecurrent 0.2.5, `cells/janet_cell.py`.",
)
