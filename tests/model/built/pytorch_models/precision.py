"""Kinds of numbers, and quantisation."""

import warnings

import torch
from torch import nn

from .recurrent import regression, tagger
from .registry import Net, model


@model
def half():
    return tagger().half()


@model
def brain_float_body():
    net = tagger()
    net.rnn.to(torch.bfloat16)
    return net


@model
def double():
    return regression().double()


def _quantised(net, *kinds, dtype=torch.qint8):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.ao.quantization.quantize_dynamic(net.eval(), {*kinds}, dtype=dtype)


@model
def dynamically_quantised():
    return _quantised(tagger(), nn.LSTM, nn.Linear)


@model
def dynamically_quantised_cells():
    net = Net(lstm=nn.LSTMCell(3, 5), gru=nn.GRUCell(5, 4), rnn=nn.RNNCell(4, 2))
    return _quantised(net, nn.LSTMCell, nn.GRUCell, nn.RNNCell)


@model
def quantised_to_half():
    return _quantised(regression(), nn.LSTM, nn.Linear, dtype=torch.float16)


@model
def statically_quantised():
    stubs = torch.ao.quantization.QuantStub(), torch.ao.quantization.DeQuantStub()
    net = nn.Sequential(stubs[0], nn.Conv1d(3, 4, 2), nn.ReLU(), nn.Conv1d(4, 2, 1, bias=False), stubs[1]).eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net.qconfig = torch.ao.quantization.get_default_qconfig("fbgemm")
        torch.ao.quantization.prepare(net, inplace=True)
        net(torch.randn(2, 3, 5))
        return torch.ao.quantization.convert(net, inplace=True)


QUANTISED = {
    "dynamically_quantised": (120, 1244),
    "dynamically_quantised_cells": (0, 200 + 132 + 16),
    "quantised_to_half": (0, 425),
    "statically_quantised": (0, 24 + 4 + 8 + 2),
}
"""Trained numbers and all others, by the modules before they were quantised: packed arrays are no parameters.

Of the last, the scale and the place of zero of its input are buffers.
"""
