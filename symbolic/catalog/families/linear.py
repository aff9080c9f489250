"""Parallel and linear recurrences."""

from symbolic.catalog.entry import Entry

ORDER = 12

sru_v1 = Entry(
    title="SRU, first version",
    key="lei2018sru",
    equations="""
        u[t] = W @ x[t]
        f[t] = sigmoid(W_f @ x[t] + b_f)
        r[t] = sigmoid(W_r @ x[t] + b_r)
        c[t] = f[t] * c[t-1] + (1 - f[t]) * u[t]
        h[t] = r[t] * tanh(c[t]) + (1 - r[t]) * (P @ x[t])""",
    sizes={"x": "n", "c": "m"},
    example={"n": 256, "m": 256},
    summary="No product reads the state, so all products of a sequence are one; a highway hands the input on.",
    note="P is the identity: the paper has n = m. Where they differ, code trains a fourth kernel, 4·m·n + 2·m in all.",
    fixed=("P",),
    identity=("P",),
)

sru = Entry(
    title="SRU",
    key="lei2018sru",
    equations="""
        f[t] = sigmoid(W_f @ x[t] + v_f * c[t-1] + b_f)
        c[t] = f[t] * c[t-1] + (1 - f[t]) * (W @ x[t])
        r[t] = sigmoid(W_r @ x[t] + v_r * c[t-1] + b_r)
        h[t] = r[t] * c[t] + (1 - r[t]) * alpha * (P @ x[t])""",
    sizes={"x": "n", "c": "m", "alpha": 1},
    example={"n": 256, "m": 256},
    summary="The gates see the cell again, through one weight per unit, and the highway is scaled by a constant.",
    note="P is the identity: the paper has n = m. Where they differ, code trains a fourth kernel, 4·m·n + 4·m in all.",
    fixed=("alpha", "P"),
    identity=("P",),
    latex={"alpha": r"\alpha"},
)

qrnn = Entry(
    title="QRNN with fo-pooling",
    key="bradbury2017qrnn",
    equations="""
        z[t] = tanh(sum(W_z[j] @ x[t-j] for j in k))
        f[t] = sigmoid(sum(W_f[j] @ x[t-j] for j in k))
        o[t] = sigmoid(sum(W_o[j] @ x[t-j] for j in k))
        c[t] = f[t] * c[t-1] + (1 - f[t]) * z[t]
        h[t] = o[t] * c[t]""",
    sizes={"x": "n", "c": "m"},
    example={"k": 3},
    summary="Gates from a convolution over time, then a recurrence without kernels.",
    note="The input is zero before the first step. torchqrnn has one bias per gate (bias=single).",
    letters={"k": "filter width"},
)

mingru = Entry(
    title="minGRU",
    key="feng2024minrnn",
    equations="""
        z[t] = sigmoid(W_z @ x[t] + b_z)
        hc[t] = W_h @ x[t] + b_h
        h[t] = (1 - z[t]) * h[t-1] + z[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="A GRU whose gate and candidate read the input alone, so that training is parallel over time.",
    note="Not certain: the biases, which the paper does not spell out and public code leaves off (bias=none).",
    latex={"hc": r"\tilde{h}"},
)

minlstm = Entry(
    title="minLSTM",
    key="feng2024minrnn",
    equations="""
        f[t] = sigmoid(W_f @ x[t] + b_f)
        i[t] = sigmoid(W_i @ x[t] + b_i)
        hc[t] = W_h @ x[t] + b_h
        fp[t] = f[t] / (f[t] + i[t])
        ip[t] = i[t] / (f[t] + i[t])
        h[t] = fp[t] * h[t-1] + ip[t] * hc[t]""",
    sizes={"x": "n", "h": "m"},
    summary="An LSTM whose gates read the input alone and are scaled to add up to one.",
    note="Not certain: the biases, which the paper does not spell out and public code leaves off (bias=none).",
    latex={"hc": r"\tilde{h}", "fp": "f'", "ip": "i'"},
)

rg_lru = Entry(
    title="RG-LRU of Griffin and Hawk",
    key="de2024griffin",
    equations="""
        r[t] = sigmoid(blockdiag(W_a[j] for j in H) @ x[t] + b_a)
        i[t] = sigmoid(blockdiag(W_x[j] for j in H) @ x[t] + b_x)
        a[t] = exp(8 * r[t] * log(sigmoid(Lambda)))
        h[t] = a[t] * h[t-1] + sqrt(1 - a[t] ** 2) * (i[t] * x[t])""",
    sizes={"x": "m"},
    example={"m": 2560, "H": 10},
    summary="A gate turns the decay of a diagonal linear recurrence up and down; what is let in keeps its scale.",
    note="The paper's kernels are full (H = 1), the released code's block-diagonal. a is its sigmoid(Lambda)^(8 r).",
    latex={"Lambda": r"\Lambda"},
    letters={"m": "width, input and hidden", "H": "diagonal blocks"},
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
    note="Without output gate, norm and projection (whole unit, n = m: 7·m² + 11·m) or gamma, shared by all layers.",
    fixed=("gamma",),
    latex={"mu": r"\mu", "lam": r"\lambda", "gamma": r"\gamma", "theta": r"\theta", "W_mu": r"W_\mu", "b_mu": r"b_\mu"},
    output=("h_r", "h_i"),
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
    note="exp(d) is the step, -exp(a) + i·b a pole, r + i·s its state. In part: no output mixing. Not certain: B is 1.",
    letters={"m": "channels, input and output", "N": "state size of a channel"},
)

mamba_s6 = Entry(
    title="Mamba S6, selective scan",
    key="gu2023mamba",
    equations="""
        d[t] = softplus(W_d @ (W_r @ x[t]) + b_d)
        for k in N:
            B[t, k] = dot(W_B[k], x[t])
            C[t, k] = dot(W_C[k], x[t])
            s[t, k] = exp(-d[t] * exp(A_log[k])) * s[t-1, k] + d[t] * B[t, k] * x[t]
        y[t] = sum(C[t, k] * s[t, k] for k in N) + D * x[t]""",
    sizes={"x": "m", "W_r": ("R", "m")},
    example={"m": 1536, "N": 16, "R": 48},
    summary="Step, way in and way out of a linear system depend on the input, so that it can choose what to keep.",
    note="d is the step, Delta. In part: the scan alone, of a block. Not certain: the shapes, from code.",
    letters={"m": "channels, input and output", "N": "state size of a channel", "R": "rank of the step"},
)

rwkv4_timemix = Entry(
    title="RWKV-4 time mixing",
    key="peng2023rwkv",
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
    note="a and b are the paper's sums over the past. In part: no channel mixing. Not certain: the form is the code's.",
    latex={"mu_r": r"\mu_{r}", "mu_k": r"\mu_{k}", "mu_v": r"\mu_{v}"},
    output=("o",),
)
