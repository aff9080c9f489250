"""LSTM cells."""

from symbolic.catalog.entry import Entry

ORDER = 2

lstm_1997 = Entry(
    title="LSTM of 1997, without forget gate",
    key="hochreiter1997lstm",
    equations="""
        i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + b_i)
        o[t] = sigmoid(W_o @ x[t] + U_o @ h[t-1] + b_o)
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = c[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="A cell that adds to itself keeps its error constant; gates protect it.",
    note="Not certain: the vector form. In the paper gates also feed the hidden layer, H units: H·(n + H) and biases.",
)

lstm = Entry(
    title="LSTM with forget gate",
    key="gers2000forget",
    equations="""
        i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + U_f @ h[t-1] + b_f)
        o[t] = sigmoid(W_o @ x[t] + U_o @ h[t-1] + b_o)
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="A gate that lets the cell forget: the LSTM of today.",
    note="Keras has one bias per gate, as here; PyTorch has two. Not certain: the vector form; the paper has blocks.",
)

peephole_lstm = Entry(
    title="LSTM with peepholes",
    key="gers2002timing gers2000recurrent",
    equations="""
        i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + p_i * c[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + U_f @ h[t-1] + p_f * c[t-1] + b_f)
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        o[t] = sigmoid(W_o @ x[t] + U_o @ h[t-1] + p_o * c[t] + b_o)
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="Each gate sees the cell through one weight per unit.",
    note="The output gate sees the new cell state. The paper of 2002 leaves out the tanh on the cell.",
)

full_peephole_lstm = Entry(
    title="LSTM with full peephole matrices",
    key="gers2002timing gers2000recurrent",
    equations="""
        i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + P_i @ c[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + U_f @ h[t-1] + P_f @ c[t-1] + b_f)
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        o[t] = sigmoid(W_o @ x[t] + U_o @ h[t-1] + P_o @ c[t] + b_o)
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="Peepholes as matrices: what W_ci c means when it is read as it is printed.",
    note="No paper introduces it; most that print matrices count the diagonal only.",
)

coupled_lstm = Entry(
    title="LSTM with coupled input and forget gates",
    key="greff2017odyssey",
    equations="""
        i[t] = sigmoid(W_i @ x[t] + U_i @ h[t-1] + b_i)
        f[t] = 1 - i[t]
        o[t] = sigmoid(W_o @ x[t] + U_o @ h[t-1] + b_o)
        g[t] = tanh(W_g @ x[t] + U_g @ h[t-1] + b_g)
        c[t] = f[t] * c[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="What is not written anew is kept, so that one gate does the work of two.",
    note="Other texts write the forget gate and couple i = 1 - f: the same count.",
)
