"""Attention and transformers."""

import torch
from torch import nn

from .registry import Net, exported, model, numbers, words


@exported(numbers(2, 5, 8))
def attention():
    return Net(lambda net, x: net.attend(x, x, x)[0], attend=nn.MultiheadAttention(8, 2, batch_first=True))


@model
def attention_without_bias():
    return Net(attend=nn.MultiheadAttention(8, 4, bias=False))


@model
def attention_to_other_sizes():
    return Net(attend=nn.MultiheadAttention(8, 2, kdim=6, vdim=5, add_bias_kv=True))


@exported(numbers(2, 5, 8))
def encoder_layer():
    return nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)


@model
def decoder_layer():
    return nn.TransformerDecoderLayer(8, 2, 16)


@exported(words(2, 10))
def language_transformer():
    net = Net(
        lambda net, x: net.head(net.body(net.words(x) + net.places[:, : x.shape[1]])),
        words=nn.Embedding(20, 8),
        body=nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2),
        head=nn.Linear(8, 20, bias=False),
    )
    net.places = nn.Parameter(torch.randn(1, 10, 8))
    net.head.weight = net.words.weight
    return net


@model
def whole_transformer():
    return nn.Transformer(8, 2, 1, 2, 16)


@model
def vision_transformer():
    net = Net(
        patches=nn.Conv2d(3, 8, 4, 4), layers=nn.ModuleList(nn.TransformerEncoderLayer(8, 2, 16) for _ in range(2))
    )
    net.cls, net.places = nn.Parameter(torch.zeros(1, 1, 8)), nn.Parameter(torch.zeros(1, 17, 8))
    net.head = nn.Linear(8, 3)
    return net


@model
def positions_in_a_buffer():
    net = Net(words=nn.Embedding(20, 8), body=nn.TransformerEncoderLayer(8, 2, 16))
    net.register_buffer("places", torch.randn(1, 10, 8))
    net.register_buffer("mask", torch.ones(10, 10).tril().bool(), persistent=False)
    return net
