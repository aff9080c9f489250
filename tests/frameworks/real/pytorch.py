"""PyTorch's own layers: built on the meta device to be counted, and run to be compared."""

from itertools import product

import torch

from .case import SIZES, Case, arrays_of, rng

FRAMEWORK = "pytorch"

LAYERS = {
    "torch.nn.LSTM": {
        "bias": (True, False),
        "bidirectional": (False, True),
        "num_layers": (1, 2, 3),
        "proj_size": (0, 1, 3),
    },
    "torch.nn.GRU": {"bias": (True, False), "bidirectional": (False, True), "num_layers": (1, 2, 3)},
    "torch.nn.RNN": {
        "bias": (True, False),
        "bidirectional": (False, True),
        "num_layers": (1, 2, 3),
        "nonlinearity": ("tanh", "relu"),
    },
    "torch.nn.LSTMCell": {"bias": (True, False)},
    "torch.nn.GRUCell": {"bias": (True, False)},
    "torch.nn.RNNCell": {"bias": (True, False), "nonlinearity": ("tanh", "relu")},
}


def variants():
    """Every layer with every option at every pair of sizes that PyTorch takes."""
    for name, options in LAYERS.items():
        for values in product(*options.values()):
            for n, m in SIZES:
                words = {"input_size": n, "hidden_size": m, **dict(zip(options, values, strict=True))}
                if words.get("proj_size", 0) < m:
                    yield name, words


def shapes(name, words):
    """The shapes of the real layer's arrays, without a number allocated."""
    made = _class(name)(**words, device="meta")
    return {key: list(value.shape) for key, value in made.state_dict().items()}


def values():
    """The layers whose numbers are compared."""
    sizes = {"input_size": 3, "hidden_size": 5}
    for name, options in LAYERS.items():
        for choice in product(*({**options, "num_layers": (1, 2)} if "num_layers" in options else options).values()):
            words = dict(zip(options, choice, strict=True))
            if words.get("proj_size", 0) != 1:
                yield name, {**sizes, **words}


def case(name, words, dtype):
    """Seeded arrays and a sequence of four steps, three sequences a batch, with what PyTorch makes of them."""
    random = rng(name, words)
    kind = getattr(torch, dtype)
    made = _class(name)(**words, dtype=kind)
    arrays = arrays_of(random, {key: value.shape for key, value in made.state_dict().items()}, dtype)
    made.load_state_dict({key: torch.from_numpy(value) for key, value in arrays.items()})
    inputs = random.standard_normal((4, 3, words["input_size"])).astype(dtype)
    levels = words.get("num_layers", 1) * (1 + words.get("bidirectional", False))
    width = words.get("proj_size", 0) or words["hidden_size"]
    state = [{"h": random.standard_normal((3, width)).astype(dtype)} for _ in range(levels)]
    if "LSTM" in name:
        for part in state:
            part["c"] = random.standard_normal((3, words["hidden_size"])).astype(dtype)
    with torch.no_grad():
        return Case(arrays, inputs, state, *(_steps if name.endswith("Cell") else _sequence)(made, inputs, state))


def _sequence(made, inputs, state):
    before = {key: torch.stack([torch.from_numpy(part[key]) for part in state]) for key in state[0]}
    output, after = made(torch.from_numpy(inputs), (before["h"], before["c"]) if "c" in before else before["h"])
    after = dict(zip("hc", after, strict=True)) if "c" in before else {"h": after}
    return output.numpy(), [{key: after[key][place].numpy() for key in after} for place in range(len(state))]


def _steps(made, inputs, state):
    now = {key: torch.from_numpy(value) for key, value in state[0].items()}
    outputs = []
    for step in torch.from_numpy(inputs):
        result = made(step, (now["h"], now["c"]) if "c" in now else now["h"])
        now = dict(zip("hc", result, strict=True)) if "c" in now else {"h": result}
        outputs.append(now["h"])
    return torch.stack(outputs).numpy(), [{key: value.numpy() for key, value in now.items()}]


def _class(name):
    return getattr(torch.nn, name.rpartition(".")[2])
