"""How many numbers the buffers and arrays of a PyTorch program have, by the functions that make them."""

import pytest

from symbolic import Model

MAKER = """import torch, math
import numpy as np
from torch import nn
def mask_of(n):
    return torch.triu(torch.ones(n, n, dtype=torch.bool), diagonal=1)
class Net(nn.Module):
    def __init__(self, n=6, d=8):
        super().__init__()
        {}
net = Net()
"""
BUFFERS = {
    "mask_of(n)": 36,
    "torch.tril(torch.ones(n, n)).view(1, 1, n, n)": 36,
    "(torch.triu(torch.ones(n, n)) == 1).transpose(0, 1)": 36,
    "~torch.ones(n, n).tril()[None, None].bool()": 36,
    "torch.full((n, n), float('-inf')).triu(1)": 36,
    "torch.linspace(1e-4, 0.02, 1000)": 1000,
    "torch.linspace(0, 1, steps=n)": 6,
    "torch.cumprod(1 - torch.linspace(0, 1, 100), 0)": 100,
    "torch.arange(0, n, 4)": 2,
    "torch.arange(1, n)": 5,
    "torch.outer(torch.arange(n), 1.0 / 10000 ** (torch.arange(0, d, 2).float() / d))": 24,
    "torch.arange(n).unsqueeze(1) * torch.arange(d)": 48,
    "torch.sin(torch.arange(n)[:, None] * torch.arange(d)[None, :])": 48,
    "torch.eye(n).unsqueeze(0).repeat(2, 1, 1)": 72,
    "torch.cat([torch.zeros(n, d), torch.ones(3, d)])": 72,
    "torch.stack([torch.zeros(n), torch.ones(n)], 1)": 12,
    "torch.tensor([[1, 2], [3, 4]]).float()": 4,
    "torch.rand(n, d)[:, :3]": 18,
    "torch.hann_window(n)": 6,
    "None": 0,
}


@pytest.mark.parametrize("made", BUFFERS)
def test_a_buffer_has_the_numbers_of_what_makes_it(made):
    summary = Model.parse(MAKER.format(f"self.register_buffer('b', {made}); self.head = nn.Linear(3, 4)")).summary()
    assert (summary.trained, summary.fixed) == (16, BUFFERS[made])


@pytest.mark.parametrize("made", ["torch.bincount(words)", "torch.load('mask.pt')", "made_elsewhere(n)"])
def test_a_buffer_that_only_the_run_knows_has_a_letter(made):
    summary = Model.parse(MAKER.format(f"self.register_buffer('b', {made}); self.head = nn.Linear(3, 4)")).summary()
    assert (str(summary.size), str(summary.fixed_size)) == ("16", "b")


PARAMETERS = {
    "nn.Parameter(torch.linspace(0, 1, n), requires_grad=False)": (0, 6),
    "nn.Parameter(torch.zeros(n, d)).requires_grad_(False)": (0, 48),
    "nn.Parameter(nn.init.xavier_uniform_(torch.empty(n, d)))": (48, 0),
    "nn.Parameter(torch.log(torch.arange(1, d + 1).float().repeat(n, 1)))": (48, 0),
    "nn.utils.spectral_norm(nn.Conv2d(3, 8, 4))": (392, 56),
    "nn.utils.parametrizations.spectral_norm(nn.ConvTranspose1d(8, 4, 3))": (100, 28),
    "nn.utils.weight_norm(nn.Linear(4, 3), dim=None)": (16, 0),
    "nn.utils.weight_norm(nn.ConvTranspose1d(4, 3, 2))": (31, 0),
    "prune.l1_unstructured(nn.Linear(4, 3), 'weight', amount=0.3)": (15, 12),
}


@pytest.mark.parametrize("made", PARAMETERS)
def test_a_parameter_and_what_a_norm_keeps_beside_it(made):
    program = "from torch.nn.utils import prune\n" + MAKER.format(f"self.w = {made}")
    summary = Model.parse(program).summary()
    assert (summary.trained, summary.fixed) == PARAMETERS[made]


def test_a_class_that_derives_from_a_layer_has_its_own_buffers_too():
    program = """from torch import nn
class Masked(nn.Linear):
    def __init__(self, n, m):
        super().__init__(n, m)
        self.register_buffer("mask", torch.tril(torch.ones(m, n)))
        self.register_parameter("scale", nn.Parameter(torch.ones(m)))
net = nn.Sequential(Masked(8, 6), nn.ReLU(), Masked(6, 3))
"""
    summary = Model.parse(program).summary()
    assert (summary.trained, summary.fixed) == (75 + 9, 66)
