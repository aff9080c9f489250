"""Networks as users of PyTorch write them: branches, sharing, freezing, attention, tied heads, quantisation, adapters.

Each function makes a module; those in `EXPORTED` also say what they are run on, so that they can be written as ONNX.
"""

import warnings

import torch
from torch import nn
from torch.nn.utils import parametrizations, prune

MODELS, EXPORTED = {}, {}

NOT_OLDER = {"encoder_layer", "norms", "bilinear", "learned_first_state"}
"""Networks that the older exporter cannot write, or without one of their arrays."""


def model(function):
    MODELS[function.__name__] = function
    return function


def exported(*inputs):
    def register(function):
        MODELS[function.__name__] = function
        EXPORTED[function.__name__] = inputs
        return function

    return register


def words(*shape):
    return torch.zeros(shape, dtype=torch.long)


def numbers(*shape):
    return torch.zeros(shape)


class Net(nn.Module):
    """Modules by name, and a function of them and the input."""

    def __init__(self, run=None, **modules):
        super().__init__()
        self.run = run
        for name, made in modules.items():
            setattr(self, name, made)

    def forward(self, *inputs):
        return self.run(self, *inputs)


# Recurrent networks.


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


# Freezing.


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


# Attention.


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


# Around the recurrence.


@exported(numbers(2, 3, 8))
def convolutions():
    return nn.Sequential(
        nn.Conv1d(3, 6, 3), nn.ReLU(), nn.Conv1d(6, 4, 2, groups=2, bias=False), nn.ConvTranspose1d(4, 5, 3)
    )


@model
def picture_network():
    return nn.Sequential(
        nn.Conv2d(3, 6, (3, 5)),
        nn.BatchNorm2d(6),
        nn.ConvTranspose2d(6, 4, 2, groups=2),
        nn.Flatten(),
        nn.Linear(16, 2),
    )


@model
def volumes():
    return nn.Sequential(nn.Conv3d(1, 2, 3), nn.BatchNorm3d(2, affine=False), nn.ConvTranspose3d(2, 1, 2, bias=False))


@exported(numbers(2, 6, 8))
def norms():
    return nn.Sequential(
        nn.GroupNorm(2, 6),
        nn.InstanceNorm1d(6, affine=True),
        nn.LayerNorm((6, 8)),
        nn.LayerNorm(8, bias=False),
        nn.RMSNorm(8),
    )


@model
def norms_without_arrays():
    return nn.Sequential(
        nn.LayerNorm(4, elementwise_affine=False),
        nn.BatchNorm1d(4, track_running_stats=False),
        nn.BatchNorm1d(4, affine=False),
        nn.InstanceNorm1d(4, track_running_stats=True),
        nn.GroupNorm(2, 4, affine=False),
        nn.Linear(4, 2),
    )


@exported(numbers(2, 4))
def activations():
    return nn.Sequential(nn.Linear(4, 5), nn.PReLU(), nn.Linear(5, 6), nn.PReLU(6), nn.Linear(6, 1))


@exported(numbers(2, 3), numbers(2, 4))
def bilinear():
    return Net(lambda net, x, y: net.head(net.bilinear(x, y)), bilinear=nn.Bilinear(3, 4, 5), head=nn.Linear(5, 2))


@model
def bags():
    return Net(bag=nn.EmbeddingBag(20, 4, mode="sum"), words=nn.Embedding(10, 3), head=nn.Linear(7, 2))


@exported(numbers(2, 4))
def branches():
    return Net(
        lambda net, x: net.out(torch.cat([branch(x) for branch in net.branches], 1)),
        branches=nn.ModuleList([nn.Linear(4, 3), nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2))]),
        out=nn.Linear(5, 1),
    )


@model
def tower_shared_by_two():
    tower = nn.Sequential(nn.Embedding(9, 4), nn.GRU(4, 5))
    return Net(towers=nn.ModuleDict({"left": tower, "right": tower}), head=nn.Bilinear(5, 5, 1))


@model
def arrays_of_ones_own():
    net = Net(heads=nn.ParameterList([nn.Parameter(torch.zeros(3)), nn.Parameter(torch.zeros(2, 2))]))
    net.named = nn.ParameterDict({"scale": nn.Parameter(torch.ones(4)), "shift": nn.Parameter(torch.ones(4), False)})
    net.temperature = nn.Parameter(torch.tensor(0.5))
    return net


@model
def softmax_in_steps():
    return Net(rnn=nn.LSTM(4, 6), head=nn.AdaptiveLogSoftmaxWithLoss(6, 20, [5, 10]))


class Highway(nn.Module):
    def __init__(self, size, depth):
        super().__init__()
        self.gates = nn.ModuleList(nn.Linear(size, size) for _ in range(depth))
        self.plain = nn.ModuleList(nn.Linear(size, size) for _ in range(depth))

    def forward(self, x):
        for gate, plain in zip(self.gates, self.plain, strict=True):
            share = torch.sigmoid(gate(x))
            x = share * torch.relu(plain(x)) + (1 - share) * x
        return x


@exported(numbers(2, 4))
def highway():
    return Net(lambda net, x: net.head(net.body(x)), body=Highway(4, 3), head=nn.Linear(4, 1))


@exported(numbers(2, 4, 6))
def residual():
    return Net(
        lambda net, x: net.head(x + net.second(torch.relu(net.first(net.norm(x))))),
        norm=nn.LayerNorm(6),
        first=nn.Linear(6, 12),
        second=nn.Linear(12, 6),
        head=nn.Linear(6, 3),
    )


# Parametrisations and masks.


@model
def weight_norm():
    return nn.Sequential(parametrizations.weight_norm(nn.Linear(5, 4)), nn.Linear(4, 2))


@model
def weight_norm_of_convolutions():
    return nn.Sequential(*(parametrizations.weight_norm(nn.Conv1d(4, 4, 3, dilation=2**i)) for i in range(2)))


@model
def weight_norm_of_a_recurrent_kernel():
    return Net(rnn=parametrizations.weight_norm(nn.LSTM(4, 5), "weight_hh_l0"), head=nn.Linear(5, 2))


@model
def older_weight_norm():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nn.Sequential(nn.utils.weight_norm(nn.Conv1d(3, 4, 2)), nn.utils.spectral_norm(nn.Linear(5, 4)))


@model
def spectral_norm():
    return nn.Sequential(
        parametrizations.spectral_norm(nn.Conv2d(3, 4, 3)), parametrizations.spectral_norm(nn.Linear(5, 4))
    )


@model
def orthogonal():
    return Net(rnn=nn.GRU(4, 5), map=parametrizations.orthogonal(nn.Linear(5, 4)))


@model
def pruned():
    net = Net(rnn=nn.GRU(4, 5), head=nn.Linear(5, 2))
    prune.l1_unstructured(net.head, "weight", 0.5)
    prune.random_unstructured(net.rnn, "weight_hh_l0", 0.3)
    return net


@model
def pruned_for_good():
    net = nn.Sequential(nn.Linear(5, 4))
    prune.l1_unstructured(net[0], "weight", 0.5)
    prune.remove(net[0], "weight")
    return net


# Adapters.


class Adapter(nn.Module):
    """A frozen layer with a product of low rank beside it."""

    def __init__(self, base, rank):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.lora_A = nn.Linear(base.in_features, rank, bias=False)
        self.lora_B = nn.Linear(rank, base.out_features, bias=False)

    def forward(self, x):
        return self.base(x) + self.lora_B(self.lora_A(x))


class AdaptedLinear(nn.Linear):
    """PyTorch's class with the arrays of an adapter in it."""

    def __init__(self, reads, units, rank):
        super().__init__(reads, units)
        self.requires_grad_(False)
        self.lora_A = nn.Parameter(torch.zeros(rank, reads))
        self.lora_B = nn.Parameter(torch.zeros(units, rank))


@exported(numbers(2, 6))
def adapters():
    first, second = Adapter(nn.Linear(6, 8), 2), Adapter(nn.Linear(8, 4), 1)
    return Net(lambda net, x: net.second(torch.relu(net.first(x))), first=first, second=second)


@model
def adapters_in_the_layer():
    return Net(first=AdaptedLinear(6, 8, 2), rnn=nn.GRU(8, 4).requires_grad_(False), head=nn.Linear(4, 2))


@model
def low_rank_parametrisation():
    class LowRank(nn.Module):
        def __init__(self):
            super().__init__()
            self.down, self.up = nn.Parameter(torch.zeros(2, 6)), nn.Parameter(torch.zeros(8, 2))

        def forward(self, weight):
            return weight + self.up @ self.down

    layer = nn.Linear(6, 8)
    nn.utils.parametrize.register_parametrization(layer, "weight", LowRank())
    layer.parametrizations.weight.original.requires_grad_(False)
    return nn.Sequential(layer)


# Kinds of numbers and quantisation.


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


def build(name):
    """The network with numbers of its own in every array, so that no two arrays are equal by chance."""
    torch.manual_seed(0)
    net = MODELS[name]()
    for array in net.parameters():
        if array.is_floating_point():
            with torch.no_grad():
                array.copy_(torch.randn(array.shape))
    return net.eval()


def arrays(net):
    """Every array by all its names, but for how many batches a norm has seen."""
    found = dict(net.named_parameters(remove_duplicate=False))
    buffers = net.named_buffers(remove_duplicate=False)
    return found | {name: array for name, array in buffers if not name.endswith("num_batches_tracked")}


def counts(net):
    """Trained numbers and all others, each array once."""
    found = {id(array): array for array in arrays(net).values()}.values()
    trained = sum(array.numel() for array in found if array.requires_grad)
    return trained, sum(array.numel() for array in found) - trained


def record(name):
    """What `recorded/pytorch_models.jsonl` keeps: the counts, and what a file of arrays says of the network."""
    net = build(name)
    stored, aliases, names = {}, {}, {}
    for path, array in net.state_dict(keep_vars=True).items():
        if id(array) in names:
            aliases[path] = names[id(array)]
        elif isinstance(array, torch.Tensor):
            names[id(array)] = path
            stored[path] = [str(array.dtype).removeprefix("torch."), list(array.shape)]
    return {"name": name, "counts": counts(net), "arrays": stored, "aliases": aliases, "onnx": name in EXPORTED}


def export(name, path, **options):
    """The network as ONNX, without the places in the source that the exporter writes to every operator."""
    import onnx

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(build(name), EXPORTED[name], path, external_data=False, verbose=False, **options)
    written = onnx.load(path)
    for node in written.graph.node:
        for place in reversed(range(len(node.metadata_props))):
            if node.metadata_props[place].key != "pkg.torch.onnx.name_scopes":
                del node.metadata_props[place]
    onnx.save(written, path)


def export_quantised(name, path):
    """The same with weights of eight bits, by ONNX Runtime."""
    from onnxruntime.quantization import quantize_dynamic

    plain = path.with_suffix(".plain.onnx")
    export(name, plain)
    quantize_dynamic(plain, path)
    plain.unlink()
