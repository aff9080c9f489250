"""LSTM cells.

An LSTM carries its memory on a path of its own, where it is scaled and added to and never multiplied by a matrix.
Gates decide what is written, what is kept and what is shown. Four sums of one shape, three gates and the block input,
are four times the parameters of a simple cell. Where nothing else is said, an LSTM is the one with a forget gate,
`lstm`; the cell of 1997 has none and so three quarters of its parameters. Peepholes let the gates see the memory, at
one number per unit and gate, or $m^{2}$ where they are matrices; a forget gate that is tied to the input gate costs
nothing.
"""

from symbolic.catalog.entry import Entry

ORDER = 2

lstm_1997 = Entry(
    title="LSTM of 1997, without forget gate",
    key="hochreiter1997lstm",
    varies="rnn",
    equations="""
        i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + b_i)
        o[t] = sigmoid(W_o @ x[t] + U_o @ h[t-1] + b_o)
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = c[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="A cell that adds to itself keeps its error constant; gates protect it.",
    note=(
        "Written with vectors, as is usual today. In the paper cells stand in blocks that share their gates, and "
        "the gates also feed the hidden layer: with $H$ hidden units, $H (n + H)$ weights and biases."
    ),
    consulted=(
        "The paper, Section 4, Tables 1, 3 and 10 and Appendix A.1; torchrecurrent 0.2.5, `cells/originallstm_cell.py`."
    ),
)

lstm = Entry(
    title="LSTM with forget gate",
    key="gers2000forget",
    varies="lstm_1997",
    equations="""
        i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + U_f @ h[t-1] + b_f)
        o[t] = sigmoid(W_o @ x[t] + U_o @ h[t-1] + b_o)
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="A gate that lets the cell forget: the LSTM of today.",
    note=(
        "Written with vectors, as is usual today. In the paper $S$ cells make a block, which shares its three "
        "gates, and the block input has no bias. Keras has one bias per gate, as here; PyTorch has two "
        "(`bias=double`)."
    ),
    consulted=(
        "Keras 3.15, PyTorch 2.13, Flax and Haiku, run; the paper's architecture from a reading of it with "
        "a table of sizes."
    ),
)

peephole_lstm = Entry(
    title="LSTM with peepholes",
    key="gers2002timing gers2000recurrent",
    varies="lstm",
    equations="""
        i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + p_i * c[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + U_f @ h[t-1] + p_f * c[t-1] + b_f)
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        o[t] = sigmoid(W_o @ x[t] + U_o @ h[t-1] + p_o * c[t] + b_o)
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="Each gate sees the cell through one weight per unit.",
    note=(
        "The output gate sees the new cell state. The paper of 2002 has $h_t = o_t \\odot c_t$, without a "
        "tanh on the cell. TensorFlow Addons has this cell as `PeepholeLSTMCell`."
    ),
    consulted=(
        "TensorFlow Addons, `rnn/peephole_lstm_cell.py`; brainstorm, `lstm_layer.py`; torchrecurrent 0.2.5,"
        " `cells/peepholelstm_cell.py`; the paper's architecture from a reading of it."
    ),
)

full_peephole_lstm = Entry(
    title="LSTM with full peephole matrices",
    key="gers2002timing gers2000recurrent",
    varies="peephole_lstm",
    equations="""
        i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + P_i @ c[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + U_f @ h[t-1] + P_f @ c[t-1] + b_f)
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        o[t] = sigmoid(W_o @ x[t] + U_o @ h[t-1] + P_o @ c[t] + b_o)
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="Peepholes as matrices: what $W_{ci} c$ means when it is read as it is printed.",
    note=(
        "No paper introduces it; most that print $W_{ci} c_{t-1}$ count a diagonal, as `peephole_lstm` has "
        "it: $3 m^2 - 3 m$ fewer."
    ),
    consulted="Code that has the matrices: `peep_kernel` of `nlstm/rnn_cell.py`.",
)

coupled_lstm = Entry(
    title="LSTM with coupled input and forget gates",
    key="greff2017odyssey",
    varies="lstm",
    equations="""
        i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + b_i)
        f[t] = 1 - i[t]
        o[t] = sigmoid(W_o @ x[t] + U_o @ h[t-1] + b_o)
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="What is not written anew is kept, so that one gate does the work of two.",
    note=(
        "Other texts write the forget gate and couple $i_t = 1 - f_t$: the count is the same. With "
        "peepholes it is `greff_cifg`."
    ),
    consulted="`CoupledInputForgetGateLSTMCell` of TensorFlow 1, `contrib/rnn/python/ops/rnn_cell.py`.",
)
