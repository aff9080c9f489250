"""Factorised and structured cells.

Most of a recurrent cell is matrices. Here they are made of less: as a product of two thin ones of rank $r$, which is
smaller as long as $r (m + n) < m n$; as blocks on a diagonal, $g$ groups that do not see each other and hold one
$g$-th; or as quaternions, whose four parts share their numbers, a quarter of each matrix. Biases are vectors and stay
as they are.
"""

from symbolic.catalog.entry import Entry

ORDER = 9

f_lstm = Entry(
    title="F-LSTM, factorised, with a projection",
    key="kuchaiev2017factorization",
    varies="lstmp",
    equations="""
        v[t] = W_2 @ (W_1 @ concat(x[t], h[t-1])) + b
        c[t] = sigmoid(part(v[t], 1, 4)) * c[t-1] + sigmoid(part(v[t], 0, 4)) * tanh(part(v[t], 3, 4))
        h[t] = P @ (sigmoid(part(v[t], 2, 4)) * tanh(c[t]))""",
    sizes={"x": "n", "c": "m", "h": "r", "W_1": ("s", "n + r")},
    example={"s": 32},
    summary="The one matrix of all gates is a product of two thin ones.",
    note=(
        "The paper writes $p$ for $n = r$, and $r$ for $s$. There is no bias between the two matrices, nor "
        "on $P$. Two layers of $p = 1024$, $m = 8192$, $s = 512$ are its 52.5 million."
    ),
    letters={"s": "inner rank"},
    consulted="The authors' code, `flstm.py` of f-lm; a summary of the paper's third version.",
)

g_lstm = Entry(
    title="G-LSTM, in g groups, with a projection",
    key="kuchaiev2017factorization",
    varies="lstmp",
    equations="""
        i[t] = sigmoid(blockdiag(W_i[j] for j in g) @ x[t] + blockdiag(U_i[j] for j in g) @ h[t-1] + b_i)
        f[t] = sigmoid(blockdiag(W_f[j] for j in g) @ x[t] + blockdiag(U_f[j] for j in g) @ h[t-1] + b_f)
        o[t] = sigmoid(blockdiag(W_o[j] for j in g) @ x[t] + blockdiag(U_o[j] for j in g) @ h[t-1] + b_o)
        z[t] = tanh(blockdiag(W_z[j] for j in g) @ x[t] + blockdiag(U_z[j] for j in g) @ h[t-1] + b_z)
        c[t] = f[t] * c[t-1] + i[t] * z[t]
        h[t] = P @ (o[t] * tanh(c[t]))""",
    sizes={"x": "n", "c": "m", "h": "r"},
    example={"g": 4},
    summary="Input and state are cut into groups with gates of their own; only the projection mixes them.",
    note=(
        "$W_j$ and $U_j$ of the four gates are the paper's $T^j$, and $g$ is its $k$. The projection $P$ is"
        " not grouped. With $g = 1$ it is `lstm` with `project=r`."
    ),
    letters={"g": "groups"},
    consulted="The authors' code, `glstm.py` of f-lm; a summary of the paper's third version.",
)

lowrank_lstm = Entry(
    title="Low-rank LSTM, both matrices of all gates factorised",
    key="lu2016compact",
    varies="lstm",
    equations="""
        v[t] = A_w @ (B_w @ x[t]) + A_u @ (B_u @ h[t-1]) + b
        c[t] = sigmoid(part(v[t], 1, 4)) * c[t-1] + sigmoid(part(v[t], 0, 4)) * tanh(part(v[t], 3, 4))
        h[t] = sigmoid(part(v[t], 2, 4)) * tanh(c[t])""",
    sizes={"x": "n", "h": "m", "B_w": ("rw", "n"), "B_u": ("ru", "m")},
    example={"rw": 24, "ru": 40},
    summary="The stacked input matrix and the stacked recurrent matrix are each a product of two thin ones.",
    note=(
        "The gates share $B_w$ and $B_u$; `lstm` with `low_rank=s` factors each gate by itself. Not "
        "certain: of arXiv 1604.02594 and its ICASSP version only the abstract could be read, and the authors "
        "published no code that was found; the form is that of EdgeML."
    ),
    latex={"rw": "r_w", "ru": "r_u"},
    letters={"m": "hidden size (units)", "rw": "rank of the input map", "ru": "rank of the recurrent map"},
    consulted="`LSTMLRCell` of EdgeML, `edgeml_pytorch/graph/rnn.py`, and the paper's abstract.",
)

qlstm = Entry(
    title="QLSTM, quaternion LSTM",
    key="parcollet2019qrnn",
    varies="lstm",
    equations="""
        f[t] = sigmoid(hamilton(W_f, x[t]) + hamilton(R_f, h[t-1]) + b_f)
        i[t] = sigmoid(hamilton(W_i, x[t]) + hamilton(R_i, h[t-1]) + b_i)
        o[t] = sigmoid(hamilton(W_o, x[t]) + hamilton(R_o, h[t-1]) + b_o)
        c[t] = f[t] * c[t-1] + i[t] * tanh(hamilton(W_c, x[t]) + hamilton(R_c, h[t-1]) + b_c)
        h[t] = o[t] * tanh(c[t])""",
    sizes={"x": "n", "h": "m"},
    summary="Numbers in fours, as quaternions, share weights: a quarter of each matrix, with biases in full.",
    note=(
        "$n$ and $m$ count real numbers, four per quaternion. The paper prints $\\tanh(W_c x_t + R_c h_{t-1}"
        " + b_c)$ for the candidate; its code has Hamilton products there too."
    ),
    consulted=(
        "The paper's source; the authors' code, `recurrent_models.py` and `quaternion_layers.py`; "
        "SpeechBrain, `nnet/quaternion_networks/q_RNN.py`."
    ),
)
