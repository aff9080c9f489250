"""Recurrent layers that their authors wrote by hand."""

import torch
from torch import nn
from torch.nn import functional

from .registry import Net, exported, model, numbers


class Steps(nn.Module):
    """A cell run over a sequence; ``step`` is a function of the module, the input and the states."""

    def __init__(self, units, states, step, **modules):
        super().__init__()
        self.units, self.states, self.step = units, states, step
        for name, made in modules.items():
            setattr(self, name, made)

    def forward(self, x):
        states = tuple(x.new_zeros(x.shape[0], *self.units) for _ in range(self.states))
        outputs = []
        for place in range(x.shape[1]):
            states = self.step(self, x[:, place], *states)
            outputs.append(states[0])
        return torch.stack(outputs, 1)


def gated(sums, cell, axis=1):
    enter, forget, leave, new = sums.chunk(4, axis)
    cell = torch.sigmoid(forget) * cell + torch.sigmoid(enter) * torch.tanh(new)
    return torch.sigmoid(leave) * torch.tanh(cell), cell


def array(*shape):
    return nn.Parameter(torch.randn(shape))


@exported(numbers(2, 4, 3))
def cells_in_a_loop():
    lstm = Steps((5,), 2, lambda net, x, h, c: net.cell(x, (h, c)), cell=nn.LSTMCell(3, 5))
    gru = Steps((4,), 1, lambda net, x, h: (net.cell(x, h),), cell=nn.GRUCell(5, 4, bias=False))
    rnn = Steps((4,), 1, lambda net, x, h: (net.cell(x, h),), cell=nn.RNNCell(4, 4))
    return nn.Sequential(lstm, gru, rnn, nn.Linear(4, 2))


@exported(numbers(2, 4, 6))
def lstm_gate_by_gate():
    def step(net, x, h, c):
        sums = [x @ net.kernels[gate] + h @ net.recurrent[gate] + net.biases[gate] for gate in "ifog"]
        return gated(torch.cat(sums, 1), c)

    arrays = {
        "kernels": nn.ParameterDict({gate: array(6, 4) for gate in "ifog"}),
        "recurrent": nn.ParameterDict({gate: array(4, 4) for gate in "ifog"}),
        "biases": nn.ParameterDict({gate: array(4) for gate in "ifog"}),
    }
    return nn.Sequential(Steps((4,), 2, step, **arrays), nn.Linear(4, 1))


@exported(numbers(2, 4, 6))
def lstm_of_two_layers():
    """Dense layers with the names of PyTorch's arrays."""
    made = {"weight_ih": nn.Linear(6, 16), "weight_hh": nn.Linear(4, 16, bias=False)}
    return Steps((4,), 2, lambda net, x, h, c: gated(net.weight_ih(x) + net.weight_hh(h), c), **made)


@exported(numbers(2, 4, 6))
def lstm_with_layer_norms():
    def step(net, x, h, c):
        h, c = gated(net.norm_ih(x @ net.weight_ih.T) + net.norm_hh(h @ net.weight_hh.T), c)
        return h, net.norm_c(c)

    norms = {"norm_ih": nn.LayerNorm(16), "norm_hh": nn.LayerNorm(16), "norm_c": nn.LayerNorm(4)}
    return Steps((4,), 2, step, weight_ih=array(16, 6), weight_hh=array(16, 4), **norms)


@exported(numbers(2, 3, 2, 8, 8))
def convolutional_lstm():
    def step(net, x, h, c):
        return gated(net.gates(torch.cat([x, h], 1)), c)

    layers = [Steps((units, 8, 8), 2, step, gates=nn.Conv2d(reads, 4 * units, 3, padding=1)) for reads, units in SIZES]
    return nn.Sequential(*layers)


SIZES = ((2 + 4, 4), (4 + 3, 3))


@exported(numbers(2, 3, 2, 8, 8))
def convolutional_lstm_with_peepholes():
    """The peepholes have a number for each place of the map."""

    def step(net, x, h, c):
        enter = torch.sigmoid(net.kernels["i"](x) + net.recurrent["i"](h) + c * net.peep_i)
        forget = torch.sigmoid(net.kernels["f"](x) + net.recurrent["f"](h) + c * net.peep_f)
        c = forget * c + enter * torch.tanh(net.kernels["c"](x) + net.recurrent["c"](h))
        leave = torch.sigmoid(net.kernels["o"](x) + net.recurrent["o"](h) + c * net.peep_o)
        return leave * torch.tanh(c), c

    made = {
        "kernels": nn.ModuleDict({gate: nn.Conv2d(2, 3, 3, 1, 1) for gate in "ifco"}),
        "recurrent": nn.ModuleDict({gate: nn.Conv2d(3, 3, 3, 1, 1, bias=False) for gate in "ifco"}),
    }
    return Steps((3, 8, 8), 2, step, **made, **{f"peep_{gate}": array(1, 3, 8, 8) for gate in "ifo"})


@exported(numbers(2, 7, 4))
def quasi_recurrent():
    class Quasi(nn.Module):
        def __init__(self, reads, units, width):
            super().__init__()
            self.width, self.linear = width, nn.Linear(reads * width, 3 * units)

        def forward(self, x):
            before = functional.pad(x, (0, 0, self.width - 1, 0))
            seen = torch.cat([before[:, k : k + x.shape[1]] for k in range(self.width)], -1)
            new, forget, leave = self.linear(seen).chunk(3, -1)
            state, outputs = torch.zeros_like(new[:, 0]), []
            for step in range(x.shape[1]):
                share = torch.sigmoid(forget[:, step])
                state = share * state + (1 - share) * torch.tanh(new[:, step])
                outputs.append(torch.sigmoid(leave[:, step]) * state)
            return torch.stack(outputs, 1)

    return nn.Sequential(Quasi(4, 6, 2), Quasi(6, 6, 1), nn.Linear(6, 2))


@exported(numbers(2, 5))
def autoencoder_of_one_kernel():
    def run(net, x):
        return functional.linear(torch.sigmoid(functional.linear(x, net.kernel, net.bias)), net.kernel.t(), net.back)

    net = Net(run)
    net.kernel, net.bias, net.back = array(3, 5), array(3), array(5)
    return net


@exported(numbers(2, 5, 4))
def first_states_of_ones_own():
    """Both states of both layers are learned, and laid out over the batch."""

    def run(net, x):
        states = tuple(state.expand(-1, x.shape[0], -1).contiguous() for state in (net.h0, net.c0))
        return net.head(net.rnn(x, states)[0])

    net = Net(run, rnn=nn.LSTM(4, 5, 2, batch_first=True), head=nn.Linear(5, 1))
    net.h0, net.c0 = array(2, 1, 5), array(2, 1, 5)
    return net


@exported(numbers(2, 5, 4))
def residual_stack():
    def run(net, x):
        x = net.before(x)
        for rnn, norm in zip(net.rnns, net.norms, strict=True):
            x = norm(x + rnn(x)[0])
        return net.head(x)

    return Net(
        run,
        before=nn.Linear(4, 6),
        rnns=nn.ModuleList(nn.LSTM(6, 6, batch_first=True) for _ in range(3)),
        norms=nn.ModuleList(nn.LayerNorm(6) for _ in range(3)),
        head=nn.Linear(6, 1),
    )


@model
def noise_in_the_kernel():
    class Noisy(nn.Module):
        def __init__(self, reads, units):
            super().__init__()
            self.weight_mu, self.weight_sigma = array(units, reads), array(units, reads)
            self.bias_mu, self.bias_sigma = array(units), array(units)
            self.register_buffer("weight_epsilon", torch.randn(units, reads))
            self.register_buffer("bias_epsilon", torch.randn(units))

    return nn.Sequential(Noisy(6, 4), nn.ReLU(), Noisy(4, 2))


@model
def recurrent_layer_with_an_adapter():
    class Adapted(nn.LSTM):
        def __init__(self):
            super().__init__(4, 5)
            self.requires_grad_(False)
            self.down, self.up = array(2, 4), array(20, 2)

    return Net(rnn=Adapted(), head=nn.Linear(5, 2))
