"""Modules as their users write them: fused kernels, norms, memories, experts, maps, heads, conditions."""

import torch
import torch.nn.functional as F
from torch import nn


class CoupledNorm(nn.Module):
    """Coupled gates with layer norm on the preactivations and a residual output."""

    def __init__(self, n, m):
        super().__init__()
        self.n, self.m = n, m
        self.kernel = nn.Linear(n + m, 3 * m, bias=False)
        self.norm = nn.LayerNorm(3 * m)
        self.cell_norm = nn.LayerNorm(m)
        self.forget_bias = nn.Parameter(torch.tensor(1.0))

    def forward(self, x, state):
        h, c = state
        z = self.norm(self.kernel(torch.cat((x, h), -1)))
        f, g, o = z.split(self.m, dim=-1)
        f = torch.sigmoid(f + self.forget_bias)
        c = f * c + (1 - f) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(self.cell_norm(c))
        return h, (h, c)


class MemoryAttention(nn.Module):
    """A GRU that attends over memory slots, learned keys."""

    def __init__(self, n, m, slots):
        super().__init__()
        self.keys = nn.Parameter(torch.randn(slots, m))
        self.values = nn.Parameter(torch.randn(slots, m))
        self.cell = nn.GRUCell(n + m, m)
        self.scale = m**-0.5

    def forward(self, x, h):
        att = F.softmax(h @ self.keys.t() * self.scale, dim=-1)
        read = att @ self.values
        return self.cell(torch.cat([x, read], dim=-1), h)


class LowRank(nn.Module):
    def __init__(self, n, m, r):
        super().__init__()
        self.U = nn.Parameter(torch.randn(m, r) / r)
        self.V = nn.Parameter(torch.randn(r, m) / m)
        self.w_in = nn.Linear(n, m)
        self.alpha = nn.Parameter(torch.tensor(0.1))
        self.beta = nn.Parameter(torch.ones(1))
        self.register_buffer("decay", torch.tensor(0.9))

    def forward(self, x, h):
        rec = F.linear(F.linear(h, self.V), self.U)
        h_tilde = torch.tanh(self.w_in(x) + rec)
        return self.decay * h + torch.sigmoid(self.alpha) * h_tilde * self.beta


class TiedOutput(nn.Module):
    """Recurrent and output use the same matrix."""

    def __init__(self, n, m):
        super().__init__()
        self.emb = nn.Linear(n, m, bias=False)
        self.dec = nn.Linear(m, m)
        self.rec = nn.Linear(m, m)
        self.rec.weight = self.dec.weight

    def forward(self, x, h):
        h = torch.tanh(self.emb(x) + self.rec(h))
        y = self.dec(h)
        return y, h


class DeepTransition(nn.Module):
    def __init__(self, n, m, depth=3):
        super().__init__()
        self.first = nn.Linear(n, m)
        self.hs = nn.ModuleList(nn.Linear(m, m) for _ in range(depth))
        self.ts = nn.ModuleList([nn.Linear(m, m) for _ in range(depth)])
        self.drop = nn.Dropout(0.3)

    def forward(self, x, h):
        for i, (H, T) in enumerate(zip(self.hs, self.ts, strict=True)):
            inp = self.first(x) if i == 0 else 0.0
            t = torch.sigmoid(T(h))
            h = torch.tanh(inp + H(self.drop(h))) * t + h * (1 - t)
        return h


class EinsumGates(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.W = nn.Parameter(torch.randn(4, m, n))
        self.U = nn.Parameter(torch.randn(4, m, m))
        self.b = nn.Parameter(torch.zeros(4, m))

    def forward(self, x, h, c):
        z = torch.einsum("bn,gmn->gbm", x, self.W) + torch.einsum("bk,gmk->gbm", h, self.U) + self.b[:, None]
        i, f, o = torch.sigmoid(z[:3]).unbind(0)
        c = f * c + i * torch.tanh(z[3])
        h = o * c.tanh()
        return h, c


class RotatedPairs(nn.Module):
    """RoPE-like rotation of state pairs with learned angles."""

    def __init__(self, n, m):
        super().__init__()
        self.theta = nn.Parameter(torch.randn(m // 2))
        self.inp = nn.Linear(n, m)
        self.gate = nn.Linear(n, m)

    def forward(self, x, h):
        a, b = h.chunk(2, -1)
        cos, sin = self.theta.cos(), self.theta.sin()
        rot = torch.cat([a * cos - b * sin, a * sin + b * cos], -1)
        g = torch.sigmoid(self.gate(x))
        return g * rot + (1 - g) * self.inp(x)


class DeltaMemory(nn.Module):
    def __init__(self, n, d, e):
        super().__init__()
        self.k = nn.Linear(n, d, bias=False)
        self.q = nn.Linear(n, d, bias=False)
        self.v = nn.Linear(n, e, bias=False)
        self.beta = nn.Linear(n, 1)

    def forward(self, x, S):
        k, v, q = torch.tanh(self.k(x)), self.v(x), self.q(x)
        b = torch.sigmoid(self.beta(x))
        err = v - torch.matmul(S, k.unsqueeze(-1)).squeeze(-1)
        S = S + (b * err).unsqueeze(-1) @ k.unsqueeze(1)
        return (S @ q[..., None])[..., 0], S


class SelectiveStep(nn.Module):
    """Mamba-like selective step."""

    def __init__(self, d, N, rank):
        super().__init__()
        self.A_log = nn.Parameter(torch.log(torch.arange(1, N + 1).float()).repeat(d, 1))
        self.D = nn.Parameter(torch.ones(d))
        self.x_proj = nn.Linear(d, rank + 2 * N, bias=False)
        self.dt_proj = nn.Linear(rank, d)
        self.rank, self.N = rank, N

    def forward(self, x, h):
        dt, B, C = torch.split(self.x_proj(x), [self.rank, self.N, self.N], dim=-1)
        dt = F.softplus(self.dt_proj(dt))
        dA = torch.exp(dt.unsqueeze(-1) * -torch.exp(self.A_log))
        dB = dt.unsqueeze(-1) * B.unsqueeze(1)
        h = dA * h + dB * x.unsqueeze(-1)
        y = (h * C.unsqueeze(1)).sum(-1) + self.D * x
        return y, h


class MixtureGate(nn.Module):
    """Experts in a ModuleList, mixed by a softmax."""

    def __init__(self, n, m, experts=3):
        super().__init__()
        self.router = nn.Linear(n, experts)
        self.experts = nn.ModuleList([nn.Linear(n + m, m) for _ in range(experts)])

    def forward(self, x, h):
        w = F.softmax(self.router(x), dim=-1)
        xh = torch.cat([x, h], 1)
        out = 0
        for i, e in enumerate(self.experts):
            out = out + w[:, i : i + 1] * torch.tanh(e(xh))
        return 0.5 * h + 0.5 * out


class FusedMaps(nn.Module):
    def __init__(self, c, m, k=3):
        super().__init__()
        self.gates = nn.Conv2d(c + m, 2 * m, k, padding=k // 2)
        self.cand = nn.Conv2d(c + m, m, k, padding=k // 2)

    def forward(self, x, h):
        z, r = torch.sigmoid(self.gates(torch.cat([x, h], 1))).chunk(2, 1)
        n = torch.tanh(self.cand(torch.cat([x, r * h], 1)))
        return (1 - z) * h + z * n


class HeadedDecay(nn.Module):
    """Heads share scalar gates."""

    def __init__(self, n, heads, d):
        super().__init__()
        self.h, self.d = heads, d
        self.qkv = nn.Linear(n, 3 * heads * d)
        self.f = nn.Linear(n, heads)
        self.out = nn.Linear(heads * d, n)
        self.norm = nn.GroupNorm(heads, heads * d)

    def forward(self, x, S):
        B = x.shape[0]
        q, k, v = self.qkv(x).view(B, 3, self.h, self.d).unbind(1)
        f = torch.sigmoid(self.f(x))[:, :, None, None]
        S = f * S + k[..., :, None] * v[..., None, :]
        o = torch.einsum("bhd,bhde->bhe", q, S).reshape(B, -1)
        return self.out(self.norm(o)), S


class WeightNormed(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.v = nn.Parameter(torch.randn(m, n))
        self.g = nn.Parameter(torch.ones(m))
        self.b = nn.Parameter(torch.zeros(m))
        self.rec = nn.Parameter(torch.randn(m))

    def forward(self, x, h):
        w = self.g[:, None] * self.v / self.v.norm(dim=1, keepdim=True)
        return F.relu(F.linear(x, w, self.b) + self.rec * h)


class ByParametrization(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.l = torch.nn.utils.parametrizations.weight_norm(nn.Linear(n, m))
        self.r = nn.Linear(m, m)

    def forward(self, x, h):
        return torch.tanh(self.l(x) + self.r(h))


class Conditioned(nn.Module):
    """Conditioned on a second input."""

    def __init__(self, n, m, c):
        super().__init__()
        self.film = nn.Linear(c, 2 * m)
        self.cell = nn.LSTMCell(n, m)

    def forward(self, x, cond, h, c):
        g, b = self.film(cond).chunk(2, -1)
        h, c = self.cell(x, (h, c))
        return (1 + g) * h + b, h, c


class SlotMemory(nn.Module):
    """State of slots, read and write by attention."""

    def __init__(self, n, slots, d):
        super().__init__()
        self.write = nn.Linear(n, d)
        self.key = nn.Linear(n, d)
        self.gate = nn.Linear(n, 1)
        self.erase = nn.Linear(n, d)

    def forward(self, x, M):
        k = self.key(x)
        w = torch.softmax(torch.einsum("bd,bsd->bs", k, M), -1)
        M = (
            M * (1 - w[:, :, None] * torch.sigmoid(self.erase(x))[:, None, :])
            + w[:, :, None] * self.write(x)[:, None, :]
        )
        r = torch.einsum("bs,bsd->bd", w, M)
        return r, M


class Antisymmetric(nn.Module):
    """Antisymmetric RNN with gate."""

    def __init__(self, n, m, eps=0.01, gamma=0.01):
        super().__init__()
        self.W = nn.Parameter(torch.randn(m, m))
        self.V = nn.Linear(n, m)
        self.Vz = nn.Linear(n, m)
        self.eps, self.gamma = eps, gamma
        self.register_buffer("eye", torch.eye(m))

    def forward(self, x, h):
        A = self.W - self.W.T - self.gamma * self.eye
        r = h @ A.T
        z = torch.sigmoid(r + self.Vz(x))
        return h + self.eps * z * torch.tanh(r + self.V(x))
