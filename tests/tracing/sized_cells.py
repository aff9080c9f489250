"""Cells with numbers that Python computes from a size."""

import math

import torch
from torch import nn


class Scaled(nn.Module):
    """A product over the root of the state's size."""

    def __init__(self, n, m):
        super().__init__()
        self.W, self.U = nn.Linear(n, m), nn.Linear(m, m, bias=False)

    def forward(self, x, h):
        return torch.tanh(self.W(x) + self.U(h) / math.sqrt(h.shape[-1]))


class Deep(nn.Module):
    """Arguments that are no sizes beside those that are, and a number that grows with one."""

    def __init__(self, input_size, hidden_size, depth=3, gain=0.7):
        super().__init__()
        self.W, self.U = nn.Linear(input_size, hidden_size), nn.Linear(hidden_size, hidden_size, bias=False)
        self.depth, self.gain, self.eps = depth, gain, 1e-3 * hidden_size

    def forward(self, x, h):
        for _ in range(self.depth):
            h = torch.tanh(self.gain * self.W(x) + self.eps * self.U(h))
        return h


class Logged(nn.Module):
    """A number that no power of a size is."""

    def __init__(self, n, m):
        super().__init__()
        self.W, self.U, self.s = nn.Linear(n, m), nn.Linear(m, m, bias=False), math.log(m)

    def forward(self, x, h):
        return torch.tanh(self.W(x) + self.s * self.U(h))


class Configured(nn.Module):
    """One that cannot be made again, as its argument is not a size."""

    def __init__(self, sizes):
        super().__init__()
        self.W, self.U, self.s = nn.Linear(*sizes), nn.Linear(sizes[1], sizes[1], bias=False), sizes[1] ** -0.5

    def forward(self, x, h):
        return torch.tanh(self.W(x) + self.s * self.U(h))


class Plain(nn.Module):
    """Numbers that are the same at all sizes."""

    def __init__(self, n, m):
        super().__init__()
        self.W, self.U = nn.Linear(n, m), nn.Linear(m, m, bias=False)

    def forward(self, x, h):
        a = self.W(x) + self.U(h)
        return 1.7159 * torch.tanh(a * torch.rsqrt((a * a).mean(-1, keepdim=True) + 1e-6))
