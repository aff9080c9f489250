"""Random programs of PyTorch and Keras that are rows of layers, with the shape of an input."""

from __future__ import annotations

from random import Random

POINTWISE_TORCH = [
    "nn.ReLU()",
    "nn.LeakyReLU(0.2)",
    "nn.ELU(0.7)",
    "nn.Tanh()",
    "nn.GELU()",
    "nn.SiLU()",
    "nn.Dropout(0.3)",
]
POINTWISE_KERAS = ["relu", "tanh", "gelu", "silu", "leaky_relu", "softplus", "elu"]
CALLED = {"nn.ReLU()": "F.relu(x)", "nn.LeakyReLU(0.2)": "F.leaky_relu(x, 0.2)", "nn.Tanh()": "torch.tanh(x)"}


def torch_program(seed: int) -> tuple[str, tuple[int, ...]]:
    """A class with a ``forward``, or a ``Sequential``."""
    random = Random(seed)
    kind = random.choice(["rows", "steps", "words", "line", "map"])
    made: list[tuple[str, str]] = []
    width = random.randint(2, 6)

    def put(layer: str, called: str = "") -> None:
        made.append((layer, called))

    def pointwise() -> None:
        layer = random.choice(POINTWISE_TORCH)
        put(layer, random.choice(["", CALLED.get(layer, "")]))

    def dense() -> None:
        nonlocal width
        gives = random.randint(2, 6)
        put(f"nn.Linear({width}, {gives}{random.choice(['', ', bias=False'])})")
        width = gives

    shape: tuple[int, ...]
    if kind == "rows":
        shape = (3, width)
        for _ in range(random.randint(1, 3)):
            dense()
            if random.random() < 0.5:
                put(f"nn.BatchNorm1d({width})")
            pointwise()
    elif kind in ("steps", "words"):
        shape = (3, 7, width) if kind == "steps" else (3, 7)
        if kind == "words":
            put(f"nn.Embedding(20, {width})")
        for _ in range(random.randint(1, 2)):
            name, units = random.choice(["LSTM", "GRU", "RNN"]), random.randint(2, 5)
            both = random.random() < 0.3
            options = ["batch_first=True", *(["bidirectional=True"] if both else [])]
            options += ["num_layers=2"] if random.random() < 0.4 else []
            options += ["bias=False"] if random.random() < 0.2 else []
            put(f"nn.{name}({width}, {units}, {', '.join(options)})", random.choice(["pair", "first"]))
            width = units * (2 if both else 1)
        if random.random() < 0.4:
            put(f"nn.LayerNorm({width})")
        pointwise()
        if random.random() < 0.6:
            put("", random.choice(["x[:, -1]", "x[:, -1, :]"]))
        dense()
    elif kind == "line":
        steps = 16
        shape = (3, width, steps)
        for _ in range(random.randint(1, 2)):
            gives, extent, stride = random.randint(2, 4), random.randint(1, 3), random.randint(1, 2)
            pad = random.randint(0, extent // 2)
            put(f"nn.Conv1d({width}, {gives}, {extent}, stride={stride}, padding={pad})")
            width, steps = gives, (steps + 2 * pad - extent) // stride + 1
            pointwise()
        if random.random() < 0.5:
            put("nn.MaxPool1d(2)", random.choice(["", "F.max_pool1d(x, 2)"]))
            steps //= 2
        if random.random() < 0.5:
            put(f"nn.BatchNorm1d({width})")
        if random.random() < 0.5:
            put("nn.Flatten()", random.choice(["", "x.flatten(1)", "torch.flatten(x, 1)", "x.view(x.size(0), -1)"]))
            width *= steps
        else:
            put("", "x.permute(0, 2, 1)")
            put(f"nn.GRU({width}, 3, batch_first=True)", "pair")
            width = 3
            put("", "x[:, -1, :]")
        dense()
    else:
        side = 12
        shape = (3, width, side, side)
        for _ in range(random.randint(1, 2)):
            gives, extent = random.randint(2, 4), random.randint(1, 3)
            put(f"nn.Conv2d({width}, {gives}, {extent}, padding={extent // 2})")
            width, side = gives, side + 2 * (extent // 2) - extent + 1
            if random.random() < 0.5:
                put(f"nn.BatchNorm2d({width})")
            pointwise()
            put("nn.MaxPool2d(2)", random.choice(["", "F.max_pool2d(x, 2)"]))
            side //= 2
        width *= side * side
        put("nn.Flatten()", random.choice(["", "torch.flatten(x, 1)", f"x.view(-1, {width})"]))
        dense()
        pointwise()
        dense()
    return _torch_text(random, made), shape


def _torch_text(random: Random, made: list[tuple[str, str]]) -> str:
    if all(layer and called not in ("pair", "first") for layer, called in made) and random.random() < 0.5:
        return "import torch.nn as nn\nmodel = nn.Sequential(\n" + "".join(f"    {row},\n" for row, _ in made) + ")\n"
    built: list[str] = []
    steps: list[str] = []
    for place, (layer, called) in enumerate(made):
        if layer and called in ("", "pair", "first"):
            built.append(f"self.layer{place} = {layer}")
        if called == "pair":
            steps.append(f"x, _ = self.layer{place}(x)")
        elif called == "first":
            steps.append(f"x = self.layer{place}(x)[0]")
        else:
            steps.append(f"x = {called or f'self.layer{place}(x)'}")
    lines = ["import torch", "import torch.nn as nn", "import torch.nn.functional as F", "class Net(nn.Module):"]
    lines += ["    def __init__(self):", "        super().__init__()", *(f"        {line}" for line in built)]
    lines += [
        "    def forward(self, x):",
        *(f"        {line}" for line in steps),
        "        return x",
        "model = Net()",
        "",
    ]
    return "\n".join(lines)


def keras_program(seed: int) -> tuple[str, tuple[int, ...]]:
    """A ``Sequential`` or the functional API."""
    random = Random(seed)
    kind = random.choice(["rows", "steps", "words", "line", "map"])
    width = random.randint(2, 6)
    rows: list[str] = []

    def activation() -> str:
        return f', activation="{random.choice(POINTWISE_KERAS)}"' if random.random() < 0.6 else ""

    shape: tuple[int, ...] = {
        "rows": (width,),
        "steps": (7, width),
        "words": (7,),
        "line": (16, width),
        "map": (12, 12, width),
    }[kind]
    if kind == "words":
        rows.append("layers.Embedding(20, 4)")
    if kind in ("steps", "words"):
        for _ in range(random.randint(1, 2)):
            name = random.choice(["LSTM", "GRU", "SimpleRNN"])
            row = f"layers.{name}({random.randint(2, 5)}, return_sequences=True)"
            rows.append(f"layers.Bidirectional({row})" if random.random() < 0.3 else row)
        rows.append("layers.LayerNormalization()" if random.random() < 0.5 else "layers.BatchNormalization()")
        if random.random() < 0.7:
            rows.append(f"layers.{random.choice(['LSTM', 'GRU', 'SimpleRNN'])}({random.randint(2, 5)})")
    elif kind in ("line", "map"):
        axes = len(shape) - 1
        for _ in range(random.randint(1, 2)):
            padding = random.choice(["", ', padding="same"'])
            rows.append(f"layers.Conv{axes}D({random.randint(2, 4)}, {random.randint(1, 3)}{padding}{activation()})")
            rows += ["layers.BatchNormalization()"] if random.random() < 0.4 else []
            rows += [f"layers.{random.choice(['Max', 'Average'])}Pooling{axes}D(2)"] if random.random() < 0.6 else []
        rows.append(random.choice(["layers.Flatten()", f"layers.GlobalAveragePooling{axes}D()"]))
    rows.append("layers.LeakyReLU()" if random.random() < 0.3 else "layers.Dropout(0.2)")
    rows.append(f"layers.Dense({random.randint(2, 6)}{activation()})")
    rows.append('layers.Dense(3, activation="softmax")')
    head = "import keras\nfrom keras import layers\n"
    if random.random() < 0.5:
        inside = "".join(f"    {row},\n" for row in [f"keras.Input(shape={shape})", *rows])
        return f"{head}model = keras.Sequential([\n{inside}])\n", (3, *shape)
    calls = "".join(f"x = {row}(x)\n" for row in rows)
    return f"{head}inputs = keras.Input(shape={shape})\nx = inputs\n{calls}model = keras.Model(inputs, x)\n", (
        3,
        *shape,
    )
