"""What is called otherwise in frameworks and papers: how the language writes it."""

from __future__ import annotations

OTHER_POWERS = "; others are written sqrt(a), 1 / a, exp(b * log(a))"
HEADS_WRITTEN = "a head is part(a[t], j, H), and concat(... for j in H) puts them together again"
MASK = "a mask is a matrix that fixed names, M * U; blocks(R[i, j] for i in g for j in range(i, g)) has zeros below"
WRITTEN_ELSEWHERE = {
    **dict.fromkeys(
        ("view", "unflatten"), "a vector is laid out in H rows of d numbers by reshape(a, H, d), and back by flatten(A)"
    ),
    **dict.fromkeys(("ravel", "vec"), "the rows of a matrix, one behind the other, are flatten(A)"),
    **dict.fromkeys(("split", "chunk", "rearrange"), HEADS_WRITTEN),
    **dict.fromkeys(("tril", "triu", "mask", "triangular"), MASK),
    **dict.fromkeys(("cumsum", "cumprod"), "a running one is a loop, for k in range(1, N), over its members"),
    **dict.fromkeys(
        ("norm", "l2norm", "normalize"), "a vector is divided by its length as k[t] / sqrt(dot(k[t], k[t]))"
    ),
    **dict.fromkeys(("clamp", "clip", "hardtanh"), "limits are written max(-1, min(1, a))"),
    **dict.fromkeys(
        ("hardsigmoid", "hard_sigmoid"),
        "it is max(0, min(1, a / 6 + 0.5)), in older papers max(0, min(1, 0.2 * a + 0.5))",
    ),
    **dict.fromkeys(("logsigmoid", "log_sigmoid"), "it is -softplus(-a)"),
    **dict.fromkeys(
        ("outer", "kron"),
        "an outer product is written v[t] @ k[t].T; W in blocks is blocks(R[i, j] for i in g for j in g)",
    ),
    **dict.fromkeys(("inv", "inverse", "solve"), "a matrix is not inverted; write the recurrence of the inverse"),
    **dict.fromkeys(("round", "floor", "argmax", "onehot"), "a step is heaviside(a) or sign(a)"),
    "modrelu": "it is sign(a) * relu(abs(a) + b)",
    "trace": "it is total(diagonal(A), 1)",
    **dict.fromkeys(("matmul", "mm", "bmm", "einsum"), "a product of matrices is written @"),
    **dict.fromkeys(("transpose", "T"), "a transpose is written .T, such as k[t].T"),
}
