"""The drawn layers in PyTorch: each is made and run on what the one before it gave."""

import torch

STEPS = 3


def measure(width, layers):
    """Trained and fixed numbers of each layer, and the width of what it gave."""
    x = torch.zeros(2, STEPS, width)
    rows = []
    for kind, sizes, words in layers:
        if kind in ("LSTM", "GRU", "RNN") or kind.startswith(("Multihead", "Transformer")):
            words = {**words, "batch_first": True}
        module = getattr(torch.nn, kind)(*sizes, **words)
        x = _output(kind, module, x).detach()
        trained = sum(array.numel() for array in module.parameters())
        fixed = sum(array.numel() for name, array in module.named_buffers() if "num_batches" not in name)
        rows.append((trained, fixed, x.shape[-1]))
    return rows


def arrays(layer):
    """How many numbers each array of a layer holds: trained, and fixed, each in order."""
    kind, sizes, words = layer
    module = getattr(torch.nn, kind)(*sizes, **words)
    kept = [array.numel() for name, array in module.named_buffers() if "num_batches" not in name]
    return sorted(array.numel() for array in module.parameters()), sorted(kept)


def flattened(channels, shape, layers):
    """How many numbers a map has behind the layers, 0 where padding takes all; None where a window does not fit."""
    with torch.device("meta"):
        x = torch.zeros(1, channels, *shape)
        for kind, sizes, words in layers:
            module = getattr(torch.nn, kind)(*sizes, **words)
            try:
                x = module(x)
            except RuntimeError:
                return None
    return x.numel()


def _output(kind, module, x):
    if kind.startswith(("Conv", "Batch", "Group", "PReLU")):
        extent = module.kernel_size[0] if kind == "Conv1d" else 1
        padded = torch.nn.functional.pad(x.transpose(1, 2), (0, extent - 1))
        return module(padded).transpose(1, 2)
    if kind == "MultiheadAttention":
        return module(x, x, x)[0]
    if kind in ("Bilinear", "TransformerDecoderLayer"):
        return module(x, x)
    out = module(x)
    return out[0] if isinstance(out, tuple) else out
