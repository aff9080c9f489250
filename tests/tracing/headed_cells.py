"""Cells with heads that PyTorch computes at once, and the equations one by one."""

import torch
from torch import nn


class Mixed(nn.Module):
    """A number for each head by a gate, a norm of each head, products of heads, as it is asked."""

    def __init__(self, n=5, m=6, heads=2, gate="sigmoid", norm=True, paired=False, blocks=False):
        super().__init__()
        self.heads, self.d, self.gate, self.paired = heads, m // heads, gate, paired
        self.g, self.v = nn.Linear(n, heads), nn.Linear(n, m)
        self.norm = nn.LayerNorm(m // heads) if norm else None
        self.q, self.k = (nn.Linear(n, m) for _ in range(2)) if paired else (None, None)
        self.w = nn.Parameter(0.3 * torch.randn(heads, m // heads, m // heads)) if blocks else None

    def forward(self, x, h):
        v, old = self.v(x).view(-1, self.heads, self.d), h.view(-1, self.heads, self.d)
        a = torch.sigmoid(self.g(x)) if self.gate == "sigmoid" else torch.softmax(self.g(x), -1)
        if self.paired:
            q, k = (layer(x).view(-1, self.heads, self.d) for layer in (self.q, self.k))
            score = torch.einsum("bhd,bhd->bh", q, k)
            v = torch.tanh(score)[..., None] * v
        if self.w is not None:
            old = torch.einsum("bhd,hde->bhe", old, self.w)
        new = a.unsqueeze(-1) * old + v
        return (self.norm(new) if self.norm is not None else torch.tanh(new)).reshape(-1, self.heads * self.d)


class Experts(nn.Module):
    """Each element of a vector is read out."""

    def __init__(self, n=5, m=6, count=3):
        super().__init__()
        self.gate, self.u = nn.Linear(n, count), nn.Linear(m, m)
        self.experts = nn.ModuleList([nn.Linear(n, m) for _ in range(count)])

    def forward(self, x, h):
        a = torch.softmax(self.gate(x), -1)
        y = self.u(h)
        for place, expert in enumerate(self.experts):
            y = y + a[:, place].unsqueeze(-1) * expert(x)
        return torch.tanh(y)


class Growing(nn.Module):
    """Heads of four elements, whose number goes with the state."""

    def __init__(self, n=5, m=8):
        super().__init__()
        self.heads, self.q, self.u, self.norm = m // 4, nn.Linear(n, m), nn.Linear(m, m), nn.LayerNorm(4)

    def forward(self, x, h):
        q = self.norm(self.q(x).view(-1, self.heads, 4)).reshape(-1, self.heads * 4)
        return torch.tanh(q + self.u(h))


class ReadWhole(nn.Module):
    """A number for each head that is read as a vector too."""

    def __init__(self, n=5, m=6, heads=2):
        super().__init__()
        self.heads, self.d, self.q, self.v = heads, m // heads, nn.Linear(n, m), nn.Linear(n, m)
        self.o = nn.Linear(heads + n, m)

    def forward(self, x, h):
        q, v = (layer(x).view(-1, self.heads, self.d) for layer in (self.q, self.v))
        score = torch.einsum("bhd,bhd->bh", q, v)
        return h + self.o(torch.cat([score, x], -1)) + (score[..., None] * v).reshape(-1, self.heads * self.d)


class Crossed(nn.Module):
    """A state of two numbers, each of which goes to the other."""

    def __init__(self, n=3, m=2):
        super().__init__()
        self.u, self.v = nn.Linear(n, m), nn.Linear(m, m)

    def forward(self, x, h):
        a = torch.tanh(self.u(x) + self.v(h))
        return torch.stack([a[:, 0] * h[:, 1], a[:, 1] * h[:, 0]], -1)


class Spare(nn.Module):
    """A layer that forward does not read."""

    def __init__(self, n=3, m=4):
        super().__init__()
        self.u, self.v, self.extra = nn.Linear(n, m), nn.Linear(m, m), nn.Linear(m, 7)

    def forward(self, x, h):
        return torch.tanh(self.u(x) + self.v(h))
