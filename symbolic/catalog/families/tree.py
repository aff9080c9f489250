"""Tree and grid cells.

A chain has one predecessor, a tree several. With one set of kernels for all children the count is that of an LSTM;
with kernels for each place among $N$ children it grows with $N$, and with the forget gates, which look at every child
for every child, with $N^{2}$. In a grid each dimension has an LSTM of its own that reads the states of all.
"""

from symbolic.catalog.entry import Entry

ORDER = 11

treelstm_childsum = Entry(
    title="Child-Sum Tree-LSTM",
    key="tai2015treelstm",
    varies="lstm",
    equations="""
        s[t] = sum(h[t-1, k] for k in N)
        i[t] = sigmoid(W_i @ x[t] + U_i @ s[t] + b_i)
        for k in N: f[t, k] = sigmoid(W_f @ x[t] + U_f @ h[t-1, k] + b_f)
        o[t] = sigmoid(W_o @ x[t] + U_o @ s[t] + b_o)
        u[t] = tanh(W_u @ x[t] + U_u @ s[t] + b_u)
        c[t] = i[t] * u[t] + sum(f[t, k] * c[t-1, k] for k in N)
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    example={"N": 2},
    summary="A node reads the sum of its children's states and forgets each child apart, with one set of kernels.",
    note=(
        "$t - 1$ stands for the children of node $t$. The authors' code has two biases per gate "
        "(`bias=double`), and no output gate for the task of relatedness."
    ),
    letters={"N": "children of a node"},
    consulted="The paper's eqs. (2) to (8) from notes on it; the authors' code, `models/ChildSumTreeLSTM.lua`.",
)

treelstm_nary = Entry(
    title="N-ary Tree-LSTM",
    key="tai2015treelstm",
    varies="treelstm_childsum",
    equations="""
        i[t] = sigmoid(W_i @ x[t] + sum(U_i[l] @ h[t-1, l] for l in N) + b_i)
        for k in N: f[t, k] = sigmoid(W_f @ x[t] + sum(U_f[k, l] @ h[t-1, l] for l in N) + b_f)
        o[t] = sigmoid(W_o @ x[t] + sum(U_o[l] @ h[t-1, l] for l in N) + b_o)
        u[t] = tanh(W_u @ x[t] + sum(U_u[l] @ h[t-1, l] for l in N) + b_u)
        c[t] = i[t] * u[t] + sum(f[t, l] * c[t-1, l] for l in N)
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    example={"N": 2},
    summary="Every place among the children has kernels of its own, and each forget gate sees all children.",
    note=(
        "$t - 1$ stands for the children of node $t$. The authors' binary code reads words at the leaves "
        "alone, so that it has no $W$ here."
    ),
    letters={"N": "children of a node"},
    consulted="The paper's eqs. (9) to (14) from notes on it; the authors' code, `models/BinaryTreeLSTM.lua`.",
)

grid_lstm = Entry(
    title="Grid LSTM block, untied",
    key="kalchbrenner2016grid",
    varies="lstm",
    equations="""
        H[t] = concat(h[t-1, l] for l in N)
        for j in N:
            u[t, j] = sigmoid(W_u[j] @ H[t])
            f[t, j] = sigmoid(W_f[j] @ H[t])
            o[t, j] = sigmoid(W_o[j] @ H[t])
            c[t, j] = tanh(W_c[j] @ H[t])
            m[t, j] = f[t, j] * m[t-1, j] + u[t, j] * c[t, j]
            h[t, j] = tanh(o[t, j] * m[t, j])""",
    sizes={"h": "m"},
    example={"N": 2},
    summary="An LSTM along each side of a grid, depth included, and each of them reads the states of all sides.",
    note=(
        "$t - 1$ is the neighbour on side $j$; inputs enter as its $h$ and $m$. Code has biases and "
        "$h = o \\odot \\tanh(m)$. Not certain: of arXiv 1507.01526 the first pages could be read, which stop "
        "before the equations, and the authors published no code that was found."
    ),
    letters={"m": "hidden size (units)", "N": "sides of the grid"},
    consulted=(
        "An account of the paper in an encyclopedia; for $N = 2$ `model/GridLSTM.lua` of grid-lstm; for any $N$ "
        "`contrib/grid_rnn/python/ops/grid_rnn_cell.py` of TensorFlow, an `LSTMCell` for each side on all states."
    ),
)
