"""Whole blocks around a linear recurrence.

A recurrence is rarely used alone. These blocks put one between projections that widen the input and narrow the
output, behind a short convolution over time and beside a gate. The projections hold most of the parameters, the
recurrence few, which the roles in each table show.
"""

from symbolic.catalog.entry import Entry

ORDER = 12.6

BLOCK_EPSILON = {"eps": r"\epsilon"}

mamba_block = Entry(
    title="Mamba block",
    key="gu2023mamba",
    varies="mamba_s6",
    equations="""
        a[t] = W_x @ u[t]
        x[t] = silu(sum(K[i] * a[t-i] for i in k) + b_k)
        d[t] = softplus(W_d @ (W_r @ x[t]) + b_d)
        for j in N:
            B[t, j] = dot(W_B[j], x[t])
            C[t, j] = dot(W_C[j], x[t])
            h[t, j] = exp(-d[t] * exp(A[j])) * h[t-1, j] + d[t] * B[t, j] * x[t]
        s[t] = sum(C[t, j] * h[t, j] for j in N) + D * x[t]
        y[t] = W_o @ (s[t] * silu(W_z @ u[t]))""",
    sizes={"u": "m", "y": "m", "x": "p", "W_r": ("R", "p")},
    example={"m": 768, "p": 1536, "N": 16, "R": 48, "k": 4},
    summary="A short convolution and the scan of `mamba_s6` between two projections, gated by a third.",
    note="$p = 2 m$ (`expand`) and $R = m / 16$ rounded up (`dt_rank`) by default; $A$ is the logarithm `A_log`.",
    latex={"d": r"\Delta", "W_d": r"W_\Delta", "b_d": r"b_\Delta"},
    output=("y",),
    letters={"m": "width, input and output", "p": "inner width", "N": "state size of a channel"}
    | {"R": "rank of the step", "k": "taps of the convolution"},
    consulted="The authors' code, `mamba_ssm/modules/mamba_simple.py` and `selective_scan_ref` of "
    "`mamba_ssm/ops/selective_scan_interface.py`; mambapy 1.2.0, `mamba.py`.",
)

mamba2 = Entry(
    title="Mamba-2 block, state space duality",
    key="dao2024mamba2",
    varies="mamba_block",
    equations="""
        a_B[t] = W_B @ u[t]
        a_C[t] = W_C @ u[t]
        B[t] = silu(sum(K_B[i] * a_B[t-i] for i in k) + b_B)
        C[t] = silu(sum(K_C[i] * a_C[t-i] for i in k) + b_C)
        for j in H:
            a_x[t, j] = W_x[j] @ u[t]
            x[t, j] = silu(sum(K_x[j, i] * a_x[t-i, j] for i in k) + b_x[j])
            d[t, j] = softplus(dot(w_d[j], u[t]) + b_d[j])
            S[t, j] = exp(-d[t, j] * exp(A[j])) * S[t-1, j] + d[t, j] * x[t, j] @ B[t].T
            s[t, j] = (S[t, j] @ C[t] + D[j] * x[t, j]) * silu(W_z[j] @ u[t])
        c[t] = concat(s[t, j] for j in H)
        y[t] = W_o @ (g * c[t] / sqrt(mean(c[t] * c[t]) + eps))""",
    sizes={"u": "m", "y": "m", "B": "N", "a_x": "p", "b_d": 1, "A": 1, "D": 1, "eps": 1},
    example={"m": 768, "H": 24, "p": 64, "N": 128, "k": 4},
    summary="One decay per head in place of one per channel and state, so that the scan is a product of matrices.",
    note="One group of $B$ and $C$ for all heads, `ngroups=1`; $H p = 2 m$ by default; $A$ is the logarithm `A_log`.",
    fixed=("eps",),
    latex=BLOCK_EPSILON | {"d": r"\Delta", "w_d": r"w_\Delta", "b_d": r"b_\Delta"},
    output=("y",),
    letters={"m": "width, input and output", "H": "heads", "p": "head size", "N": "state size", "k": "taps"},
    consulted="The authors' code, `mamba_ssm/modules/mamba2_simple.py`; the paper was not seen.",
)

griffin_block = Entry(
    title="Recurrent block of Griffin and Hawk",
    key="de2024griffin",
    varies="rg_lru",
    equations="""
        a[t] = W_x @ u[t] + b_x
        x[t] = sum(K[i] * a[t-i] for i in k) + b_k
        r[t] = sigmoid(blockdiag(W_a[j] for j in H) @ x[t] + b_a)
        i[t] = sigmoid(blockdiag(W_i[j] for j in H) @ x[t] + b_i)
        f[t] = exp(-8 * r[t] * softplus(Lambda))
        h[t] = f[t] * h[t-1] + sqrt(1 - f[t] ** 2) * (i[t] * x[t])
        y[t] = W_o @ (h[t] * gelu(W_y @ u[t] + b_y)) + b_o""",
    sizes={"u": "m", "y": "m", "x": "p"},
    example={"m": 2560, "p": 2560, "H": 10, "k": 4},
    summary="A short convolution and the `rg_lru` between two projections, gated by a third.",
    note="At a sequence's first step the code has $1$ for $\\sqrt{1 - f_t^2}$. The code's GELU is the approximation "
    "with tanh. Its $\\Lambda$ has the other sign than that of `rg_lru`, as "
    "$\\log \\sigma(\\Lambda) = -\\mathrm{softplus}(-\\Lambda)$.",
    latex={"Lambda": r"\Lambda"},
    output=("y",),
    letters={"m": "width, input and output", "p": "width of the recurrence", "H": "diagonal blocks", "k": "taps"},
    consulted="The authors' code, `RecurrentBlock` of `recurrentgemma/torch/modules.py` and `RGLRU` of "
    "`recurrentgemma/torch/layers.py`.",
)

mlstm_block = Entry(
    title="mLSTM block of xLSTM",
    key="beck2024xlstm",
    varies="xlstm_mlstm",
    equations="""
        u[t] = g_0 * layernorm(x[t])
        a[t] = W_a @ u[t]
        c[t] = silu(sum(K[i] * a[t-i] for i in k) + b_k)
        q[t] = blockdiag(W_q[l] for l in G) @ c[t]
        key[t] = blockdiag(W_k[l] for l in G) @ c[t]
        v[t] = blockdiag(W_v[l] for l in G) @ a[t]
        for j in H:
            i[t, j] = exp(dot(w_i[j], concat(q[t], key[t], v[t])) + b_i[j])
            f[t, j] = sigmoid(dot(w_f[j], concat(q[t], key[t], v[t])) + b_f[j])
            C[t, j] = f[t, j] * C[t-1, j] + i[t, j] * part(v[t], j, H) @ (s * part(key[t], j, H)).T
            n[t, j] = f[t, j] * n[t-1, j] + i[t, j] * s * part(key[t], j, H)
            o[t, j] = C[t, j] @ part(q[t], j, H) / max(abs(dot(n[t, j], part(q[t], j, H))), 1)
            r[t, j] = g[j] * layernorm(o[t, j])
        y[t] = x[t] + W_o @ ((concat(r[t, j] for j in H) + w_c * c[t]) * silu(W_z @ u[t]))""",
    sizes={"x": "m", "y": "m", "a": "p", "q": "p", "key": "p", "v": "p", "b_i": 1, "b_f": 1, "s": 1},
    example={"m": 768, "p": 1536, "H": 4, "G": 384, "k": 4},
    summary="The matrix memory of `xlstm_mlstm` with heads between projections, a short convolution and a gate.",
    note="Queries, keys and values are block-diagonal, $G = p / 4$ blocks by default (`qkv_proj_blocksize`), and the "
    "gates read them, not the input. $p = 2 m$ (`proj_factor`), $s = (p / H)^{-1/2}$. The stabiliser is left out.",
    fixed=("s",),
    letters={"m": "width, input and output", "p": "inner width", "H": "heads", "G": "blocks of a projection"}
    | {"k": "taps"},
    latex={"key": "k"},
    output=("y",),
    consulted="The authors' code, xlstm 2.0.6, `blocks/mlstm/layer.py`, `cell.py` and `backends.py`; the paper was not "
    "seen.",
)

slstm_block = Entry(
    title="sLSTM block of xLSTM",
    key="beck2024xlstm",
    varies="xlstm_slstm",
    equations="""
        u[t] = g_0 * layernorm(x[t])
        a[t] = silu(sum(K[i] * u[t-i] for i in k) + b_k)
        z[t] = tanh(blockdiag(W_z[j] for j in H) @ u[t] + blockdiag(R_z[j] for j in H) @ h[t-1] + b_z)
        i[t] = exp(blockdiag(W_i[j] for j in H) @ a[t] + blockdiag(R_i[j] for j in H) @ h[t-1] + b_i)
        f[t] = sigmoid(blockdiag(W_f[j] for j in H) @ a[t] + blockdiag(R_f[j] for j in H) @ h[t-1] + b_f)
        o[t] = sigmoid(blockdiag(W_o[j] for j in H) @ u[t] + blockdiag(R_o[j] for j in H) @ h[t-1] + b_o)
        c[t] = f[t] * c[t-1] + i[t] * z[t]
        n[t] = f[t] * n[t-1] + i[t]
        h[t] = o[t] * (c[t] / n[t])
        s[t] = x[t] + concat(g[j] * layernorm(part(h[t], j, H)) for j in H)
        v[t] = g_1 * layernorm(s[t])
        y[t] = s[t] + W_d @ (gelu(W_g @ v[t]) * (W_u @ v[t]))""",
    sizes={"x": "m", "y": "m", "h": "m", "g": "m/H", "W_g": ("p", "m")},
    example={"m": 768, "H": 4, "p": 1024, "k": 4},
    summary="The scalar memory of `xlstm_slstm` with heads, then a gated layer on top.",
    note="The convolution is before the input and forget gates alone. $p$ is $4 m / 3$ rounded up to a multiple of 64, "
    "`proj_factor`. The code counts one matrix for $W_g$ and $W_u$. The stabiliser is left out.",
    letters={"m": "width, input and output", "H": "heads", "p": "width of the gated layer", "k": "taps"},
    output=("y",),
    consulted="The authors' code, xlstm 2.0.6, `blocks/slstm/layer.py`, `blocks/slstm/src/vanilla/slstm.py` and "
    "`components/feedforward.py`; the paper was not seen.",
)
