"""Networks of which a file of an exporter holds other arrays than the module: each with what a reader is told of it.

Those before training have ones and zeros for the gains and biases of norms, all others numbers of their own.
"""

import warnings

import torch
from torch import nn
from torch.nn.utils import parametrizations, prune

from .language import Rotary
from .registry import Net, numbers, words

OTHERWISE = {}
"""By name: what makes the network, its inputs, its numbers, trained and fixed, a part of the remark, and the numbers
that are read from a file of the older exporter."""


def otherwise(inputs, trained, fixed=0, says="", older=None):
    def register(function):
        OTHERWISE[function.__name__] = function, inputs, (trained, fixed), says, older or (trained, fixed)
        return function

    return register


@otherwise([numbers(2, 3, 8)], 3 * 2 * 4 + 2 * 4 + 4 * 2 + 2, 2 * 4, "folded in", older=(3 * 2 * 4 + 4 + 4 * 2 + 2, 0))
def norm_behind_a_convolution():
    return nn.Sequential(nn.Conv1d(3, 4, 2, bias=False), nn.BatchNorm1d(4), nn.ReLU(), nn.Conv1d(4, 2, 1))


@otherwise([numbers(2, 4)], 4 * 6 + 6 + 6 * 2 + 2, 4 * 6, "folded in", older=(4 * 6 + 6 + 6 * 2 + 2, 0))
def masked_kernel():
    layer = nn.Linear(4, 6)
    prune.random_unstructured(layer, "weight", 0.5)
    return nn.Sequential(layer, nn.Linear(6, 2))


@otherwise([numbers(2, 4)], 4 * 6 + 6 + 6 * 2 + 2, 4 * 6 + 6, "folded in", older=(4 * 6 + 6 + 6 * 2 + 2, 0))
def masked_kernel_and_bias():
    first, _ = net = masked_kernel()
    prune.random_unstructured(first, "bias", 0.5)
    return net


@otherwise(
    [numbers(2, 3, 8)],
    (6 * 3 * 3 + 6 + 6) + (6 * 4 * 2 + 4) + (4 * 4 + 2 * 4),
    fixed=(4 + 6 * 2) + 2 * 4,
    says="weight norm with a scale for each place on the first axis, its default, folded in",
)
def folded_kernels():
    """A weight norm, a spectral norm of a transposed convolution, and a norm behind one without a bias."""
    return nn.Sequential(
        parametrizations.weight_norm(nn.Conv1d(3, 6, 3)),
        parametrizations.spectral_norm(nn.ConvTranspose1d(6, 4, 2)),
        nn.Tanh(),
        nn.Conv1d(4, 4, 1, bias=False),
        nn.BatchNorm1d(4),
    )


@otherwise([numbers(2, 5, 4)], 2 * (16 + 4 + 8))
def norms_before_training():
    return nn.Sequential(nn.Linear(4, 4), nn.LayerNorm(4), nn.Linear(4, 4), nn.LayerNorm(4))


@otherwise([numbers(2, 4)], 4 + 4 + 4 * 2 + 2, fixed=4 + 4)
def statistics_before_training():
    """The gain is the variance, the bias the mean, until something is trained."""
    return nn.Sequential(nn.BatchNorm1d(4), nn.Sigmoid(), nn.Linear(4, 2))


@otherwise([numbers(2, 5, 4)], 4 * 3 * (4 + 3 + 2) + 4 * 3 * (3 + 3 + 2) + 2 * 3 + 3 * 3 + 3)
def levels_before_training():
    """Two levels whose biases are all ones, a norm, and a head of zeros."""
    rnn, head = nn.LSTM(4, 3, 2, batch_first=True), nn.Linear(3, 3)
    for name, array in (*rnn.named_parameters(), *head.named_parameters()):
        if "bias" in name or (array.ndim == 2 and array.shape == (3, 3)):
            nn.init.constant_(array, float("l" in name))
    return Net(lambda net, x: net.head(net.norm(net.rnn(x)[0])), rnn=rnn, norm=nn.LayerNorm(3), head=head)


@otherwise([numbers(2, 5, 4)], 2 * (4 * 16 + 4 * 4 + 2 * (4 * 6) + 6 + 4 + 4 * 4))
def copies_before_training():
    """The layers of an encoder are copies of one, with the same numbers until something is trained."""
    return nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, batch_first=True), 2, enable_nested_tensor=False)


@otherwise([numbers(2, 4)], 2 * (4 * 4 + 4) + 4 * 3 + 3)
def identities_before_training():
    """Two modules that begin as nothing, run again, and a head without a bias of its own numbers."""

    def run(net, x):
        for module in (net.first, net.second, net.first):
            x = torch.tanh(module(x))
        return net.head(x)

    net = Net(run, first=nn.Linear(4, 4), second=nn.Linear(4, 4), head=nn.Linear(4, 3))
    for module in (net.first, net.second):
        nn.init.eye_(module.weight)
    for module in (net.first, net.second, net.head):
        nn.init.zeros_(module.bias)
    return net


@otherwise([numbers(2, 3, 4)], 3 * (4 * 5 + 5 * 5 + 2 * 5) + 4 * 2 * 5)
def gains_before_training():
    """Cells in a loop, and norms of which each has a gain of ones and a bias of zeros."""

    def run(net, x):
        state = x.new_zeros(x.shape[0], 5)
        for step in range(x.shape[1]):
            state = net.after(net.cell(x[:, step], net.before(state)))
        return net.last(net.middle(state))

    norms = {name: nn.LayerNorm(5) for name in ("before", "after", "middle", "last")}
    return Net(run, cell=nn.GRUCell(4, 5), **norms)


@otherwise([numbers(2, 5, 8)], 64 + 32 + 32 + 64)
def places_as_angles():
    """Sines and cosines of a buffer are computed, and no arrays."""
    return Rotary()


class Places(nn.Module):
    def __init__(self):
        super().__init__()
        angles = torch.arange(9).unsqueeze(1) * 10000 ** (-torch.arange(0, 6, 2) / 6)
        self.register_buffer("table", torch.stack([angles.sin(), angles.cos()], 2).view(1, 9, 6))

    def forward(self, x):
        return x + self.table[:, : x.shape[1]]


@otherwise([words(2, 5)], 11 * 6 + 6 * 3 + 3, fixed=5 * 6)
def places_in_a_buffer():
    return nn.Sequential(nn.Embedding(11, 6), Places(), nn.Linear(6, 3))


@otherwise([numbers(2, 5, 4)], 3 * (4 + 3 + 2) * 3 + 3)
def first_state_of_ones_own():
    net = Net(
        lambda net, x: net.rnn(x, net.start.expand(1, x.shape[0], 3).contiguous())[0],
        rnn=nn.GRU(4, 3, batch_first=True),
    )
    net.start = nn.Parameter(torch.randn(1, 1, 3))
    return net


@otherwise([numbers(2, 5, 8)], 3 * 64 + 3 * 8 + 64 + 8 + 2 * 8)
def learned_keys():
    return Net(lambda net, x: net.attend(x, x, x)[0], attend=nn.MultiheadAttention(8, 2, add_bias_kv=True))


@otherwise([numbers(2, 4, 6)], 2 * (36 + 6 + 1 + 1))
def single_numbers():
    def block():
        net = Net(lambda net, x: (x + net.alpha * net.map(x)) / net.temperature, map=nn.Linear(6, 6))
        net.alpha, net.temperature = nn.Parameter(torch.rand(())), nn.Parameter(torch.rand(1))
        return net

    return nn.Sequential(block(), block())


@otherwise([numbers(2, 5, 4)], 3 * 5 * 2 + 3 + 2 * 2 * 5, fixed=2 * 2 * 5, says="laid out over a batch")
def statistics_of_each_sequence():
    norm = nn.InstanceNorm1d(5, affine=True, track_running_stats=True)
    norm.running_mean, norm.running_var = torch.randn(5), torch.rand(5)
    return nn.Sequential(norm, nn.Conv1d(5, 3, 2))


def export_otherwise(name, path, **options):
    make, inputs, *_ = OTHERWISE[name]
    torch.manual_seed(0)
    net = make().eval()
    for array in () if name.endswith("before_training") else net.parameters():
        array.data = torch.randn(array.shape)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(net, (*inputs,), path, external_data=False, verbose=False, **options)
