"""Recurrent layers, cells, encoders and decoders, and networks around them."""

import torch
from torch import nn

from .registry import Net, exported, model, numbers, words


@exported(words(2, 5))
def tagger():
    return Net(
        lambda net, x: net.head(net.rnn(net.words(x))[0]),
        words=nn.Embedding(20, 6, padding_idx=0),
        rnn=nn.LSTM(6, 5, 2, batch_first=True, bidirectional=True),
        head=nn.Linear(10, 4),
    )


@exported(numbers(2, 5, 3))
def regression():
    return Net(lambda net, x: net.head(net.rnn(x)[0][:, -1]), rnn=nn.LSTM(3, 8, batch_first=True), head=nn.Linear(8, 1))


@exported(words(2, 5))
def tied_language_model():
    net = Net(
        lambda net, x: net.head(net.rnn(net.words(x))[0]),
        words=nn.Embedding(20, 6),
        rnn=nn.GRU(6, 6, batch_first=True),
        head=nn.Linear(6, 20),
    )
    net.head.weight = net.words.weight
    return net


@model
def tied_without_bias():
    net = Net(words=nn.Embedding(20, 6), rnn=nn.LSTM(6, 6), head=nn.Linear(6, 20, bias=False))
    net.head.weight = net.words.weight
    return net


@exported(numbers(2, 5, 4))
def gru_without_bias():
    return Net(
        lambda net, x: net.head(net.rnn(x)[0]), rnn=nn.GRU(4, 5, bias=False, batch_first=True), head=nn.Linear(5, 2)
    )


@exported(numbers(2, 5, 4))
def backward_and_forward_gru():
    return Net(lambda net, x: net.rnn(x)[0], rnn=nn.GRU(4, 5, 2, batch_first=True, bidirectional=True))


@model
def projected():
    return Net(rnn=nn.LSTM(4, 6, 3, proj_size=2, bidirectional=True), head=nn.Linear(4, 3))


@model
def elman_relu():
    return Net(rnn=nn.RNN(4, 5, 2, nonlinearity="relu"), head=nn.Linear(5, 1))


@model
def cells():
    return Net(lstm=nn.LSTMCell(3, 5), gru=nn.GRUCell(5, 4, bias=False), rnn=nn.RNNCell(4, 2, nonlinearity="relu"))


@exported(words(2, 5), words(2, 4))
def encoder_decoder():
    return Net(
        lambda net, x, y: net.head(net.decoder(net.target(y), net.encoder(net.source(x))[1])[0]),
        source=nn.Embedding(12, 4),
        target=nn.Embedding(15, 4),
        encoder=nn.LSTM(4, 6, batch_first=True),
        decoder=nn.LSTM(4, 6, batch_first=True),
        head=nn.Linear(6, 15),
    )


@exported(numbers(2, 5, 5))
def one_layer_twice():
    return Net(lambda net, x: net.rnn(net.rnn(x)[0])[0], rnn=nn.LSTM(5, 5, batch_first=True))


@model
def one_module_under_two_names():
    rnn = nn.GRU(4, 4)
    return Net(first=rnn, second=rnn, head=nn.Linear(4, 2))


@model
def recurrent_kernels_shared():
    net = Net(first=nn.LSTM(4, 5), second=nn.LSTM(4, 5))
    net.second.weight_hh_l0 = net.first.weight_hh_l0
    return net


@model
def levels_shared():
    rnn = nn.LSTM(5, 5, 2)
    rnn.weight_hh_l1 = rnn.weight_hh_l0
    return Net(rnn=rnn)


@exported(numbers(2, 5, 4))
def learned_first_state():
    net = Net(
        lambda net, x: net.rnn(x, net.start.expand(1, x.shape[0], 5).contiguous())[0],
        rnn=nn.GRU(4, 5, batch_first=True),
    )
    net.start = nn.Parameter(torch.randn(1, 1, 5))
    return net


class PeepholeLSTM(nn.LSTM):
    """PyTorch's class with arrays beside its own."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.peepholes = nn.Parameter(torch.zeros(3, self.hidden_size))
        self.norm = nn.LayerNorm(self.hidden_size)


@model
def subclass_of_lstm():
    return Net(rnn=PeepholeLSTM(3, 5), head=nn.Linear(5, 2))


@model
def base_of_recurrent_layers():
    return Net(lstm=nn.RNNBase("LSTM", 3, 4, bidirectional=True), relu=nn.RNNBase("RNN_RELU", 3, 4))


class OwnCell(nn.Module):
    """A cell of one's own, with names like PyTorch's."""

    def __init__(self, reads, units):
        super().__init__()
        self.weight_ih = nn.Parameter(torch.randn(4 * units, reads))
        self.weight_hh = nn.Parameter(torch.randn(4 * units, units))
        self.bias = nn.Parameter(torch.randn(4 * units))
        self.peep = nn.Parameter(torch.randn(3 * units))


@model
def cell_of_ones_own():
    return Net(cell=OwnCell(3, 5), head=nn.Linear(5, 2))
