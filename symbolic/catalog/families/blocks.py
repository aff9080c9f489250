"""Whole blocks around a linear recurrence."""

from symbolic.catalog.entry import Entry

ORDER = 12.6

EPS = {"eps": r"\epsilon"}

mamba_block = Entry(
    title="Mamba block",
    key="gu2023mamba",
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
    latex=EPS | {"d": r"\Delta", "w_d": r"w_\Delta", "b_d": r"b_\Delta"},
    output=("y",),
    letters={"m": "width, input and output", "H": "heads", "p": "head size", "N": "state size", "k": "taps"},
    consulted="The authors' code, `mamba_ssm/modules/mamba2_simple.py`; the paper was not seen.",
)

griffin_block = Entry(
    title="Recurrent block of Griffin and Hawk",
    key="de2024griffin",
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
