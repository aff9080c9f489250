"""Deep and two-directional cells.

Depth multiplies. A stack has a first layer that reads the input and $L - 1$ layers that read a layer below, so that
its count is that of one layer at $n$ and $L - 1$ layers at $m$; two directions double every layer. A recurrent
highway network is deep within a step: only its first layer reads the input, and each has its recurrent kernels.
"""

from symbolic.catalog.entry import Entry

ORDER = 8

rhn = Entry(
    title="Recurrent highway network, depth L",
    key="zilly2017rhn",
    varies="rnn",
    equations="""
        h[t, 1] = tanh(W_H @ x[t] + R_H[1] @ y[t-1] + b_H[1])
        g[t, 1] = sigmoid(W_T @ x[t] + R_T[1] @ y[t-1] + b_T[1])
        c[t, 1] = sigmoid(W_C @ x[t] + R_C[1] @ y[t-1] + b_C[1])
        s[t, 1] = h[t, 1] * g[t, 1] + y[t-1] * c[t, 1]
        for l in range(2, L + 1):
            h[t, l] = tanh(R_H[l] @ s[t, l-1] + b_H[l])
            g[t, l] = sigmoid(R_T[l] @ s[t, l-1] + b_T[l])
            c[t, l] = sigmoid(R_C[l] @ s[t, l-1] + b_C[l])
            s[t, l] = h[t, l] * g[t, l] + s[t, l-1] * c[t, l]
        y[t] = s[t, L]""",
    sizes={"x": "n", "y": "m"},
    example={"L": 6},
    summary="Each step is L highway layers deep; the input enters at the first.",
    note=(
        "The gate $g$ is the paper's transform gate $t$, which would be read as the step. The experiments have the "
        "carry gate $c = 1 - t$: `rhn_coupled`."
    ),
    letters={"L": "recurrence depth"},
    consulted=(
        "RecurrentLayers.jl, `src/cells/rhn_cell.jl`, which prints the paper's equations; the authors' "
        "code, `rhn.py`, for the coupled form."
    ),
)

rhn_coupled = Entry(
    title="Recurrent highway network, carry gate coupled",
    key="zilly2017rhn",
    varies="rhn",
    equations="""
        h[t, 1] = tanh(W_H @ x[t] + R_H[1] @ y[t-1] + b_H[1])
        g[t, 1] = sigmoid(W_T @ x[t] + R_T[1] @ y[t-1] + b_T[1])
        s[t, 1] = h[t, 1] * g[t, 1] + y[t-1] * (1 - g[t, 1])
        for l in range(2, L + 1):
            h[t, l] = tanh(R_H[l] @ s[t, l-1] + b_H[l])
            g[t, l] = sigmoid(R_T[l] @ s[t, l-1] + b_T[l])
            s[t, l] = h[t, l] * g[t, l] + s[t, l-1] * (1 - g[t, l])
        y[t] = s[t, L]""",
    sizes={"x": "n", "y": "m"},
    example={"L": 6},
    summary="What a layer does not transform it carries on, so that one gate does the work of two.",
    note=(
        "The gate $g$ is the paper's transform gate $t$. The authors' Torch code has two biases in the "
        "first layer (`bias=double`)."
    ),
    letters={"L": "recurrence depth"},
    consulted="The authors' code, `rhn.py` and `torch_rhn_ptb.lua`.",
)

stacked_lstm = Entry(
    title="Stacked LSTM, L layers",
    key="graves2013deep",
    varies="lstm",
    equations="""
        for j in 4: v[t, 0, j] = W_0[j] @ x[t] + U[0, j] @ h[t-1, 0] + b[0, j]
        c[t, 0] = sigmoid(v[t, 0, 1]) * c[t-1, 0] + sigmoid(v[t, 0, 0]) * tanh(v[t, 0, 3])
        h[t, 0] = sigmoid(v[t, 0, 2]) * tanh(c[t, 0])
        for l in range(1, L):
            for j in 4: v[t, l, j] = W[l, j] @ h[t, l-1] + U[l, j] @ h[t-1, l] + b[l, j]
            c[t, l] = sigmoid(v[t, l, 1]) * c[t-1, l] + sigmoid(v[t, l, 0]) * tanh(v[t, l, 3])
            h[t, l] = sigmoid(v[t, l, 2]) * tanh(c[t, l])""",
    sizes={"x": "n", "h": "m"},
    example={"L": 6},
    summary="Each layer reads the one below it at the same step.",
    note=("In the paper each layer has peepholes, as `peephole_lstm` has them."),
    letters={"L": "layers"},
    consulted="Keras 3.15, `stacked_rnn_cells.py`; PyTorch 2.13 `nn.LSTM` with `num_layers`, run.",
)

bilstm = Entry(
    title="Bidirectional LSTM layer",
    key="schuster1997bidirectional graves2005framewise",
    varies="lstm",
    equations="""
        for d in 2:
            i[t, d] = sigmoid(W_i[d] @ x[t, d] + U_i[d] @ h[t-1, d] + b_i[d])
            f[t, d] = sigmoid(W_f[d] @ x[t, d] + U_f[d] @ h[t-1, d] + b_f[d])
            o[t, d] = sigmoid(W_o[d] @ x[t, d] + U_o[d] @ h[t-1, d] + b_o[d])
            g[t, d] = tanh(W_g[d] @ x[t, d] + U_g[d] @ h[t-1, d] + b_g[d])
            c[t, d] = f[t, d] * c[t-1, d] + i[t, d] * g[t, d]
            h[t, d] = o[t, d] * tanh(c[t, d])""",
    sizes={"x": "n", "h": "m"},
    summary="Two LSTMs of their own read the sequence from both ends, so that an output knows what follows it.",
    note=(
        "The second direction reads the sequence reversed. The layer's output, of size $2 m$, joins both, "
        "the second turned back."
    ),
    consulted="Keras 3.15, `bidirectional.py`; PyTorch 2.13 `nn.LSTM` with `bidirectional=True`, run.",
)
