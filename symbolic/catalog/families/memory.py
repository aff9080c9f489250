"""Cells with a memory of their own.

The cells of xLSTM come back to the LSTM with exponential gates. One keeps a number per unit and recurrent kernels in
blocks, one for each head; the other keeps a matrix of values under keys and has no recurrent kernel at all, so that
its count is made of projections, an output gate and two gates of one number each.
"""

from symbolic.catalog.entry import Entry

ORDER = 14

xlstm_slstm = Entry(
    title="sLSTM of xLSTM",
    key="beck2024xlstm",
    varies="lstm",
    equations="""
        z[t] = tanh(W_z @ x[t] + blockdiag(R_z[j] for j in H) @ h[t-1] + b_z)
        i[t] = exp(W_i @ x[t] + blockdiag(R_i[j] for j in H) @ h[t-1] + b_i)
        f[t] = sigmoid(W_f @ x[t] + blockdiag(R_f[j] for j in H) @ h[t-1] + b_f)
        o[t] = sigmoid(W_o @ x[t] + blockdiag(R_o[j] for j in H) @ h[t-1] + b_o)
        c[t] = f[t] * c[t-1] + i[t] * z[t]
        n[t] = f[t] * n[t-1] + i[t]
        h[t] = o[t] * (c[t] / n[t])""",
    sizes={"x": "n", "h": "m"},
    example={"H": 4},
    summary="An exponential input gate, a state that normalises the cell, and heads that do not see each other.",
    note=(
        "The stabiliser, which does not change the values, is left out; $f$ may be an exponential. In the "
        "code $W$ is block-diagonal too: `slstm_block` is the whole block."
    ),
    letters={"H": "heads"},
    consulted=(
        "The authors' code, xlstm 2.0.6, `blocks/slstm/src/vanilla/slstm.py` and `blocks/slstm/layer.py`; "
        "the paper's formulas as an implementer transcribed them."
    ),
)

xlstm_mlstm = Entry(
    title="mLSTM of xLSTM, one head",
    key="beck2024xlstm",
    varies="lstm",
    equations="""
        q[t] = W_q @ x[t] + b_q
        k[t] = W_k @ x[t] / sqrt(d) + b_k
        v[t] = W_v @ x[t] + b_v
        i[t] = exp(dot(w_i, x[t]) + b_i)
        f[t] = sigmoid(dot(w_f, x[t]) + b_f)
        o[t] = sigmoid(W_o @ x[t] + b_o)
        C[t] = f[t] * C[t-1] + i[t] * v[t] @ k[t].T
        n[t] = f[t] * n[t-1] + i[t] * k[t]
        h[t] = o[t] * (C[t] @ q[t]) / max(abs(dot(n[t], q[t])), 1)""",
    sizes={"x": "n", "v": "m", "k": "m", "b_i": 1, "b_f": 1, "d": 1},
    summary="The cell is a matrix that stores values under keys, and no gate reads the last output.",
    note=(
        "$d$ is the number $m$. The stabiliser is left out; $f$ may be an exponential. In the code the "
        "gates read $q_t$, $k_t$ and $v_t$ together, $3 m$ numbers, not $x_t$: see `mlstm_block`. With $H$ "
        "heads the gates count $2 H (n + 1)$."
    ),
    fixed=("d",),
    consulted=(
        "The paper's eqs. (19) to (27) as two implementers transcribed them; the authors' code, xlstm "
        "2.0.6, `blocks/mlstm/cell.py` and `backends.py`."
    ),
)
