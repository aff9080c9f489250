"""Parallel and linear recurrences.

Where no product reads the state, all products of a sequence can be computed at once, and what is left to do step by
step is element by element. These cells give up the recurrent kernel, and with it $m^{2}$ in each gate; many have a
diagonal in its place. Some let the input choose the decay, others fix it.
"""

from symbolic.catalog.entry import Entry

ORDER = 12

sru_v1 = Entry(
    title="SRU, first version",
    key="lei2018sru",
    varies="qrnn",
    equations="""
        u[t] = W @ x[t]
        f[t] = sigmoid(W_f @ x[t] + b_f)
        r[t] = sigmoid(W_r @ x[t] + b_r)
        c[t] = f[t] * c[t-1] + (1 - f[t]) * u[t]
        h[t] = r[t] * tanh(c[t]) + (1 - r[t]) * (P @ x[t])""",
    sizes={"x": "n", "c": "m"},
    example={"n": 256, "m": 256},
    summary="No product reads the state, so all products of a sequence are one; a highway hands the input on.",
    note=(
        "$P$ is the identity: the paper has $n = m$. Where they differ, code trains a fourth kernel, $4 m n"
        " + 2 m$ in all."
    ),
    fixed=("P",),
    identity=("P",),
    consulted="The authors' first code, `cuda_functional.py` of sru; the five equations as a review prints them.",
)

sru = Entry(
    title="SRU",
    key="lei2018sru",
    varies="sru_v1",
    equations="""
        f[t] = sigmoid(W_f @ x[t] + v_f * c[t-1] + b_f)
        c[t] = f[t] * c[t-1] + (1 - f[t]) * (W @ x[t])
        r[t] = sigmoid(W_r @ x[t] + v_r * c[t-1] + b_r)
        h[t] = r[t] * c[t] + (1 - r[t]) * alpha * (P @ x[t])""",
    sizes={"x": "n", "c": "m", "alpha": 1},
    example={"n": 256, "m": 256},
    summary="The gates see the cell again, through one weight per unit, and the highway is scaled by a constant.",
    note=(
        "$P$ is the identity: the paper has $n = m$. Where they differ, code trains a fourth kernel, $4 m n"
        " + 4 m$ in all. The scale $\\alpha$ is a constant of the code, $\\sqrt{1 + 2 e^{b}}$ for a highway "
        "bias $b$."
    ),
    fixed=("alpha", "P"),
    identity=("P",),
    latex={"alpha": r"\alpha"},
    consulted="The authors' code, `sru/modules.py` and `elementwise_recurrence_naive` of `sru/ops.py`.",
)

qrnn = Entry(
    title="QRNN with fo-pooling",
    key="bradbury2017qrnn",
    varies="typed_lstm",
    equations="""
        z[t] = tanh(sum(W_z[j] @ x[t-j] for j in k))
        f[t] = sigmoid(sum(W_f[j] @ x[t-j] for j in k))
        o[t] = sigmoid(sum(W_o[j] @ x[t-j] for j in k))
        c[t] = f[t] * c[t-1] + (1 - f[t]) * z[t]
        h[t] = o[t] * c[t]""",
    sizes={"x": "n", "c": "m"},
    example={"k": 3},
    summary="Gates from a convolution over time, then a recurrence without kernels.",
    note=(
        "The input is zero before the first step. torchqrnn, the authors' code, has the gate the other way "
        "round, $c_t = f_t \\odot z_t + (1 - f_t) \\odot c_{t-1}$, and one bias per gate (`bias=single`)."
    ),
    letters={"k": "filter width"},
    consulted=(
        "The paper's text as an encyclopedia of papers quotes it; the authors' code, `torchqrnn/qrnn.py` "
        "and `CPUForgetMult` of `torchqrnn/forget_mult.py`."
    ),
)

mingru = Entry(
    title="minGRU",
    key="feng2024minrnn",
    varies="gru",
    equations="""
        z[t] = sigmoid(W_z @ x[t] + b_z)
        hc[t] = W_h @ x[t] + b_h
        h[t] = (1 - z[t]) * h[t-1] + z[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="A GRU whose gate and candidate read the input alone, so that training is parallel over time.",
    note=(
        "The paper writes $\\mathrm{Linear}(x_t)$, whose bias it does not spell out; public code has none "
        "(`bias=none`), and $\\tilde{h}_t = g(W_h x_t)$ with $g(a) = a + 0.5$ above 0 and $\\sigma(a)$ below,"
        " as the paper's form in logarithms has it."
    ),
    latex={"hc": r"\tilde{h}"},
    consulted="minGRU-pytorch 0.2.1, `minGRU_pytorch/minGRU.py`; two accounts of the paper's Section 3.1.",
)

minlstm = Entry(
    title="minLSTM",
    key="feng2024minrnn",
    varies="lstm",
    equations="""
        f[t] = sigmoid(W_f @ x[t] + b_f)
        i[t] = sigmoid(W_i @ x[t] + b_i)
        hc[t] = W_h @ x[t] + b_h
        fp[t] = f[t] / (f[t] + i[t])
        ip[t] = i[t] / (f[t] + i[t])
        h[t] = fp[t] * h[t-1] + ip[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="An LSTM whose gates read the input alone and are scaled to add up to one.",
    note=(
        "The paper writes $\\mathrm{Linear}(x_t)$, whose bias it does not spell out; public code has none "
        "(`bias=none`), and puts the candidate through $g$ as for `mingru`."
    ),
    latex={"hc": r"\tilde{h}", "fp": "f'", "ip": "i'"},
    consulted="minGRU-pytorch 0.2.1, `minGRU_pytorch/minLSTM.py`; an account of the paper's Section 3.2.",
)

rg_lru = Entry(
    title="RG-LRU of Griffin and Hawk",
    key="de2024griffin",
    varies="s4d",
    equations="""
        r[t] = sigmoid(blockdiag(W_a[j] for j in H) @ x[t] + b_a)
        i[t] = sigmoid(blockdiag(W_x[j] for j in H) @ x[t] + b_x)
        a[t] = exp(8 * r[t] * log(sigmoid(Lambda)))
        h[t] = a[t] * h[t-1] + sqrt(1 - a[t] ** 2) * (i[t] * x[t])""",
    sizes={"x": "m"},
    example={"m": 2560, "H": 10},
    summary="A gate turns the decay of a diagonal linear recurrence up and down; what is let in keeps its scale.",
    note=(
        "The paper's kernels are full, $H = 1$; the released code's are block-diagonal. $a_t$ is "
        "$\\sigma(\\Lambda)^{8 r_t}$; the code's $\\Lambda$ has the other sign. `griffin_block` is the whole "
        "block."
    ),
    latex={"Lambda": r"\Lambda"},
    letters={"m": "width, input and hidden", "H": "diagonal blocks"},
    consulted=(
        "The paper's eqs. (1) to (4) as an implementer quotes them; the authors' code, `RGLRU` of "
        "`recurrentgemma/torch/layers.py`."
    ),
)

hgrn = Entry(
    title="HGRN unit, core recurrence",
    key="qin2023hgrn",
    equations="""
        c_r[t] = silu(W_cr @ x[t] + b_cr)
        c_i[t] = silu(W_ci @ x[t] + b_ci)
        mu[t] = sigmoid(W_mu @ x[t] + b_mu)
        lam[t] = gamma + (1 - gamma) * mu[t]
        h_r[t] = lam[t] * (cos(theta) * h_r[t-1] - sin(theta) * h_i[t-1]) + (1 - lam[t]) * c_r[t]
        h_i[t] = lam[t] * (sin(theta) * h_r[t-1] + cos(theta) * h_i[t-1]) + (1 - lam[t]) * c_i[t]""",
    sizes={"x": "n", "h_r": "m"},
    summary="A complex state that turns and fades; its forget gate has a lower bound that rises with depth.",
    note=(
        "This is the recurrence alone, without output gate, norm and projection; the whole unit has $7 m^2 + 11 "
        "m$ for $n = m$. The lower bound $\\gamma$ of layer $k$ is a sum of softmax values of one matrix that all "
        "layers share."
    ),
    fixed=("gamma",),
    latex={"mu": r"\mu", "lam": r"\lambda", "gamma": r"\gamma", "theta": r"\theta", "W_mu": r"W_\mu", "b_mu": r"b_\mu"},
    output=("h_r", "h_i"),
    consulted="The authors' code, `hgru/hgru1d.py` of hgru-pytorch, and the algorithm in the README of HGRN.",
)

s4d = Entry(
    title="S4D layer as a recurrence",
    key="gu2022s4d",
    equations="""
        for k in N/2:
            p[t, k] = exp(-exp(d + a[k])) * cos(exp(d) * b[k])
            q[t, k] = exp(-exp(d + a[k])) * sin(exp(d) * b[k])
            g[t, k] = x[t] / (exp(a[k]) ** 2 + b[k] ** 2)
            r[t, k] = p[t, k] * r[t-1, k] - q[t, k] * s[t-1, k] + (b[k] * q[t, k] + exp(a[k]) * (1 - p[t, k])) * g[t, k]
            s[t, k] = p[t, k] * s[t-1, k] + q[t, k] * r[t-1, k] + (b[k] * (1 - p[t, k]) - exp(a[k]) * q[t, k]) * g[t, k]
        y[t] = 2 * sum(C_r[k] * r[t, k] - C_i[k] * s[t, k] for k in N/2) + D * x[t]""",
    sizes={"x": "m"},
    example={"N": 64},
    summary="A linear system for each channel, with a diagonal of complex poles that is learnt.",
    note=(
        "$e^{d}$ is the step, $-e^{a_k} + i b_k$ a pole and $r + i s$ its state. The layer that mixes the "
        "channels behind it is left out. $B$ is 1, as in the authors' short code; the full code trains it, $N m$ "
        "more."
    ),
    letters={"m": "channels, input and output", "N": "state size of a channel"},
    consulted="The authors' code, `S4DKernel` of `models/s4/s4d.py`.",
)

mamba_s6 = Entry(
    title="Mamba S6, selective scan",
    key="gu2023mamba",
    varies="s4d",
    equations="""
        Delta[t] = softplus(W_d @ (W_r @ x[t]) + b_d)
        for k in N:
            B[t, k] = dot(W_B[k], x[t])
            C[t, k] = dot(W_C[k], x[t])
            s[t, k] = exp(-Delta[t] * exp(A_log[k])) * s[t-1, k] + Delta[t] * B[t, k] * x[t]
        y[t] = sum(C[t, k] * s[t, k] for k in N) + D * x[t]""",
    sizes={"x": "m", "W_r": ("R", "m")},
    example={"m": 1536, "N": 16, "R": 48},
    latex={"s": "h", "W_d": r"W_{\Delta}", "b_d": r"b_{\Delta}", "A_log": r"A_{\mathrm{log}}"},
    summary="Step, way in and way out of a linear system depend on the input, so that it can choose what to keep.",
    note=(
        "$\\Delta$ is the step, $A_{\\mathrm{log}}$ the logarithm of the decay. This is the scan alone; "
        "`mamba_block` is the whole block."
    ),
    letters={"m": "channels, input and output", "N": "state size of a channel", "R": "rank of the step"},
    consulted=(
        "The authors' code, `Mamba.step` of `mamba_ssm/modules/mamba_simple.py`; the paper's Algorithm 2 by"
        " what the code quotes."
    ),
)

rwkv4_timemix = Entry(
    title="RWKV-4 time mixing",
    key="peng2023rwkv",
    varies="linear_attention",
    equations="""
        r[t] = W_r @ (mu_r * x[t] + (1 - mu_r) * x[t-1])
        k[t] = W_k @ (mu_k * x[t] + (1 - mu_k) * x[t-1])
        v[t] = W_v @ (mu_v * x[t] + (1 - mu_v) * x[t-1])
        a[t] = exp(-w) * a[t-1] + exp(k[t]) * v[t]
        b[t] = exp(-w) * b[t-1] + exp(k[t])
        wkv[t] = (a[t-1] + exp(u + k[t]) * v[t]) / (b[t-1] + exp(u + k[t]))
        o[t] = W_o @ (sigmoid(r[t]) * wkv[t])""",
    sizes={"x": "m", "o": "m", "a": "m"},
    example={"m": 768},
    summary="Attention as a recurrence: weights that fade with time, and a bonus for the present.",
    note=(
        "$a$ and $b$ are the paper's sums over the past. Channel mixing, the other half of a block, is left out. "
        "The code trains $\\log w$: its decay is $\\exp(-\\exp(w))$ where the paper prints $e^{-w}$."
    ),
    latex={"mu_r": r"\mu_{r}", "mu_k": r"\mu_{k}", "mu_v": r"\mu_{v}"},
    output=("o",),
    consulted=(
        "The authors' code, `RWKV_TimeMix` of `RWKV-v4/src/model.py` and `RWKV-v4/cuda/wkv_cuda.cu`; the "
        "paper was not seen."
    ),
)
