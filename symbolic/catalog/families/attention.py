"""Decoders with attention.

A decoder with attention reads at each step a weighted sum of all positions of a source. The weights come from the
state and the annotations, through a small network or a bilinear form; the number of positions is in no count, as
every position uses the same parameters. What is read is one more input of the gates, with a kernel of its own.
"""

from symbolic.catalog.entry import Entry

ORDER = 7.5

SIZE_MEANINGS = {
    "n": "size of the embedding",
    "q": "size of an annotation",
    "m": "hidden size (units)",
    "N": "positions",
}

bahdanau_decoder = Entry(
    title="Decoder with additive attention",
    key="bahdanau2015attention",
    varies="gru",
    equations="""
        for j in N: e[t, j] = dot(v_a, tanh(W_a @ s[t-1] + U_a @ a[t, j]))
        for j in N: w[t, j] = exp(e[t, j]) / sum(exp(e[t, i]) for i in N)
        c[t] = sum(w[t, j] * a[t, j] for j in N)
        z[t] = sigmoid(W_z @ y[t] + U_z @ s[t-1] + C_z @ c[t])
        r[t] = sigmoid(W_r @ y[t] + U_r @ s[t-1] + C_r @ c[t])
        sc[t] = tanh(W @ y[t] + U @ (r[t] * s[t-1]) + C @ c[t])
        s[t] = (1 - z[t]) * s[t-1] + z[t] * sc[t]""",
    sizes={"y": "n", "a": "q", "s": "m", "v_a": "p"},
    example={"n": 620, "q": 2000, "m": 1000, "p": 1000, "N": 30},
    summary="A GRU that at each step looks over all positions of the source and reads a weighted sum of them.",
    note=(
        "$a_j$ are the annotations $h_j$ of the encoder, the same at every step, and $y_t$ the embedding of the "
        "word before. $U_a a_j$ can be computed once for each sentence. The count does not depend on $N$. The "
        "authors' code has $p = m$ and one bias, in $\\tilde{s}$; other code adds more."
    ),
    latex={"sc": r"\tilde{s}", "w": r"\alpha"},
    letters=SIZE_MEANINGS | {"p": "size of the alignment model"},
    output=("s",),
    consulted=(
        "The authors' code, `RecurrentLayerWithSearch` in `experiments/nmt/encdec.py` of GroundHog; TensorFlow Addons, "
        "`seq2seq/attention_wrapper.py`, `_bahdanau_score`, for the alignment. The paper was not seen."
    ),
)

luong_decoder = Entry(
    title="Decoder with multiplicative attention and input feeding",
    key="luong2015attention",
    varies="lstm",
    equations="""
        i[t] = sigmoid(W_i @ y[t] + V_i @ v[t-1] + U_i @ h[t-1])
        f[t] = sigmoid(W_f @ y[t] + V_f @ v[t-1] + U_f @ h[t-1])
        o[t] = sigmoid(W_o @ y[t] + V_o @ v[t-1] + U_o @ h[t-1])
        g[t] = tanh(W_g @ y[t] + V_g @ v[t-1] + U_g @ h[t-1])
        k[t] = f[t] * k[t-1] + i[t] * g[t]
        h[t] = o[t] * tanh(k[t])
        for j in N: e[t, j] = dot(h[t], W_a @ b[t, j])
        for j in N: a[t, j] = exp(e[t, j]) / sum(exp(e[t, i]) for i in N)
        c[t] = sum(a[t, j] * b[t, j] for j in N)
        v[t] = tanh(W_c @ concat(c[t], h[t]))""",
    sizes={"y": "n", "b": "m", "h": "m", "v": "m"},
    example={"n": 1000, "m": 1000, "N": 30},
    summary=(
        "An LSTM whose output asks for positions of the source by a bilinear form; the answer goes to the next step."
    ),
    note="$b_j$ are the paper's $\\bar{h}_s$, the same at every step, and $v_t$ its $\\tilde{h}_t$. The score is "
    "`general`; `dot` has no $W_a$, $m^2$ fewer. The count does not depend on $N$.",
    latex={"v": r"\tilde{h}", "b": r"\bar{h}", "k": "c", "c": "c^{s}"},
    letters={"n": "size of the embedding", "m": "hidden size (units)", "N": "positions"},
    output=("v",),
    consulted="The authors' code, nmt.matlab, `code/layers/lstmUnitForward.m`, which has no biases, and "
    "`code/layers/attnLayerForward.m`, whose `W_h` is $W_c$; the paper was not seen.",
)
