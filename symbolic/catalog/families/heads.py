"""Linear attention with heads, a matrix as state.

The state of these cells is a matrix for each head: what is stored is a product of a value and a key, what is read is
its product with a query. Three projections make these, a fourth the output, as in attention, and where a head's size
is $m/H$, the number of heads drops out of their count. The cells differ in how they forget: not at all, at a fixed
rate, as the input says, or by replacing what lies under a key.
"""

from symbolic.catalog.entry import Entry

ORDER = 12.2

HEAD_SIZE_MEANINGS = {
    "m": "width, input and output",
    "H": "heads",
    "d": "key size of a head",
    "e": "value size of a head",
}
TAPS = HEAD_SIZE_MEANINGS | {"K": "taps of the convolutions"}
HEAD_EPSILON = {"eps": r"\epsilon"}
FLA = "flash-linear-attention 0.6.0, "
# A convolution over time and a unit length, as both delta networks have them.
QUERIES_KEYS_VALUES = """
            a_q[t, j] = W_q[j] @ x[t]
            a_k[t, j] = W_k[j] @ x[t]
            a_v[t, j] = W_v[j] @ x[t]
            u_q[t, j] = silu(sum(C_q[j, i] * a_q[t-i, j] for i in K))
            u_k[t, j] = silu(sum(C_k[j, i] * a_k[t-i, j] for i in K))
            v[t, j] = silu(sum(C_v[j, i] * a_v[t-i, j] for i in K))
            q[t, j] = u_q[t, j] / sqrt(dot(u_q[t, j], u_q[t, j]) + eps)
            k[t, j] = u_k[t, j] / sqrt(dot(u_k[t, j], u_k[t, j]) + eps)"""

linear_attention = Entry(
    title="Linear attention, as a recurrence",
    key="katharopoulos2020linear",
    equations="""
        for j in H:
            q[t, j] = elu(W_q[j] @ x[t]) + 1
            k[t, j] = elu(W_k[j] @ x[t]) + 1
            v[t, j] = W_v[j] @ x[t]
            S[t, j] = S[t-1, j] + v[t, j] @ k[t, j].T
            z[t, j] = z[t-1, j] + k[t, j]
            o[t, j] = S[t, j] @ q[t, j] / dot(z[t, j], q[t, j])
        y[t] = W_o @ concat(o[t, j] for j in H)""",
    sizes={"x": "m", "y": "m", "q": "d", "v": "e"},
    example={"m": 512, "H": 8, "d": 64, "e": 64},
    summary="With a product of feature maps in place of the softmax, causal attention is a state that adds up.",
    note="The feature map $\\mathrm{elu}(\\cdot) + 1$ has no parameters. With $H d = H e = m$ the count is $4 m^2$.",
    letters=HEAD_SIZE_MEANINGS,
    consulted="The authors' code, `fast_transformers/recurrent/attention/self_attention/linear_attention.py`, which "
    f"adds $10^{{-6}}$ below the line; {FLA}`fla/layers/linear_attn.py` and `fla/ops/linear_attn/naive.py`.",
)

retnet = Entry(
    title="RetNet, multi-scale retention",
    key="sun2023retnet",
    varies="linear_attention",
    equations="""
        for j in H:
            q[t, j] = W_q[j] @ x[t]
            k[t, j] = W_k[j] @ x[t]
            v[t, j] = W_v[j] @ x[t]
            S[t, j] = gamma[j] * S[t-1, j] + v[t, j] @ k[t, j].T
            o[t, j] = S[t, j] @ q[t, j] * s
            r[t, j] = silu(W_g[j] @ x[t]) * o[t, j] / sqrt(mean(o[t, j] * o[t, j]) + eps)
        y[t] = W_o @ concat(r[t, j] for j in H)""",
    sizes={"x": "m", "y": "m", "q": "d", "v": "e", "gamma": 1, "s": 1, "eps": 1},
    example={"m": 1024, "H": 4, "d": 256, "e": 512},
    summary="Attention without softmax, whose heads forget at fixed rates of their own.",
    note="The rates are set, $\\gamma_j = 1 - 2^{-5-j}$, and $s$ is $d^{-1/2}$. The rotation of queries and keys by "
    "their position, which has no parameters, is left out. With $H d = m$ and $H e = 2 m$ the count is $8 m^2$.",
    fixed=("gamma", "s", "eps"),
    latex=HEAD_EPSILON | {"gamma": r"\gamma"},
    letters=HEAD_SIZE_MEANINGS,
    consulted="The authors' code, `torchscale/component/multiscale_retention.py`, whose norm has no gain and which "
    f"scales $k$ instead; {FLA}`fla/ops/retention/naive.py` and `fla/layers/multiscale_retention.py`, whose norm has "
    "one of $e$ (`elementwise_affine`).",
)

gla = Entry(
    title="GLA, gated linear attention",
    key="yang2024gla",
    varies="linear_attention",
    equations="""
        for j in H:
            q[t, j] = W_q[j] @ x[t]
            k[t, j] = W_k[j] @ x[t]
            v[t, j] = W_v[j] @ x[t]
            a[t, j] = exp(log(sigmoid(W_a2[j] @ (W_a1 @ x[t]) + b_a[j])) / tau)
            S[t, j] = S[t-1, j] @ diag(a[t, j]) + v[t, j] @ k[t, j].T
            o[t, j] = S[t, j] @ q[t, j] * s
            r[t, j] = silu(W_r[j] @ x[t]) * g * o[t, j] / sqrt(mean(o[t, j] * o[t, j]) + eps)
        y[t] = W_o @ concat(r[t, j] for j in H)""",
    sizes={"x": "m", "y": "m", "q": "d", "v": "e", "W_a1": ("R", "m"), "tau": 1, "s": 1, "eps": 1},
    example={"m": 1024, "H": 4, "d": 128, "e": 256, "R": 16},
    summary="Linear attention that forgets along each key channel, as fast as the input says.",
    note="$\\tau$ is 16, `gate_logit_normalizer`, the gate's rank $R$ is 16, `gate_low_rank_dim`, and $s$ is "
    "$d^{-1/2}$. Heads share the gain $g$ of the norm and the map $W_{a1}$ of the gate.",
    fixed=("tau", "s", "eps"),
    latex=HEAD_EPSILON | {"tau": r"\tau", "a": r"\alpha"},
    letters=HEAD_SIZE_MEANINGS | {"R": "rank of the gate"},
    consulted=f"{FLA}which the first author writes: `fla/ops/gla/naive.py` and `fla/layers/gla.py`; the paper was not "
    "seen.",
)

gsa = Entry(
    title="GSA, gated slot attention",
    key="zhang2024gsa",
    varies="gla",
    equations="""
        for j in H:
            q[t, j] = silu(W_q[j] @ x[t])
            k[t, j] = silu(W_k[j] @ x[t])
            v[t, j] = silu(W_v[j] @ x[t])
            a[t, j] = exp(log(sigmoid(W_f[j] @ x[t])) / tau)
            K_tilde[t, j] = diag(a[t, j]) @ K_tilde[t-1, j] + (1 - a[t, j]) @ k[t, j].T
            V_tilde[t, j] = diag(a[t, j]) @ V_tilde[t-1, j] + (1 - a[t, j]) @ v[t, j].T
            o[t, j] = V_tilde[t, j].T @ softmax(K_tilde[t, j] @ q[t, j])
        u[t] = silu(concat(o[t, j] for j in H))
        y[t] = W_o @ (g * u[t] / sqrt(mean(u[t] * u[t]) + eps))""",
    sizes={"x": "m", "y": "m", "q": "d", "v": "e", "a": "N", "tau": 1, "eps": 1},
    example={"m": 1024, "H": 4, "d": 256, "e": 256, "N": 64},
    summary="Softmax attention over a few slots, each of which forgets as the input says and keeps what was written.",
    note="$\\tau$ is 8, `gate_logit_normalizer`. The code has two passes of `gla` with the softmax between.",
    fixed=("tau", "eps"),
    latex=HEAD_EPSILON | {"tau": r"\tau", "a": r"\alpha"},
    letters=HEAD_SIZE_MEANINGS | {"N": "slots of a head"},
    consulted=f"The authors' code, {FLA}`fla/layers/gsa.py` and `fla/ops/gsa/naive.py`; the paper's equations of "
    "$\\tilde{K}_t$, $\\tilde{V}_t$ and $o_t$ as an account of it quotes them.",
)

deltanet = Entry(
    title="DeltaNet",
    key="yang2024deltanet schlag2021fastweight",
    varies="linear_attention",
    equations=f"""
        for j in H:{QUERIES_KEYS_VALUES}
            b[t, j] = sigmoid(dot(w_b[j], x[t]))
            S[t, j] = S[t-1, j] + b[t, j] * (v[t, j] - S[t-1, j] @ k[t, j]) @ k[t, j].T
            o[t, j] = S[t, j] @ q[t, j] * s
            r[t, j] = g * o[t, j] / sqrt(mean(o[t, j] * o[t, j]) + eps)
        y[t] = W_o @ concat(r[t, j] for j in H)""",
    sizes={"x": "m", "y": "m", "a_q": "d", "a_v": "e", "s": 1, "eps": 1},
    example={"m": 1024, "H": 4, "d": 256, "e": 256, "K": 4},
    summary="What is stored under a key is replaced, not added to: a step of gradient descent on the state.",
    note="The rule is $S_t = S_{t-1} (I - \\beta_t k_t k_t^{\\top}) + \\beta_t v_t k_t^{\\top}$; $s$ is $d^{-1/2}$. "
    "Without `use_short_conv` it is $K H (2 d + e)$ fewer; `use_gate` adds a gate as `gated_deltanet` has it.",
    fixed=("s", "eps"),
    latex=HEAD_EPSILON | {"b": r"\beta"},
    letters=TAPS,
    consulted=f"{FLA}which the first author writes: `fla/ops/delta_rule/naive.py` and `fla/layers/delta_net.py`; "
    "the paper was not seen.",
)

gated_deltanet = Entry(
    title="Gated DeltaNet",
    key="yang2025gateddelta",
    varies="deltanet",
    equations=f"""
        for j in H:{QUERIES_KEYS_VALUES}
            b[t, j] = sigmoid(dot(w_b[j], x[t]))
            a[t, j] = exp(-exp(A[j]) * softplus(dot(w_a[j], x[t]) + b_a[j]))
            S[t, j] = a[t, j] * S[t-1, j] + b[t, j] * (v[t, j] - a[t, j] * S[t-1, j] @ k[t, j]) @ k[t, j].T
            o[t, j] = S[t, j] @ q[t, j] * s
            r[t, j] = silu(W_g[j] @ x[t]) * g * o[t, j] / sqrt(mean(o[t, j] * o[t, j]) + eps)
        y[t] = W_o @ concat(r[t, j] for j in H)""",
    sizes={"x": "m", "y": "m", "a_q": "d", "a_v": "e", "A": 1, "b_a": 1, "s": 1, "eps": 1},
    example={"m": 2048, "H": 6, "d": 256, "e": 512, "K": 4},
    summary="A `deltanet` that can also forget all at once, as `mamba2` does.",
    note="The rule is $S_t = \\alpha_t S_{t-1} (I - \\beta_t k_t k_t^{\\top}) + \\beta_t v_t k_t^{\\top}$; $s$ is "
    "$d^{-1/2}$, and $A$ is the logarithm `A_log`.",
    fixed=("s", "eps"),
    latex=HEAD_EPSILON | {"a": r"\alpha", "b": r"\beta"},
    letters=TAPS,
    consulted=f"{FLA}which the first author writes: `fla/ops/gated_delta_rule/naive.py` and "
    "`fla/layers/gated_deltanet.py`; the paper was not seen.",
)

hgrn2 = Entry(
    title="HGRN2, with outer-product states",
    key="qin2024hgrn2",
    varies="hgrn",
    equations="""
        for j in H:
            v[t, j] = silu(W_v[j] @ x[t] + b_v[j])
            q[t, j] = sigmoid(W_q[j] @ x[t] + b_q[j])
            f[t, j] = gamma[j] + (1 - gamma[j]) * sigmoid(W_f[j] @ x[t] + b_f[j])
            S[t, j] = S[t-1, j] @ diag(f[t, j]) + v[t, j] @ (1 - f[t, j]).T
            o[t, j] = S[t, j] @ q[t, j]
        y[t] = W_o @ layernorm(concat(o[t, j] for j in H), g, b) + b_o""",
    sizes={"x": "m", "y": "m", "v": "m/H", "q": "m/H"},
    example={"m": 1024, "H": 8},
    summary="What the forget gate lets go of is the key under which the input is stored, so that none is needed.",
    note="The lower bound $\\gamma$ is one for each layer and not trained here: all layers share one matrix for it, as "
    "those of `hgrn` do. flash-linear-attention has no biases, an RMS norm and $q = \\mathrm{SiLU}$.",
    fixed=("gamma",),
    latex={"gamma": r"\gamma"},
    letters={"m": "width, input and output", "H": "heads"},
    consulted="The authors' code, `Hgru2_1d` of `hgru2_pytorch/modules/hgru2_1d.py`; flash-linear-attention 0.6.0, "
    "`fla/layers/hgrn2.py`; the paper was not seen.",
)

ttt_linear = Entry(
    title="TTT-Linear, trained at test time",
    key="sun2024ttt",
    varies="linear_attention",
    equations="""
        for j in H:
            q[t, j] = W_q[j] @ x[t]
            k[t, j] = W_k[j] @ x[t]
            v[t, j] = W_v[j] @ x[t]
            n[t, j] = s * sigmoid(dot(w_n[j], x[t]) + b_n[j])
            z[t, j] = W[t-1, j] @ k[t, j] + b[t-1, j]
            u[t, j] = layernorm(z[t, j])
            d[t, j] = gain[j] * (gain[j] * u[t, j] + shift[j] - (v[t, j] - k[t, j]))
            g[t, j] = (d[t, j] - mean(d[t, j]) - u[t, j] * mean(d[t, j] * u[t, j])) / deviation(z[t, j])
            W[t, j] = W[t-1, j] - n[t, j] * g[t, j] @ k[t, j].T
            b[t, j] = b[t-1, j] - n[t, j] * g[t, j]
            o[t, j] = q[t, j] + layernorm(W[t, j] @ q[t, j] + b[t, j], gain[j], shift[j])
        y[t] = W_o @ layernorm(concat(o[t, j] for j in H), g_o, b_o)""",
    sizes={"x": "m", "y": "m", "q": "m/H", "b_n": 1, "s": 1},
    example={"m": 768, "H": 12},
    summary="The state is a linear model, and each step trains it to turn keys into values.",
    note=(
        "A step is one token here; the code takes 16 at once and has 16 factors for them. $s$ is the base rate by "
        "the head's size, $1 / (m / H)$. The model's start is trained too, $m^2 / H + m$ more. Rotations of "
        "queries and keys are left out."
    ),
    fixed=("s",),
    latex={"n": r"\eta", "w_n": r"w_\eta", "b_n": r"b_\eta", "gain": r"\gamma", "shift": r"\beta", "d": r"\delta"},
    letters={"m": "width, input and output", "H": "heads"},
    consulted="The authors' code, `TTTBase`, `TTTLinear` and `ln_fused_l2_bwd` of `ttt.py`; the paper was not seen.",
)
