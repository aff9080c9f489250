"""Earlier steps by a range, attention, heads and static signals against automatic differentiation by PyTorch.

With ``SYMBOLIC_FRAMEWORKS=1`` and the extra ``frameworks``.
"""

import os

import numpy as np
import pytest

from symbolic import Cell

pytestmark = [
    pytest.mark.frameworks,
    pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1"),
]
STEPS, BATCH, N, M, K, H = 5, 2, 4, 6, 3, 2


def attention(torch, p, x):
    """Each state a query of the input over the last three."""
    past = [p["before"][k] for k in range(K)]
    for now in x:
        query, last = now @ p["W_q"].T, torch.stack(past[: -K - 1 : -1], dim=-2)
        weights = torch.softmax((last * query[:, None, :]).sum(-1), dim=-1)
        past.append(torch.tanh(now @ p["W"].T + (weights[..., None] * last).sum(-2) @ p["U"].T))
    return torch.stack(past[K:])


def heads(torch, p, x):
    """Linear attention in heads, the way from them gated by what does not change with time."""
    gate = torch.sigmoid(p["s"] @ p["W_s"].T)
    q, k, v = ((x @ p[name].T).reshape(STEPS, BATCH, H, M // H) for name in ("W_q", "W_k", "W_v"))
    S = torch.cumsum(v[..., :, None] * k[..., None, :], dim=0)
    return ((S @ q[..., None])[..., 0].reshape(STEPS, BATCH, M) @ p["W_o"].T) * gate


CELLS = {
    attention: Cell(
        """
        q[t] = W_q @ x[t]
        a[t] = softmax(dot(q[t], h[t-k]) for k in range(1, K+1))
        r[t] = sum(element(a[t], k-1) * h[t-k] for k in range(1, K+1))
        h[t] = tanh(W @ x[t] + U @ r[t])""",
        {"x": "n", "h": "m"},
    ),
    heads: Cell(
        """
        g = sigmoid(W_s @ s)
        q[t] = W_q @ x[t]
        k[t] = W_k @ x[t]
        v[t] = W_v @ x[t]
        for j in H: S[t, j] = S[t-1, j] + part(v[t], j, H) @ part(k[t], j, H).T
        h[t] = (W_o @ concat(S[t, j] @ part(q[t], j, H) for j in H)) * g""",
        {"x": "n", "q": "m", "k": "m", "v": "m", "h": "n", "s": "n"},
        static=["s"],
    ),
}
SHAPES = {
    attention: {"W_q": (M, N), "W": (M, N), "U": (M, M), "before": (K, BATCH, M)},
    heads: {"W_q": (M, N), "W_k": (M, N), "W_v": (M, N), "W_o": (N, M), "W_s": (N, N), "s": (BATCH, N)},
}


@pytest.mark.parametrize("reference", CELLS, ids=lambda reference: reference.__name__)
def test_gradients_of_pytorch(reference):
    torch = pytest.importorskip("torch")
    own, draw = CELLS[reference], np.random.default_rng(0)
    arrays = {name: draw.normal(size=shape) * 0.7 for name, shape in SHAPES[reference].items()}
    x = draw.normal(size=(STEPS, BATCH, N))
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in arrays.items()}
    inputs = torch.tensor(x, requires_grad=True)
    out = reference(torch, tensors, inputs)
    weights = draw.normal(size=tuple(out.shape))
    (out * torch.tensor(weights)).sum().backward()
    parameters = {name: arrays[name] for name in own.definition.names.parameters}
    signals = {"x": x} | ({"s": arrays["s"]} if "s" in arrays else {})
    state = {"h": arrays["before"]} if "before" in arrays else None
    sizes = {"H": H} if "H" in own.definition.letters else {"K": K}
    np.testing.assert_allclose(own.run(parameters, signals, state, sizes)["h"], out.detach().numpy(), rtol=1e-10)
    gradients = own.backward().run_gradients(parameters, signals, {"h": weights}, state, sizes=sizes)
    for name, tensor in {**tensors, "x": inputs}.items():
        wanted = tensor.grad.numpy()
        np.testing.assert_allclose(
            gradients["h" if name == "before" else name], wanted, rtol=1e-9, atol=1e-11, err_msg=name
        )
