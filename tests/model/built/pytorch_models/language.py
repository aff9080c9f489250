"""Texts: translation with attention, classifiers, language models, transformers written out."""

import math

import torch
from torch import nn
from torch.nn import functional

from .registry import Net, exported, model, numbers, words


class Additive(nn.Module):
    """Bahdanau's attention."""

    def __init__(self, size):
        super().__init__()
        self.queries, self.keys, self.energy = nn.Linear(size, size), nn.Linear(size, size), nn.Linear(size, 1)

    def forward(self, query, keys):
        weights = torch.softmax(self.energy(torch.tanh(self.queries(query) + self.keys(keys))).squeeze(2), -1)
        return torch.bmm(weights.unsqueeze(1), keys)


@exported(words(2, 5), words(2, 3))
def translator():
    def run(net, x, y):
        seen, state = net.encoder(net.source(x))
        out = []
        for step in range(y.shape[1]):
            context = net.attention(state.permute(1, 0, 2), seen)
            output, state = net.decoder(torch.cat([net.target(y[:, step : step + 1]), context], 2), state)
            out.append(net.head(output))
        return torch.cat(out, 1)

    return Net(
        run,
        source=nn.Embedding(13, 6),
        target=nn.Embedding(17, 6),
        encoder=nn.GRU(6, 6, batch_first=True),
        decoder=nn.GRU(12, 6, batch_first=True),
        attention=Additive(6),
        head=nn.Linear(6, 17),
    )


@exported(words(5, 2), words(4, 2))
def translator_with_one_table():
    """Luong's attention; source, target and head have one table of words."""

    def run(net, x, y):
        seen, (hidden, cell) = net.encoder(net.words(x))
        state = hidden[:2] + hidden[2:], cell[:2] + cell[2:]
        output = net.decoder(net.words(y), state)[0]
        seen = seen[:, :, :5] + seen[:, :, 5:]
        weights = torch.einsum("tbh,sbh->bts", net.attention(output), seen).softmax(-1)
        context = torch.einsum("bts,sbh->tbh", weights, seen)
        return net.head(torch.tanh(net.joined(torch.cat([context, output], -1))))

    net = Net(
        run,
        words=nn.Embedding(13, 5),
        encoder=nn.LSTM(5, 5, 2, bidirectional=True),
        decoder=nn.LSTM(5, 5, 2),
        attention=nn.Linear(5, 5, bias=False),
        joined=nn.Linear(10, 5, bias=False),
        head=nn.Linear(5, 13, bias=False),
    )
    net.head.weight = net.words.weight
    return net


@exported(words(2, 7))
def classifier_of_both_ends():
    def run(net, x):
        hidden = net.rnn(net.words(x))[1][0]
        return net.head(net.dropout(torch.cat([hidden[-2], hidden[-1]], 1)))

    return Net(
        run,
        words=nn.Embedding(30, 8, padding_idx=1),
        rnn=nn.LSTM(8, 12, 2, bidirectional=True, batch_first=True, dropout=0.3),
        dropout=nn.Dropout(0.3),
        head=nn.Linear(24, 3),
    )


@exported(words(2, 3, 4))
def words_and_sentences():
    """Hierarchical attention: a vector of one's own is the query at each level."""

    def level(reads):
        def run(net, x):
            seen = net.rnn(x)[0]
            return ((torch.tanh(net.map(seen)) @ net.query).softmax(1).unsqueeze(-1) * seen).sum(1)

        net = Net(run, rnn=nn.GRU(reads, 3, bidirectional=True, batch_first=True), map=nn.Linear(6, 6))
        net.query = nn.Parameter(torch.randn(6))
        return net

    def run(net, x):
        return net.head(net.sentences(net.words(net.table(x.view(6, 4))).view(2, 3, 6)))

    return Net(run, table=nn.Embedding(9, 5), words=level(5), sentences=level(6), head=nn.Linear(6, 2))


@exported(words(2, 5), words(2, 5))
def twins():
    def run(net, x, y):
        return net.head(torch.cat([net.rnn(net.words(side))[0][:, -1] for side in (x, y)], 1))

    return Net(run, words=nn.Embedding(9, 4), rnn=nn.LSTM(4, 5, batch_first=True), head=nn.Linear(10, 1))


@model
def partly_tied_stack():
    net = Net(words=nn.Embedding(9, 5), first=nn.LSTM(5, 5), second=nn.LSTM(5, 5), head=nn.Linear(5, 9))
    net.second.weight_ih_l0, net.second.bias_ih_l0 = net.first.weight_ih_l0, net.first.bias_ih_l0
    net.head.weight = net.words.weight
    return net


@model
def tags_with_transitions():
    net = Net(words=nn.Embedding(9, 5), rnn=nn.LSTM(5, 3, bidirectional=True), emissions=nn.Linear(6, 4))
    net.transitions = nn.Parameter(torch.randn(4, 4))
    net.start, net.end = nn.Parameter(torch.randn(4)), nn.Parameter(torch.randn(4))
    return net


@exported(words(8))
def bag_of_words():
    return Net(
        lambda net, x: net.head(net.bag(x, torch.tensor([0, 3]))), bag=nn.EmbeddingBag(20, 4), head=nn.Linear(4, 3)
    )


class WeightDrop(nn.Module):
    """The layer's recurrent kernel is set from outside at each step."""

    def __init__(self, rnn):
        super().__init__()
        self.module = rnn
        kernel = rnn.weight_hh_l0
        del rnn.weight_hh_l0
        self.weight_hh_l0_raw = nn.Parameter(kernel.data)
        rnn.weight_hh_l0 = kernel.detach().clone()


@model
def dropped_weights():
    """AWD-LSTM as fastai has it."""
    net = Net(words=nn.Embedding(15, 6, padding_idx=1), head=nn.Linear(6, 15))
    net.rnns = nn.ModuleList([WeightDrop(nn.LSTM(6 if i == 0 else 8, 8 if i < 2 else 6)) for i in range(3)])
    net.head.weight = net.words.weight
    return net


# Transformers.


class CausalAttention(nn.Module):
    def __init__(self, size, heads, places):
        super().__init__()
        self.heads = heads
        self.c_attn, self.c_proj = nn.Linear(size, 3 * size), nn.Linear(size, size)
        self.register_buffer("bias", torch.ones(places, places).tril().view(1, 1, places, places))

    def forward(self, x):
        batch, steps, size = x.shape
        shape = batch, steps, self.heads, size // self.heads
        queries, keys, values = (part.view(shape).transpose(1, 2) for part in self.c_attn(x).split(size, 2))
        weights = queries @ keys.transpose(-2, -1) / math.sqrt(keys.shape[-1])
        weights = weights.masked_fill(self.bias[:, :, :steps, :steps] == 0, float("-inf")).softmax(-1)
        return self.c_proj((weights @ values).transpose(1, 2).reshape(batch, steps, size))


@model
def generative_transformer():
    def block():
        mlp = nn.ModuleDict({"c_fc": nn.Linear(8, 32), "c_proj": nn.Linear(32, 8)})
        return Net(ln_1=nn.LayerNorm(8), attn=CausalAttention(8, 2, 6), ln_2=nn.LayerNorm(8), mlp=mlp)

    body = {"wte": nn.Embedding(19, 8), "wpe": nn.Embedding(6, 8), "h": nn.ModuleList([block(), block()])}
    net = Net(transformer=nn.ModuleDict({**body, "ln_f": nn.LayerNorm(8)}), lm_head=nn.Linear(8, 19, bias=False))
    net.transformer.wte.weight = net.lm_head.weight
    return net


class RootMeanSquare(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))

    def forward(self, x):
        return self.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)


class Rotary(nn.Module):
    """Attention of grouped queries whose places are turned by sines and cosines of a buffer that is not saved."""

    def __init__(self):
        super().__init__()
        for name, gives in (("q_proj", 8), ("k_proj", 4), ("v_proj", 4), ("o_proj", 8)):
            setattr(self, name, nn.Linear(8, gives, bias=False))
        self.register_buffer("inv_freq", 1 / 10000 ** (torch.arange(0, 4, 2) / 4), persistent=False)

    def turned(self, x):
        angles = torch.outer(torch.arange(x.shape[2]).float(), self.inv_freq).repeat(1, 2)
        return x * angles.cos() + torch.cat([-x[..., 2:], x[..., :2]], -1) * angles.sin()

    def forward(self, x):
        batch, steps, _ = x.shape
        queries = self.q_proj(x).view(batch, steps, 2, 4).transpose(1, 2)
        keys, values = (part(x).view(batch, steps, 1, 4).transpose(1, 2) for part in (self.k_proj, self.v_proj))
        keys, values = self.turned(keys).expand(-1, 2, -1, -1), values.expand(-1, 2, -1, -1)
        output = functional.scaled_dot_product_attention(self.turned(queries), keys, values, is_causal=True)
        return self.o_proj(output.transpose(1, 2).reshape(batch, steps, 8))


@model
def large_language_model():
    def run(net, x):
        x = net.embed_tokens(x)
        for block in net.layers:
            x = x + block.self_attn(block.input_layernorm(x))
            inner = block.post_attention_layernorm(x)
            x = x + block.down_proj(functional.silu(block.gate_proj(inner)) * block.up_proj(inner))
        return net.lm_head(net.norm(x))

    def block():
        return Net(
            self_attn=Rotary(),
            input_layernorm=RootMeanSquare(8),
            post_attention_layernorm=RootMeanSquare(8),
            gate_proj=nn.Linear(8, 12, bias=False),
            up_proj=nn.Linear(8, 12, bias=False),
            down_proj=nn.Linear(12, 8, bias=False),
        )

    return Net(
        run,
        embed_tokens=nn.Embedding(16, 8),
        layers=nn.ModuleList([block(), block()]),
        norm=RootMeanSquare(8),
        lm_head=nn.Linear(8, 16, bias=False),
    )


@exported(numbers(2, 5, 8))
def one_layer_four_times():
    def run(net, x):
        for _ in range(4):
            x = net.layer(x)
        return net.head(x)

    return Net(run, layer=nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), head=nn.Linear(8, 3))


@exported(numbers(2, 5, 8))
def attention_with_learned_keys():
    return Net(lambda net, x: net.attend(x, x, x)[0], attend=nn.MultiheadAttention(8, 2, add_bias_kv=True))


@exported(numbers(2, 5, 8), numbers(2, 4, 6))
def attention_to_a_memory():
    attend = nn.MultiheadAttention(8, 2, kdim=6, vdim=6, batch_first=True)
    return Net(lambda net, x, y: net.head(net.attend(x, y, y)[0]), attend=attend, head=nn.Linear(8, 8))


@exported(numbers(2, 6))
def experts():
    def run(net, x):
        shares = net.gate(x).softmax(-1)
        return sum(shares[:, i : i + 1] * expert(x) for i, expert in enumerate(net.experts))

    made = [nn.Sequential(nn.Linear(6, 4), nn.GELU(), nn.Linear(4, 6)) for _ in range(3)]
    return Net(run, experts=nn.ModuleList(made), gate=nn.Linear(6, 3, bias=False))


@exported(numbers(2, 4, 6))
def scaled_residuals():
    """Vectors and single numbers of one's own scale what is added."""

    def block():
        def run(net, x):
            return (x + net.gamma * net.map(net.norm(x)) + net.alpha * net.other(x)) / net.temperature

        net = Net(run, norm=nn.LayerNorm(6), map=nn.Linear(6, 6), other=nn.Linear(6, 6))
        net.gamma, net.alpha = nn.Parameter(1e-4 * torch.ones(6)), nn.Parameter(torch.tensor(0.3))
        net.temperature = nn.Parameter(torch.ones(1))
        return net

    return nn.Sequential(block(), block())
