"""Parallel and linear recurrences."""

from symbolic.catalog.entry import Entry

sru_v1 = Entry(
    title="SRU, first version",
    key="lei2018sru",
    equations="""
        u[t] = W @ x[t]
        f[t] = sigmoid(W_f @ x[t] + b_f)
        r[t] = sigmoid(W_r @ x[t] + b_r)
        c[t] = f[t] * c[t-1] + (1 - f[t]) * u[t]
        h[t] = r[t] * tanh(c[t]) + (1 - r[t]) * (I @ x[t])""",
    sizes={"x": "n", "c": "m"},
    summary="No product reads the state, so all products of a sequence are one; a highway hands the input on.",
    note="I is the identity, as the paper has n = m. Where n differs, code trains a fourth kernel in its place: 4mn + 2m.",
    fixed=("I",),
)

sru = Entry(
    title="SRU",
    key="lei2018sru",
    equations="""
        f[t] = sigmoid(W_f @ x[t] + v_f * c[t-1] + b_f)
        c[t] = f[t] * c[t-1] + (1 - f[t]) * (W @ x[t])
        r[t] = sigmoid(W_r @ x[t] + v_r * c[t-1] + b_r)
        h[t] = r[t] * c[t] + (1 - r[t]) * alpha * (I @ x[t])""",
    sizes={"x": "n", "c": "m", "alpha": 1},
    summary="The gates see the cell again, through one weight a unit, and the highway is scaled by a constant.",
    note="I is the identity, as the paper has n = m. Where n differs, code trains a fourth kernel in its place: 4mn + 4m.",
    fixed=("alpha", "I"),
    latex={"alpha": r"\alpha"},
)

qrnn = Entry(
    title="QRNN with fo-pooling",
    key="bradbury2017qrnn",
    equations="""
        z[t] = tanh(sum(W_z[j] @ x[t, j] for j in k))
        f[t] = sigmoid(sum(W_f[j] @ x[t, j] for j in k))
        o[t] = sigmoid(sum(W_o[j] @ x[t, j] for j in k))
        c[t] = f[t] * c[t-1] + (1 - f[t]) * z[t]
        h[t] = o[t] * c[t]""",
    sizes={"x": "n", "c": "m"},
    summary="Gates from a convolution over time, then a recurrence without kernels.",
    note="x[t, j] is the input j steps back, zero before the first. The paper prints no bias; torchqrnn has one a gate.",
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
    summary="A GRU whose gate and candidate read the input alone, so that training runs in parallel over time.",
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
        lam[t] = gamma + (1 - gamma) * sigmoid(W_mu @ x[t] + b_mu)
        h_r[t] = lam[t] * (cos(theta) * h_r[t-1] - sin(theta) * h_i[t-1]) + (1 - lam[t]) * c_r[t]
        h_i[t] = lam[t] * (sin(theta) * h_r[t-1] + cos(theta) * h_i[t-1]) + (1 - lam[t]) * c_i[t]""",
    sizes={"x": "n", "h_r": "m"},
    summary="A complex state that turns and fades; its forget gate has a lower bound that rises with depth.",
    note="Without output gate, norm and projection (whole unit, n = m: 7m² + 11m) or gamma, shared by all layers.",
    fixed=("gamma",),
    latex={"lam": r"\lambda", "gamma": r"\gamma", "theta": r"\theta", "W_mu": r"W_{\mu}", "b_mu": r"b_{\mu}"},
)

s4d = Entry(
    title="S4D layer as a recurrence",
    key="gu2022s4d",
    equations="""
        for k in N/2:
            p[t, k] = exp(-exp(d_log + A_log[k])) * cos(exp(d_log) * A_i[k])
            q[t, k] = exp(-exp(d_log + A_log[k])) * sin(exp(d_log) * A_i[k])
            s_r[t, k] = p[t, k] * s_r[t-1, k] - q[t, k] * s_i[t-1, k] + b_r * x[t]
        y[t] = 2 * sum(C_r[k] * s_r[t, k] - C_i[k] * s_i[t, k] for k in N/2) + D * x[t]""",
    sizes={"x": "m"},
    summary="x",
)
