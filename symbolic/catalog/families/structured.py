"""Factorised and structured cells.

Most of a recurrent cell is matrices. Here they are made of less: as a product of two thin ones of rank $r$, which is
smaller as long as $r (m + n) < m n$; as blocks on a diagonal, $g$ groups that do not see each other and hold one
$g$-th; or as quaternions, whose four parts share their numbers, a quarter of each matrix; or as rotations of pairs,
whose product is unitary. Biases are vectors and stay as they are.
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

eurnn = Entry(
    title="EURNN, with an efficient unitary matrix",
    key="jing2017eunn",
    varies="rnn",
    equations="""
        for c in 2: e[t, 0, c] = part(h[t-1, c], 0, 2)
        for c in 2: o[t, 0, c] = part(h[t-1, c], 1, 2)
        for l in L/2:
            for c in 2: p[t, l, c] = cos(theta[l]) * e[t, l, c] - sin(theta[l]) * o[t, l, c]
            for c in 2: d[t, l, c] = sin(theta[l]) * e[t, l, c] + cos(theta[l]) * o[t, l, c]
            g[t, l, 0] = cos(phi[l]) * p[t, l, 0] - sin(phi[l]) * p[t, l, 1]
            g[t, l, 1] = sin(phi[l]) * p[t, l, 0] + cos(phi[l]) * p[t, l, 1]
            for c in 2: q[t, l, c] = cos(eta[l]) * rows(d[t, l, c], 0, m/2-1) - sin(eta[l]) * rows(g[t, l, c], 1, m/2)
            for c in 2: s[t, l, c] = sin(eta[l]) * rows(d[t, l, c], 0, m/2-1) + cos(eta[l]) * rows(g[t, l, c], 1, m/2)
            for c in 2: e[t, l+1, c] = concat(element(g[t, l, c], 0), s[t, l, c])
            o[t, l+1, 0] = concat(cos(psi[l]) * q[t, l, 0] - sin(psi[l]) * q[t, l, 1], element(d[t, l, 0], m/2-1))
            o[t, l+1, 1] = concat(sin(psi[l]) * q[t, l, 0] + cos(psi[l]) * q[t, l, 1], element(d[t, l, 1], m/2-1))
        for c in 2: w[t, c] = concat(e[t, L/2, c], o[t, L/2, c])
        z[t, 0] = cos(omega) * w[t, 0] - sin(omega) * w[t, 1] + V[0] @ x[t]
        z[t, 1] = sin(omega) * w[t, 0] + cos(omega) * w[t, 1] + V[1] @ x[t]
        r[t] = sqrt(z[t, 0] ** 2 + z[t, 1] ** 2)
        for c in 2: h[t, c] = relu(r[t] + b) * z[t, c] / r[t]""",
    sizes={"x": "n", "h": "m"},
    example={"n": 10, "m": 512, "L": 2},
    summary="A unitary recurrent matrix as a product of rotations of pairs: as many as one pays for.",
    note="Complex numbers are written by their real part, $c = 0$, and their imaginary part; even units come first. "
    "With a real rotation $R$ of two neighbours the paper has $\\mathrm{diag}(e^{i\\phi}, 1) R(\\theta)$ where the "
    "code has $R(\\theta)\\, \\mathrm{diag}(1, e^{i\\phi})$; the code adds 0.01 to the modulus.",
    letters={"m": "units, complex numbers", "L": "layers of rotations, an even number"},
    consulted="The authors' code, `EUNNCell` and `tunable_param` of `eunn.py` of EUNN-tensorflow; the paper's rotation "
    "as QGrad's documentation quotes it.",
)
