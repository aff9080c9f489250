"""Time mixing of RWKV, with heads.

RWKV mixes each input with the last one, channel by channel, before it projects it. From version 5 on its state is a
matrix for each head. The versions add what sets decay and mixing: vectors first, then vectors that low-rank maps
change with the input, whose ranks are the further letters in the count.
"""

from symbolic.catalog.entry import Entry

ORDER = 12.4

SHIFTED = "(x[t-1] - x[t])"

rwkv5_timemix = Entry(
    title="RWKV-5 time mixing, Eagle",
    key="peng2024eagle",
    varies="rwkv4_timemix",
    equations="""
        for j in H:
            r[t, j] = W_r[j] @ (mu_r * x[t] + (1 - mu_r) * x[t-1])
            k[t, j] = W_k[j] @ (mu_k * x[t] + (1 - mu_k) * x[t-1])
            v[t, j] = W_v[j] @ (mu_v * x[t] + (1 - mu_v) * x[t-1])
            g[t, j] = silu(W_g[j] @ (mu_g * x[t] + (1 - mu_g) * x[t-1]))
            S[t, j] = S[t-1, j] @ diag(exp(-exp(w[j]))) + v[t, j] @ k[t, j].T
            a[t, j] = S[t-1, j] @ r[t, j] + v[t, j] * dot(u[j] * k[t, j], r[t, j])
            o[t, j] = g[t, j] * layernorm(a[t, j], gain[j], shift[j])
        y[t] = W_o @ concat(o[t, j] for j in H)""",
    sizes={"x": "m", "y": "m", "r": "m/H", "v": "m/H"},
    example={"m": 2048, "H": 32},
    summary="The numerator of `rwkv4_timemix` as a matrix for each head, with a norm in place of the denominator.",
    note=(
        "The code divides $a$ by 8 before the norm, `head_size_divisor`, which matters to the norm's epsilon "
        "alone. Channel mixing, the other half of a block, is left out."
    ),
    latex={f"mu_{gate}": rf"\mu_{gate}" for gate in "rkvg"} | {"gain": r"\gamma", "shift": r"\beta"},
    output=("y",),
    letters={"m": "width, input and output", "H": "heads"},
    consulted="The authors' code, `RWKV_Tmix_x052` and `WKV_5` of `RWKV-v5/src/model.py`; the paper was not seen.",
)

rwkv6_timemix = Entry(
    title="RWKV-6 time mixing, Finch",
    key="peng2024eagle",
    varies="rwkv5_timemix",
    equations=f"""
        c[t] = x[t] + {SHIFTED} * mu_x
        for i in 5: z[t, i] = x[t] + {SHIFTED} * (mu[i] + B[i] @ tanh(A[i] @ c[t]))
        for j in H:
            w[t, j] = exp(-exp(w_0[j] + W_w2[j] @ tanh(W_w1 @ z[t, 0])))
            k[t, j] = W_k[j] @ z[t, 1]
            v[t, j] = W_v[j] @ z[t, 2]
            r[t, j] = W_r[j] @ z[t, 3]
            g[t, j] = silu(W_g[j] @ z[t, 4])
            S[t, j] = S[t-1, j] @ diag(w[t, j]) + v[t, j] @ k[t, j].T
            a[t, j] = S[t-1, j] @ r[t, j] + v[t, j] * dot(u[j] * k[t, j], r[t, j])
            o[t, j] = g[t, j] * layernorm(a[t, j], gain[j], shift[j])
        y[t] = W_o @ concat(o[t, j] for j in H)""",
    sizes={"x": "m", "y": "m", "r": "m/H", "v": "m/H", "A": ("R", "m"), "W_w1": ("D", "m")},
    example={"m": 2048, "H": 32, "R": 32, "D": 64},
    summary="The decay of `rwkv5_timemix` and the mixing with the last input depend on the input, by low-rank maps.",
    note=(
        "The five mixtures $z$ are those of decay, key, value, receptance and gate, in this order. Channel "
        "mixing, the other half of a block, is left out. The ranks are `D_MIX_LORA` and `D_DECAY_LORA`."
    ),
    latex={"mu": r"\mu", "mu_x": r"\mu_x", "gain": r"\gamma", "shift": r"\beta"},
    output=("y",),
    letters={"m": "width, input and output", "H": "heads", "R": "rank of the mixtures", "D": "rank of the decay"},
    consulted="The authors' code, `RWKV_Tmix_x060` of `RWKV-v5/src/model.py`; `fla/ops/rwkv6/recurrent_naive.py` of "
    "flash-linear-attention 0.6.0; the paper was not seen.",
)

rwkv7_timemix = Entry(
    title="RWKV-7 time mixing, Goose",
    key="peng2025goose",
    varies="rwkv6_timemix",
    equations=f"""
        for i in 6: z[t, i] = x[t] + {SHIFTED} * mu[i]
        for j in H:
            r[t, j] = W_r[j] @ z[t, 0]
            w[t, j] = exp(-exp(-0.5) * sigmoid(w_0[j] + W_w2[j] @ tanh(W_w1 @ z[t, 1])))
            p[t, j] = W_k[j] @ z[t, 2]
            c[t, j] = W_v[j] @ z[t, 3]
            v[t, j] = c[t, j] + (v_1[t, j] - c[t, j]) * sigmoid(v_0[j] + W_v2[j] @ (W_v1 @ z[t, 3]))
            a[t, j] = sigmoid(a_0[j] + W_a2[j] @ (W_a1 @ z[t, 4]))
            g[t, j] = W_g2[j] @ sigmoid(W_g1 @ z[t, 5])
            q[t, j] = p[t, j] * xi[j] / sqrt(dot(p[t, j] * xi[j], p[t, j] * xi[j]))
            k[t, j] = p[t, j] * (1 + (a[t, j] - 1) * alpha[j])
            S[t, j] = S[t-1, j] @ diag(w[t, j]) - S[t-1, j] @ q[t, j] @ (q[t, j] * a[t, j]).T + v[t, j] @ k[t, j].T
            o[t, j] = layernorm(S[t, j] @ r[t, j], gain[j], shift[j]) + dot(r[t, j] * k[t, j], rho[j]) * v[t, j]
        y[t] = W_o @ concat(g[t, j] * o[t, j] for j in H)""",
    sizes={"x": "m", "y": "m", "r": "m/H", "v": "m/H", "v_1": "m/H"}
    | {f"W_{word}1": (rank, "m") for word, rank in {"w": "D", "v": "V", "a": "A", "g": "G"}.items()},
    example={"m": 768, "H": 12, "D": 64, "A": 64, "V": 32, "G": 128},
    summary="The delta rule with a rate for each channel, and a decay: more than what parallel sums can compute.",
    note="$v_1$ is the value of the first layer, which has none of $v_0$, $W_{v1}$ and $W_{v2}$ itself. Channel "
    "mixing, the other half of a block, is left out.",
    latex={"mu": r"\mu", "xi": r"\xi", "alpha": r"\alpha", "rho": r"\rho", "gain": r"\gamma", "shift": r"\beta"},
    output=("y",),
    letters={"m": "width, input and output", "H": "heads", "D": "rank of the decay", "A": "rank of the rate"}
    | {"V": "rank of the value's gate", "G": "rank of the output gate"},
    consulted="The authors' code, `RWKV_Tmix_x070` of `RWKV-v7/rwkv_v7_demo.py` and `time_mixing` of "
    "`RWKV-v7/rwkv_v7_numpy.py`; the paper was not seen.",
)
