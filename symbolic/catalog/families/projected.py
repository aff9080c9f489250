"""LSTM cells with projections.

A projection makes the output smaller than the memory, so that the recurrent kernels have as many columns as the output
and not as the memory; it costs one matrix, from the memory to the output, and saves in every gate. A second projection
that does not recur widens only what the next layer sees.
"""

from symbolic.catalog.entry import Entry

ORDER = 5

lstmp = Entry(
    title="LSTMP, with a recurrent projection",
    key="sak2014lstmp sak2014interspeech",
    varies="peephole_lstm",
    equations="""
        i[t] = sigmoid(W_ix @ x[t] + W_ir @ r[t-1] + w_ic * c[t-1] + b_i)
        f[t] = sigmoid(W_fx @ x[t] + W_fr @ r[t-1] + w_fc * c[t-1] + b_f)
        c[t] = f[t] * c[t-1] + i[t] * tanh(W_cx @ x[t] + W_cr @ r[t-1] + b_c)
        o[t] = sigmoid(W_ox @ x[t] + W_or @ r[t-1] + w_oc * c[t] + b_o)
        m[t] = o[t] * tanh(c[t])
        r[t] = W_rm @ m[t]""",
    sizes={"x": "n", "c": "m", "r": "r"},
    summary="The recurrence runs through a smaller projection of the output, with peepholes.",
    note=(
        "The paper prints the peepholes as matrices and counts $3 m$ numbers; it counts no biases, and the "
        "output layer. PyTorch's `proj_size` has no peepholes and two biases: `lstm` with `project=r`."
    ),
    consulted=(
        "The paper's eqs. (1) to (10) and its formula for $N$ from a reading of it; `XconfigLstmpLayer` of "
        "Kaldi; the documentation of Paddle's `lstmp_op`."
    ),
)

lstmp_nonrec = Entry(
    title="LSTMP, with a recurrent and a non-recurrent projection",
    key="sak2014lstmp sak2014interspeech",
    varies="lstmp",
    equations="""
        i[t] = sigmoid(W_ix @ x[t] + W_ir @ r[t-1] + w_ic * c[t-1] + b_i)
        f[t] = sigmoid(W_fx @ x[t] + W_fr @ r[t-1] + w_fc * c[t-1] + b_f)
        c[t] = f[t] * c[t-1] + i[t] * tanh(W_cx @ x[t] + W_cr @ r[t-1] + b_c)
        o[t] = sigmoid(W_ox @ x[t] + W_or @ r[t-1] + w_oc * c[t] + b_o)
        m[t] = o[t] * tanh(c[t])
        r[t] = W_rm @ m[t]
        p[t] = W_pm @ m[t]""",
    sizes={"x": "n", "c": "m", "r": "r", "p": "q"},
    example={"q": 48},
    summary="A second projection widens what the next layer sees, r and p together, not what recurs.",
    note="Kaldi has both projections in one matrix with a bias: $r + q$ more.",
    letters={"r": "recurrent projection size", "q": "non-recurrent projection size"},
    output=("r", "p"),
    consulted=(
        "The paper's eqs. (11) to (13) and its formula for $N$ from a reading of it; `XconfigLstmpLayer` of Kaldi."
    ),
)
