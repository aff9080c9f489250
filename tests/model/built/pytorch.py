"""The networks in PyTorch, on the meta device: only shapes are needed."""

import torch
from torch import nn


class Network(nn.Module):
    """The layers in a row; what a step computes does not matter here."""

    def __init__(self, network):
        super().__init__()
        width = network[0][1][0]
        for place, (kind, sizes, options) in enumerate(network):
            made, width = self._layer(kind, sizes, dict(options), width)
            if made is not None:
                self.add_module(f"{kind.lower()}_{place}", made)

    def _layer(self, kind, sizes, options, width):
        frozen, bias = options.pop("frozen", False), options.get("bias", True)
        if kind in ("features", "dropout"):
            return None, width
        if kind == "embedding":
            made, after = nn.Embedding(*sizes), sizes[1]
            self.table = made
        elif kind == "dense":
            made, after = nn.Linear(width, sizes[0], bias=bias), sizes[0]
            if options.get("tied"):
                made.weight = self.table.weight
        elif kind == "conv":
            made, after = nn.Conv1d(width, *sizes, bias=bias, groups=options.get("groups", 1)), sizes[0]
        elif kind in ("batch_norm", "layer_norm"):
            made, after = (nn.BatchNorm1d if kind == "batch_norm" else nn.LayerNorm)(width), width
        else:
            layers, both = options.pop("layers", 1), options.get("bidirectional", False)
            made = getattr(nn, kind)(width, sizes[0], num_layers=layers, **options)
            after = (options.get("proj_size") or sizes[0]) * (2 if both else 1)
        return made.requires_grad_(not frozen), after


def build(network):
    """A module of the layers, without memory for its numbers."""
    with torch.device("meta"):
        return Network(network)


def counts(model):
    """Trained and fixed numbers, and the shapes of the arrays in PyTorch's order."""
    trained = sum(array.numel() for array in model.parameters() if array.requires_grad)
    fixed = sum(array.numel() for array in model.parameters() if not array.requires_grad)
    running = sum(array.numel() for name, array in model.named_buffers() if "running" in name)
    return trained, fixed + running, [list(array.shape) for array in model.parameters()]


class Sample(nn.Module):
    """What files are read for: stacks in both directions, a norm, a head, and a module that is not known."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 6)
        self.lstm = nn.LSTM(6, 5, 2, bidirectional=True, batch_first=True)
        self.gru = nn.GRU(10, 4, bias=False, batch_first=True)
        self.rnn = nn.RNN(4, 3, nonlinearity="relu", batch_first=True)
        self.norm = nn.LayerNorm(3)
        self.scale = nn.Parameter(torch.ones(2, 3))
        self.head = nn.Linear(3, 20)

    def forward(self, words):
        output = self.rnn(self.gru(self.lstm(self.embedding(words))[0])[0])[0]
        return self.head(self.norm(output) * self.scale.sum(0))


def samples():
    return {"sample": Sample().eval()}


def write(folder):
    """The files of the samples, and what PyTorch itself counts in each."""
    from safetensors.torch import save_file

    totals = {}
    for name, model in samples().items():
        save_file(model.state_dict(), folder / f"{name}.safetensors")
        words = torch.zeros(2, 4, dtype=torch.long)
        torch.onnx.export(model, (words,), folder / f"{name}.onnx", dynamo=False)
        projected = nn.Sequential(nn.LSTM(4, 6, proj_size=3, num_layers=2), nn.GRUCell(3, 5))
        save_file(projected.state_dict(), folder / "projected.safetensors")
        trained, fixed, _ = counts(model)
        totals |= {key: [trained, fixed] for key in (f"{name}.safetensors", f"{name}.onnx")}
        totals["projected.safetensors"] = [counts(projected)[0], 0]
    return totals
