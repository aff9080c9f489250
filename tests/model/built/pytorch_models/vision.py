"""Networks of pictures as their libraries write them, and what is grafted onto networks that were trained before."""

import torch
from torch import nn

from .registry import Net, model


def step(reads, gives, kernel=3, stride=1, groups=1):
    conv = nn.Conv2d(reads, gives, kernel, stride, kernel // 2, groups=groups, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(gives), nn.SiLU())


class Inverted(nn.Module):
    """A block that is wide inside, with a gate for each channel."""

    def __init__(self, reads, gives, stride=1):
        super().__init__()
        inner = 4 * reads
        self.expand, self.depth = step(reads, inner, 1), step(inner, inner, 3, stride, inner)
        self.gate = nn.Sequential(nn.Conv2d(inner, reads // 4, 1), nn.SiLU(), nn.Conv2d(reads // 4, inner, 1))
        self.project = nn.Sequential(nn.Conv2d(inner, gives, 1, bias=False), nn.BatchNorm2d(gives))


class Scaled(nn.Module):
    """A block of a wide kernel for each channel, whose output has a gain of its own."""

    def __init__(self, width):
        super().__init__()
        self.depth = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.gain = nn.Parameter(torch.full((width,), 1e-6))


class Expert(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.gate, self.up = nn.Linear(width, inner, bias=False), nn.Linear(width, inner, bias=False)
        self.down = nn.Linear(inner, width, bias=False)


class Named(nn.Module):
    """A frozen layer with adapters by the names of their tasks."""

    def __init__(self, base, rank, *tasks):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.down = nn.ModuleDict({task: nn.Linear(base.in_features, rank, bias=False) for task in tasks})
        self.up = nn.ModuleDict({task: nn.Linear(rank, base.out_features, bias=False) for task in tasks})


class Scaling(nn.Module):
    """A frozen layer whose outputs are scaled by what is learned."""

    def __init__(self, base):
        super().__init__()
        self.base, self.scale = base.requires_grad_(False), nn.Parameter(torch.ones(base.out_features, 1))


class Codes(nn.Module):
    """A table that moving means make, of which none is a parameter."""

    def __init__(self, codes, width):
        super().__init__()
        self.register_buffer("table", torch.randn(codes, width))
        self.register_buffer("uses", torch.zeros(codes))
        self.register_buffer("sums", torch.randn(codes, width))


class Masked(nn.Linear):
    """A layer with a mask beside its kernel, and a scale whose places of zero are whole numbers."""

    def __init__(self, reads, gives):
        super().__init__(reads, gives)
        self.register_buffer("mask", torch.tril(torch.ones(gives, reads)))
        self.register_buffer("zeros", torch.zeros(gives, 1, dtype=torch.int32))
        self.scale = nn.Parameter(torch.ones(gives, 1))


@model
def inverted_blocks():
    blocks = nn.Sequential(Inverted(8, 8), Inverted(8, 16, 2), Inverted(16, 16))
    return Net(stem=step(3, 8, 3, 2), blocks=blocks, head=step(16, 32, 1), classifier=nn.Linear(32, 10))


@model
def scaled_blocks():
    between = nn.Sequential(nn.GroupNorm(1, 8), nn.Conv2d(8, 16, 2, 2))
    return Net(stem=nn.Conv2d(3, 8, 4, 4), first=Scaled(8), between=between, second=Scaled(16), head=nn.Linear(16, 5))


@model
def a_new_head_on_a_frozen_body():
    net = inverted_blocks().requires_grad_(False)
    net.classifier = nn.Linear(net.classifier.in_features, 4)
    return net


@model
def a_frozen_copy_of_the_network():
    online = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
    target = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
    target.load_state_dict(online.state_dict())
    return Net(online=online, target=target.requires_grad_(False))


@model
def experts_in_blocks():
    def block():
        experts = nn.ModuleList(Expert(12, 20) for _ in range(4))
        return nn.ModuleDict({"norm": nn.RMSNorm(12), "router": nn.Linear(12, 4, bias=False), "experts": experts})

    return Net(blocks=nn.ModuleList(block() for _ in range(2)), head=nn.Linear(12, 5))


@model
def adapters_by_name():
    return Net(first=Named(nn.Linear(12, 16), 4, "news", "law"), second=Named(nn.Linear(16, 12), 3, "news"))


@model
def learned_scales():
    return nn.Sequential(Scaling(nn.Linear(12, 8)), nn.ReLU(), Scaling(nn.Linear(8, 3)))


@model
def learned_prompt():
    base = nn.TransformerEncoderLayer(8, 2, 16).requires_grad_(False)
    net = Net(base=base, prompt=nn.Embedding(4, 8))
    net.register_buffer("places", torch.arange(4))
    return net


@model
def codes_by_moving_means():
    return nn.Sequential(nn.Linear(8, 6), Codes(10, 6), nn.Linear(6, 3))


@model
def masked_and_scaled():
    return nn.Sequential(Masked(8, 6), nn.ReLU(), Masked(6, 3))


@model
def biases_of_an_encoder():
    layer = nn.TransformerEncoderLayer(8, 2, 16)
    net = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
    for name, array in net.named_parameters():
        array.requires_grad_("bias" in name)
    return net


@model
def layers_between_blocks():
    blocks = [
        nn.Sequential(nn.BatchNorm2d(8 + 4 * n), nn.ReLU(), nn.Conv2d(8 + 4 * n, 4, 3, padding=1)) for n in range(3)
    ]
    return Net(
        stem=nn.Conv2d(3, 8, 3), blocks=nn.ModuleList(blocks), narrow=nn.Conv2d(20, 10, 1), head=nn.Linear(10, 3)
    )
