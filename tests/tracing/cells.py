"""Cells as people write them in PyTorch, one way of writing in each."""

import torch
import torch.nn.functional as F
from torch import nn


class Fused(nn.Module):
    """One kernel on input and state, cut into four by ``split``."""

    def __init__(self, n, m):
        super().__init__()
        self.W, self.m = nn.Linear(n + m, 4 * m), m

    def forward(self, x, state):
        h, c = state
        i, f, o, g = torch.split(self.W(torch.cat([x, h], 1)), self.m, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        return h, (h, c)


class Slices(nn.Module):
    """Kernels with their gates side by side in the columns, read by slices."""

    def __init__(self, n, m):
        super().__init__()
        self.hidden_size = m
        self.kernel = nn.Parameter(torch.randn(n, 3 * m))
        self.recurrent = nn.Parameter(torch.randn(m, 3 * m))
        self.b = nn.Parameter(torch.zeros(3 * m))

    def forward(self, x, h):
        m, u = self.hidden_size, self.recurrent
        a = x @ self.kernel + self.b
        z = torch.sigmoid(a[:, :m] + h @ u[:, :m])
        r = torch.sigmoid(a[:, m : 2 * m] + h @ u[:, m : 2 * m])
        return (1 - z) * h + z * torch.tanh(a[:, 2 * m :] + (r * h) @ u[:, 2 * m :])


class Unequal(nn.Module):
    """Parts of different sizes in one kernel: rows, not members."""

    def __init__(self, n, m):
        super().__init__()
        self.W, self.V = nn.Linear(n, m + 1), nn.Linear(m, m)

    def forward(self, x, h):
        a = self.W(x)
        return torch.tanh(a[:, :-1] + self.V(h)) * torch.sigmoid(a[:, -1:])


class Normalised(nn.Module):
    """Layer norms with and without the epsilon of the language, gates by ``chunk``."""

    def __init__(self, n, m):
        super().__init__()
        self.i, self.h = nn.Linear(n, 4 * m, bias=False), nn.Linear(m, 4 * m, bias=False)
        self.norm, self.norm_c, self.last = nn.LayerNorm(4 * m), nn.LayerNorm(m, eps=1e-3), nn.RMSNorm(m, eps=1e-6)

    def forward(self, x, state):
        h, c = state
        i, f, o, g = (self.norm(self.i(x)) + self.h(h)).chunk(4, -1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return self.last(o.sigmoid() * self.norm_c(c).tanh()), c


class Scalars(nn.Module):
    """Scalar parameters, a gate of one number, a buffer, dropout, a state that may be left out."""

    def __init__(self, n, m):
        super().__init__()
        self.W, self.U, self.gate = nn.Linear(n, m), nn.Linear(m, m, bias=False), nn.Linear(m, 1)
        self.alpha, self.beta = nn.Parameter(torch.tensor(0.3)), nn.Parameter(torch.tensor([0.2]))
        self.register_buffer("mask", torch.tensor([1.0, 0.0] * m)[:m])
        self.drop = nn.Dropout(0.5)

    def forward(self, x, h=None):
        h = x.new_zeros(x.shape[0], self.U.in_features) if h is None else h
        new = self.drop(F.leaky_relu(self.W(x) + self.U(h) * self.mask))
        return h + self.alpha * torch.sigmoid(self.gate(h)) * (new - h) * self.beta


class LowRank(nn.Module):
    """A size that neither input nor state has."""

    def __init__(self, n, m, r=2):
        super().__init__()
        self.W, self.U, self.V = nn.Linear(n, m), nn.Parameter(torch.randn(m, r)), nn.Parameter(torch.randn(m, r))

    def forward(self, x, h):
        return torch.tanh(self.W(x) + (h @ self.V) @ self.U.T)


class Memory(nn.Module):
    """A matrix state with ``einsum``, an outer product by broadcasting, ``bmm`` and an output apart."""

    def __init__(self, n, d):
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(n, d, bias=False) for _ in range(3))

    def forward(self, x, S):
        q, k, v = self.q(x), self.k(x), self.v(x)
        S = torch.sigmoid(q).unsqueeze(-1) * S + v.unsqueeze(2) * k.unsqueeze(1) + torch.einsum("bi,bj->bij", k, v)
        y = torch.bmm(S, q.unsqueeze(-1)).squeeze(-1) + torch.einsum("bij,bi->bj", S, q) + (S * k[:, None]).sum(-1)
        return y * (q * k).sum(-1, keepdim=True), S


class Names(nn.Module):
    """Names that the language does not have, `addmm`, changes in place, activations of several kinds."""

    def __init__(self, n, m):
        super().__init__()
        self.kernels = nn.ParameterDict({"x": nn.Parameter(torch.randn(n, m)), "h": nn.Parameter(torch.randn(m, m))})
        self.t, self.max, self.n = (nn.Parameter(torch.randn(m)) for _ in range(3))

    def forward(self, x, h):
        a = torch.addmm(self.t, x, self.kernels["x"])
        a += h @ self.kernels["h"]
        a = F.elu(a) + self.max * F.softplus(h) + F.hardsigmoid(a) - F.gelu(self.n * h)
        return torch.where(a > 1, torch.maximum(a, h) / 2, a.clamp(-2, 2)).lerp(h, 0.1)


class Shared(nn.Module):
    """One array under two names, two cells one upon the other, a state of its own argument each."""

    def __init__(self, n, m):
        super().__init__()
        self.a, self.b, self.U, self.V = nn.GRUCell(n, m), nn.LSTMCell(m, m), nn.Linear(m, m), nn.Linear(m, m)
        self.V.weight = self.U.weight

    def forward(self, x, h, h2, c2):
        h = self.a(x, h)
        h2, c2 = self.b(h, (h2, c2))
        return self.V(self.U(h)), h2, c2


class Heads(nn.Module):
    """A state of two heads, taken apart and stacked again, and one number for each."""

    def __init__(self, n, m):
        super().__init__()
        self.W, self.U = nn.Parameter(torch.randn(2, m, n)), nn.Parameter(torch.randn(2, m, m))
        self.gain = nn.Parameter(torch.ones(2))

    def forward(self, x, h):
        own = [torch.tanh(x @ self.W[j].T + self.gain[j] * (h[:, j] @ self.U[j].T)) for j in range(2)]
        return torch.stack(own, 1)


class Measured(nn.Module):
    """A variance, a norm, a linear unit with a gate, what is summed up of a softmax, and each element repeated."""

    def __init__(self, n, m):
        super().__init__()
        self.W, self.U, self.g = nn.Linear(n, 2 * m), nn.Linear(m, m), nn.Linear(n, m)

    def forward(self, x, h):
        a = F.glu(self.W(x), -1)
        u = self.U(h)
        b = (u - u.mean(-1, keepdim=True)) / torch.sqrt(u.var(-1, unbiased=False, keepdim=True) + 1e-5)
        c = torch.cumsum(torch.softmax(self.g(x), -1), -1)
        return torch.tanh(a + b * c / u.norm(dim=-1, keepdim=True))


CELLS = [Measured, Fused, Slices, Unequal, Normalised, Scalars, LowRank, Memory, Names, Shared, Heads]
OPTIONS = {
    Memory: {"state": {"S": ("d", "d")}},
    Heads: {"state": {"h": ("k", "m")}},
}


class Plain(nn.Module):
    """What the refused ones are made of."""

    def __init__(self, n=3, m=5):
        super().__init__()
        self.W, self.U = nn.Linear(n, m), nn.Linear(m, m)

    def forward(self, x, h):
        return torch.tanh(self.W(x) + self.U(h))


class Branch(Plain):
    def forward(self, x, h):
        if h.sum() > 0:
            return torch.tanh(self.W(x))
        return torch.tanh(self.W(x) + self.U(h))


class NewParameter(Plain):
    def forward(self, x, h):
        b = nn.Parameter(torch.zeros(5))
        return torch.tanh(self.W(x) + self.U(h) + b)


class Noise(Plain):
    def forward(self, x, h):
        return torch.tanh(self.W(x) + self.U(h) + torch.randn(5))


class Unknown(Plain):
    def forward(self, x, h):
        return torch.tanh(self.W(x) + torch.cumsum(self.U(h), 1))


class Unread(Plain):
    def forward(self, x, h):
        return torch.tanh(self.W(x) + h)


class Remembers(Plain):
    def __init__(self):
        super().__init__()
        self.register_buffer("h", torch.zeros(1, 5))

    def forward(self, x):
        self.h = torch.tanh(self.W(x) + self.U(self.h))
        return self.h


class Mixed(Plain):
    def forward(self, x, h):
        return torch.tanh(self.W(x) + self.U(h) - h.mean(0))


class Two(Plain):
    def forward(self, x, h):
        return torch.tanh(self.W(x) + self.U(h)), self.U(h)


class Elapsed(Plain):
    def forward(self, x, h, ts):
        h = torch.tanh(self.W(x) + self.U(h) * ts)
        return h, h


class Stacks(Plain):
    def forward(self, x, h):
        return torch.tanh(torch.stack([self.W(x), self.U(h)], 1)).sum(1)


class Maps(nn.Module):
    """Convolutions over maps with a number for each channel."""

    def __init__(self, c=2, h=3):
        super().__init__()
        self.W, self.U = nn.Conv2d(c, h, 3, padding=1), nn.Conv2d(h, h, (3, 5), padding="same", bias=False)

    def forward(self, x, s):
        return torch.tanh(self.W(x) + self.U(s))


class Groups(Maps):
    def __init__(self):
        super().__init__()
        self.U = nn.Conv2d(3, 3, 3, padding=1, groups=3)


class Unbiased(Plain):
    def forward(self, x, h):
        return torch.tanh(self.W(x) + self.U(h) / h.var(-1, keepdim=True))


class Attended(nn.Module):
    """Heads by views, products of them by an einsum, a norm of each."""

    def __init__(self, n=6, heads=2, d=4):
        super().__init__()
        self.heads, self.d = heads, d
        self.q, self.k, self.v = (nn.Linear(n, heads * d, bias=bias) for bias in (True, False, True))
        self.o, self.norm = nn.Linear(heads * d, n), nn.LayerNorm(d)

    def forward(self, x, S):
        q, v = self.q(x).view(-1, self.heads, self.d), self.v(x).reshape(x.shape[0], self.heads, self.d)
        k = self.k(x).unflatten(-1, (self.heads, self.d)).softmax(-1)
        k = k / k.norm(dim=-1, keepdim=True)
        S = 0.9 * S + torch.einsum("bhi,bhj->bhij", v, k)
        y = (S @ q.unsqueeze(-1)).squeeze(-1) + torch.einsum("bhij,bhj->bhi", S, q)
        return self.o(self.norm(y).flatten(1)), S


class Blocks(nn.Module):
    """A block-diagonal recurrent kernel, whose gates are cut within each head."""

    def __init__(self, n=6, heads=2, d=4):
        super().__init__()
        self.heads, self.d, self.W = heads, d, nn.Linear(n, 4 * heads * d)
        self.R = nn.Parameter(0.3 * torch.randn(heads, d, 4 * d))

    def forward(self, x, state):
        h, c = state
        a = torch.einsum("bhd,hde->bhe", h.view(-1, self.heads, self.d), self.R)
        gates = (self.W(x).view(-1, self.heads, 4 * self.d) + a).chunk(4, -1)
        i, f, o, g = [part.reshape(x.shape[0], -1) for part in gates]
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        return h, (h, c)


class Gated(nn.Module):
    """A state of heads, with a number for each as its gate."""

    def __init__(self, n=6, heads=2, d=4):
        super().__init__()
        self.heads, self.d, self.W, self.a = heads, d, nn.Linear(n, heads * d), nn.Linear(n, heads)
        self.U = nn.Parameter(0.3 * torch.randn(heads, d, d))

    def forward(self, x, h):
        z = torch.sigmoid(self.a(x)).unsqueeze(-1)
        u = torch.tanh(self.W(x).view(-1, self.heads, self.d) + torch.einsum("bhd,hde->bhe", h, self.U))
        return z * h + (1 - z) * u
