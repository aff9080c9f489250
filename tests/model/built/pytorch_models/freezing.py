"""Networks that are frozen as a whole or in part."""

from torch import nn

from .recurrent import tagger, tied_language_model
from .registry import Net, exported, model, words


@exported(words(2, 5))
def frozen_embedding():
    net = tagger()
    net.words.weight.requires_grad_(False)
    return net


@model
def frozen_in_part():
    net = Net(rnn=nn.LSTM(4, 5, 2), head=nn.Linear(5, 2))
    net.rnn.weight_hh_l0.requires_grad_(False)
    net.rnn.bias_ih_l1.requires_grad_(False)
    return net


@model
def frozen_but_the_head():
    net = Net(body=nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.GRU(5, 6)), head=nn.Linear(6, 2))
    net.requires_grad_(False)
    net.head.requires_grad_(True)
    return net


@model
def frozen_norm():
    net = nn.Sequential(nn.Conv1d(3, 4, 3), nn.BatchNorm1d(4))
    net[1].requires_grad_(False)
    return net


@model
def frozen_and_tied():
    net = tied_language_model()
    net.words.weight.requires_grad_(False)
    return net


@model
def biases_alone_are_trained():
    net = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2, enable_nested_tensor=False)
    for name, array in net.named_parameters():
        array.requires_grad_("bias" in name)
    return net
