"""Speech, music and pictures in sequence: convolutions before and around the recurrence."""

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils import parametrizations

from .registry import Net, exported, model, numbers, words


@model
def reader_of_letters():
    """A CRNN as optical character recognition has it."""

    def run(net, x):
        return net.second(net.first(net.pictures(x).squeeze(2).permute(2, 0, 1)))

    pictures = nn.Sequential(
        *(nn.Conv2d(1, 4, 3, 1, 1), nn.ReLU(True), nn.MaxPool2d(2, 2), nn.Conv2d(4, 6, 3, 1, 1)),
        *(nn.BatchNorm2d(6), nn.ReLU(True), nn.MaxPool2d((2, 2), (2, 1), (0, 1)), nn.Conv2d(6, 8, (8, 2))),
    )
    return Net(run, pictures=pictures, first=BothSides(8, 5, 5), second=BothSides(5, 5, 11))


class BothSides(nn.Module):
    def __init__(self, reads, units, gives):
        super().__init__()
        self.rnn, self.embedding = nn.LSTM(reads, units, bidirectional=True), nn.Linear(2 * units, gives)

    def forward(self, x):
        steps, batch, _ = x.shape
        return self.embedding(self.rnn(x)[0].reshape(steps * batch, -1)).view(steps, batch, -1)


class BatchRNN(nn.Module):
    """A GRU in both directions behind a batch norm, as DeepSpeech 2 has it."""

    def __init__(self, reads, units, norm=True):
        super().__init__()
        self.norm = nn.BatchNorm1d(reads) if norm else None
        self.rnn = nn.GRU(reads, units, bidirectional=True, bias=False)

    def forward(self, x):
        if self.norm is not None:
            x = self.norm(x.reshape(-1, x.shape[2])).view(x.shape)
        return self.rnn(x)[0].view(x.shape[0], x.shape[1], 2, -1).sum(2)


@model
def deep_speech():
    return Net(
        pictures=nn.Sequential(nn.Conv2d(1, 4, (5, 3), (2, 2), (2, 1)), nn.BatchNorm2d(4), nn.Hardtanh(0, 20)),
        rnns=nn.ModuleList([BatchRNN(16, 7, False), BatchRNN(7, 7), BatchRNN(7, 7)]),
        look_ahead=nn.Conv1d(7, 7, 4, groups=7, bias=False),
        head=nn.Sequential(nn.BatchNorm1d(7), nn.Linear(7, 9, bias=False)),
    )


class LocationAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.memory = nn.Linear(6, 4, bias=False), nn.Linear(5, 4, bias=False)
        self.values, self.places = nn.Linear(4, 1, bias=False), nn.Linear(3, 4, bias=False)
        self.before = nn.Conv1d(2, 3, 3, padding=1, bias=False)

    def forward(self, query, memory, before):
        places = self.places(self.before(before).transpose(1, 2))
        energy = self.values(torch.tanh(self.query(query).unsqueeze(1) + self.memory(memory) + places)).squeeze(-1)
        weights = energy.softmax(-1)
        return torch.bmm(weights.unsqueeze(1), memory).squeeze(1), weights


@exported(numbers(2, 4, 5), numbers(2, 3, 3))
def speaker():
    """The decoder of Tacotron 2."""

    def run(net, memory, frames):
        hidden = cell = memory.new_zeros(2, 6)
        other = other_cell = memory.new_zeros(2, 7)
        context, weights = memory.new_zeros(2, 5), memory.new_zeros(2, 4)
        total, out = weights, []
        for step in range(frames.shape[1]):
            x = frames[:, step]
            for layer in net.prenet:
                x = torch.relu(layer(x))
            hidden, cell = net.attending(torch.cat([x, context], -1), (hidden, cell))
            context, weights = net.attention(hidden, memory, torch.stack([weights, total], 1))
            total = total + weights
            other, other_cell = net.speaking(torch.cat([hidden, context], -1), (other, other_cell))
            state = torch.cat([other, context], -1)
            out.append(torch.cat([net.frame(state), net.stop(state)], -1))
        return torch.stack(out, 1)

    return Net(
        run,
        prenet=nn.ModuleList([nn.Linear(3, 4, bias=False), nn.Linear(4, 4, bias=False)]),
        attending=nn.LSTMCell(4 + 5, 6),
        attention=LocationAttention(),
        speaking=nn.LSTMCell(6 + 5, 7),
        frame=nn.Linear(7 + 5, 3),
        stop=nn.Linear(7 + 5, 1),
    )


@model
def banks_of_convolutions():
    """Tacotron's CBHG."""

    def convolution(reads, gives, width):
        return nn.Sequential(nn.Conv1d(reads, gives, width, padding=width // 2, bias=False), nn.BatchNorm1d(gives))

    return Net(
        banks=nn.ModuleList([convolution(6, 4, width) for width in (1, 3, 5)]),
        projections=nn.ModuleList([convolution(12, 5, 3), convolution(5, 6, 3)]),
        before=nn.Linear(6, 8, bias=False),
        highways=nn.ModuleList([nn.ModuleDict({"carry": nn.Linear(8, 8), "gate": nn.Linear(8, 8)}) for _ in range(3)]),
        rnn=nn.GRU(8, 4, bidirectional=True, batch_first=True),
    )


class Dilated(nn.Module):
    def __init__(self, dilation):
        super().__init__()
        self.dilation = dilation
        self.filter, self.gate = nn.Conv1d(4, 4, 2, dilation=dilation), nn.Conv1d(4, 4, 2, dilation=dilation)
        self.residual, self.skip = nn.Conv1d(4, 4, 1), nn.Conv1d(4, 6, 1)

    def forward(self, x):
        before = functional.pad(x, (self.dilation, 0))
        gated = torch.tanh(self.filter(before)) * torch.sigmoid(self.gate(before))
        return x + self.residual(gated), self.skip(gated)


@exported(numbers(2, 1, 30))
def wave_net():
    def run(net, x):
        x, skipped = net.before(x), 0
        for block in net.blocks:
            x, skip = block(x)
            skipped = skipped + skip
        return net.head(torch.cat([skipped, x], 1))

    head = nn.Sequential(nn.ReLU(), nn.Conv1d(10, 6, 1), nn.ReLU(), nn.Conv1d(6, 8, 1))
    return Net(run, before=nn.Conv1d(1, 4, 1), blocks=nn.ModuleList([Dilated(2**i) for i in range(4)]), head=head)


@model
def convolutions_in_time():
    def block(reads, gives, dilation):
        made = (nn.Conv1d(size, gives, 2, padding=dilation, dilation=dilation) for size in (reads, gives))
        first, second = map(parametrizations.weight_norm, made)
        below = nn.Conv1d(reads, gives, 1) if reads != gives else None
        return Net(first=first, second=second, net=nn.Sequential(first, nn.ReLU(), second, nn.ReLU()), below=below)

    return nn.Sequential(block(3, 5, 1), block(5, 5, 2))


@exported(words(2, 5, 6))
def letters_and_words():
    """Convolutions over the letters of each word, and a tagger of the words."""

    def run(net, letters):
        batch, steps, length = letters.shape
        seen = net.letters(letters.view(batch * steps, length)).transpose(1, 2)
        features = torch.cat([torch.relu(convolution(seen)).max(2)[0] for convolution in net.convolutions], 1)
        return net.tags(net.rnn(features.view(batch, steps, -1))[0])

    return Net(
        run,
        letters=nn.Embedding(20, 4, padding_idx=0),
        convolutions=nn.ModuleList([nn.Conv1d(4, 3, width) for width in (2, 3)]),
        rnn=nn.LSTM(6, 5, bidirectional=True, batch_first=True),
        tags=nn.Linear(10, 4),
    )


@model
def caption_of_a_picture():
    return Net(
        fc=nn.Linear(8, 6),
        norm=nn.BatchNorm1d(6, momentum=0.01),
        words=nn.Embedding(11, 6),
        rnn=nn.LSTM(6, 9, batch_first=True),
        head=nn.Linear(9, 11),
    )


@exported(words(2, 6))
def transducer():
    def run(net, x):
        said, heard = net.predictor(net.words(x))[0], net.encoder(net.words(x))[0]
        return net.joint(torch.tanh(heard[:, :, None] + said[:, None]))

    rnns = {"encoder": nn.LSTM(4, 5, 3, batch_first=True), "predictor": nn.LSTM(4, 5, batch_first=True)}
    return Net(run, words=nn.Embedding(9, 4), joint=nn.Linear(5, 9), **rnns)


@exported(numbers(2, 3, 12))
def squeezed():
    def run(net, x):
        seen = net.convolution(x)
        return seen * net.weights(seen.mean(2)).unsqueeze(-1)

    weights = nn.Sequential(nn.Linear(8, 2), nn.ReLU(), nn.Linear(2, 8), nn.Sigmoid())
    return Net(run, convolution=nn.Conv1d(3, 8, 3), weights=weights)


@exported(numbers(2, 3, 8, 8))
def picture_to_picture():
    def run(net, x):
        down = net.down(x)
        return net.out(torch.cat([net.up(net.middle(net.pool(down))), down], 1))

    return Net(
        run,
        down=nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.InstanceNorm2d(4, affine=True), nn.ReLU()),
        pool=nn.MaxPool2d(2),
        middle=nn.Conv2d(4, 6, 3, padding=1),
        up=nn.ConvTranspose2d(6, 4, 2, 2),
        out=nn.Conv2d(8, 1, 1),
    )
