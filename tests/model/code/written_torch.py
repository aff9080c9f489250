"""Random networks of PyTorch as programs, in the styles in which people write them; each sets ``model``."""

# ruff: noqa: E501 -- a program is written as it stands.

IMPORTS = (
    ("import torch\nimport torch.nn as nn", "nn"),
    ("import torch\nfrom torch import nn", "nn"),
    ("import torch", "torch.nn"),
    ("import torch\nimport torch.nn as N", "N"),
)


def program(random):
    """A program that makes a network."""
    imports, nn = random.choice(IMPORTS)
    style = random.choice((row, attributes, loop, nested, settings, growing, derived))
    return f"{imports}\n\n{style(random, nn)}\n"


def layer(random, nn, width):
    """A layer as code, and the width behind it."""
    kind = random.choice(("Linear", "LSTM", "GRU", "RNN", "Norm", "Plain", "Conv1d", "Attention", "Encoder", "Cell"))
    out = random.randint(1, 6) * 2
    flag = random.choice(("", ", bias=False"))
    if kind == "Linear":
        return (
            f"{nn}.Linear({random.choice((f'{width}, {out}', f'in_features={width}, out_features={out}'))}{flag})",
            out,
        )
    if kind in ("LSTM", "GRU", "RNN"):
        both, levels = random.random() < 0.4, random.randint(1, 3)
        words = (
            f"{width}, {out}, {levels}" if random.random() < 0.5 else f"{width}, hidden_size={out}, num_layers={levels}"
        )
        words += ", bidirectional=True" * both + flag + random.choice(("", ", batch_first=True", ", dropout=0.0"))
        if kind == "LSTM" and random.random() < 0.3:
            return f"{nn}.LSTM({words}, proj_size={out // 2})", out // 2 * (2 if both else 1)
        return f"{nn}.{kind}({words})", out * (2 if both else 1)
    if kind == "Cell":
        name = random.choice(("LSTMCell", "GRUCell", "RNNCell"))
        return f"{nn}.{name}({width}, {out}{flag})", out
    if kind == "Norm":
        made = (
            f"LayerNorm({width})",
            f"BatchNorm1d({width}, affine={random.random() < 0.5})",
            f"GroupNorm(1, {width})",
            f"LayerNorm([3, {width}], elementwise_affine=True)",
            f"InstanceNorm1d({width}, affine=True)",
            f"PReLU({width})",
        )
        return f"{nn}.{random.choice(made)}", width
    if kind == "Conv1d":
        return f"{nn}.Conv1d({width}, {out}, {random.choice(('3', 'kernel_size=(5,)'))}, padding=1{flag})", out
    if kind == "Attention":
        return f"{nn}.MultiheadAttention({width}, 1{flag})", width
    if kind == "Encoder":
        made = f"{nn}.TransformerEncoderLayer({width}, nhead=1, dim_feedforward={out}, batch_first=True)"
        return random.choice((made, f"{nn}.TransformerEncoder({made}, num_layers=2)")), width
    return (
        f"{nn}.{random.choice(('ReLU()', 'Tanh()', 'Dropout(0.3)', 'Dropout(p=0.5)', 'Identity()', 'GELU()'))}",
        width,
    )


def chain(random, nn, width, most=5):
    """Layers in a row as code, each behind the other, and the width behind them."""
    made = []
    for _ in range(random.randint(1, most)):
        code, width = layer(random, nn, width)
        made.append(code)
    return made, width


def row(random, nn):
    made, _ = chain(random, nn, random.randint(1, 8))
    if random.random() < 0.3:
        pairs = ",\n    ".join(f"('part{place}', {code})" for place, code in enumerate(made))
        return f"from collections import OrderedDict\nmodel = {nn}.Sequential(OrderedDict([\n    {pairs}\n]))"
    return f"model = {nn}.Sequential(\n    " + ",\n    ".join(made) + ",\n)"


def attributes(random, nn):
    width, vocabulary = random.randint(1, 5) * 2, random.randint(5, 50)
    made, out = chain(random, nn, width)
    lines = [f"        self.part{place} = {code}" for place, code in enumerate(made)]
    tied = random.random() < 0.3
    lines.append(f"        self.embed = {nn}.Embedding(vocab_size, {out if tied else width})")
    lines.append(f"        self.out = {nn}.Linear({out}, vocab_size)")
    if tied:
        lines.append("        self.out.weight = self.embed.weight")
    if random.random() < 0.4:
        lines.append(
            f"        self.extra = {nn}.Parameter(torch.{random.choice(('zeros', 'randn', 'empty'))}({width}, 3))"
        )
    if random.random() < 0.3:
        lines.append("        self.register_buffer('mask', torch.ones(4, 5))")
    if random.random() < 0.3:
        lines.append("        self.again = self.part0")
    body = "\n".join(lines)
    freeze = "\nfor p in model.embed.parameters():\n    p.requires_grad = False" if random.random() < 0.3 else ""
    start = random.choice(("super().__init__()", "super(Net, self).__init__()"))
    return f"class Net({nn}.Module):\n    def __init__(self, vocab_size):\n        {start}\n{body}\n\nmodel = Net({vocabulary}){freeze}"


def loop(random, nn):
    width, depth = random.randint(2, 6), random.randint(1, 4)
    kind = random.choice(("Linear", "LSTMCell", "GRU"))
    made = random.choice(
        (
            f"self.layers = {nn}.ModuleList([{nn}.{kind}(width, width) for _ in range(depth)])",
            f"self.layers = {nn}.ModuleList()\n        for i in range(depth):\n            self.layers.append({nn}.{kind}(width if i else {width} + 1, width))",
            f"layers = []\n        for i in range(depth):\n            layers += [{nn}.{kind}(width, width), {nn}.ReLU()]\n        self.layers = {nn}.Sequential(*layers)",
            f"self.layers = {nn}.ModuleDict({{f'l{{i}}': {nn}.{kind}(width * (i + 1), width // 2) for i in range(depth)}})",
            f"for i in range(depth):\n            setattr(self, f'fc{{i}}', {nn}.{kind}(width, 2 ** i))",
            f"self.add_module('fc', {nn}.{kind}(width, depth))",
        )
    )
    return f"width, depth = {width}, {depth}\n\nclass Stack({nn}.Module):\n    def __init__(self):\n        super().__init__()\n        {made}\n\nmodel = Stack()"


def nested(random, nn):
    width = random.randint(1, 4) * 2
    first, middle = chain(random, nn, width, 2)
    inside = "\n".join(
        f"        self.f{place} = {code.replace(f'({width},', '(width,', 1)}" for place, code in enumerate(first)
    )
    times = random.randint(1, 3)
    return (
        f"class Block({nn}.Module):\n    expansion = 2\n    def __init__(self, width={width}, hidden=None):\n        super().__init__()\n"
        f"        hidden = hidden or width * self.expansion\n{inside}\n        self.up = {nn}.Linear(width, hidden)\n\n"
        f"class Net({nn}.Module):\n    def __init__(self, blocks={times}, **kwargs):\n        super().__init__()\n"
        f"        self.first = Block(**kwargs)\n        self.blocks = {nn}.ModuleList([Block(hidden=3 + i) for i in range(blocks)])\n"
        f"        self.head = self._head({middle}, Block.expansion)\n\n"
        f"    def _head(self, n, out):\n        return {nn}.Sequential({nn}.Linear(n, out), {nn}.Tanh())\n\nmodel = Net()"
    )


def settings(random, nn):
    hidden, embed, vocabulary = random.randint(1, 5) * 2, random.randint(1, 6), random.randint(3, 40)
    how = random.choice(("dict", "dataclass", "argparse", "namespace", "class"))
    fields = {"hidden": hidden, "embed": embed, "vocab": vocabulary}
    body = "".join(f"    {name}: int = {value}\n" for name, value in fields.items())
    start, get = {
        "dict": (f"config = {fields!r}\n", "config['{}']"),
        "dataclass": (
            f"from dataclasses import dataclass\n\n@dataclass\nclass Config:\n{body}\nconfig = Config()\n",
            "config.{}",
        ),
        "class": (f"class config:\n{body}\n", "config.{}"),
        "namespace": (f"from types import SimpleNamespace\nconfig = SimpleNamespace(**{fields!r})\n", "config.{}"),
        "argparse": (
            "import argparse\nparser = argparse.ArgumentParser()\n"
            + "".join(f"parser.add_argument('--{name}', type=int, default={value})\n" for name, value in fields.items())
            + "config = parser.parse_args([])\n",
            "config.{}",
        ),
    }[how]
    h, e, v = (get.format(name) for name in ("hidden", "embed", "vocab"))
    return (
        f"{start}\nclass Net({nn}.Module):\n    def __init__(self, config):\n        super().__init__()\n"
        f"        self.embedding = {nn}.Embedding({v}, {e}, padding_idx=0)\n        self.rnn = {nn}.LSTM({e}, {h} // 2, bidirectional=True)\n"
        f"        self.fc = {nn}.Linear({h} // 2 * 2, {v} - 1)\n\nmodel = Net(config)"
    )


def growing(random, nn):
    sizes = [random.randint(1, 8) for _ in range(random.randint(2, 5))]
    made = random.choice(
        (
            f"layers = [{nn}.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])]\nmodel = {nn}.Sequential(*layers)",
            f"layers = []\nfor i in range(len(sizes) - 1):\n    layers.append({nn}.Linear(sizes[i], sizes[i + 1]))\n    if i < len(sizes) - 2:\n        layers.append({nn}.BatchNorm1d(sizes[i + 1]))\nmodel = {nn}.Sequential(*layers)",
            f"model = {nn}.Sequential()\nfor i, (a, b) in enumerate(zip(sizes, sizes[1:])):\n    model.add_module(f'fc{{i}}', {nn}.Linear(a, b, bias=i % 2 == 0))",
            f"def mlp(sizes, last={nn}.Identity):\n    if len(sizes) < 2:\n        return [last()]\n    return [{nn}.Linear(sizes[0], sizes[1])] + mlp(sizes[1:])\nmodel = {nn}.Sequential(*mlp(sizes))",
            f"import copy\nlayer = {nn}.GRU(sizes[0], sizes[1])\nmodel = {nn}.ModuleList([copy.deepcopy(layer) for _ in sizes] + [layer, layer])",
        )
    )
    return f"sizes = {sizes}\n{made}"


def derived(random, nn):
    width, out = random.randint(1, 6), random.randint(1, 6)
    return (
        f"class Base({nn}.Module):\n    def __init__(self, n, m={out}, bias=True):\n        super().__init__()\n        self.inner = self.make(n, m)\n"
        f"        self.out = {nn}.Linear(m, 1, bias=bias)\n    def make(self, n, m):\n        return {nn}.Linear(n, m)\n\n"
        f"class Net(Base):\n    def __init__(self, *args, **kwargs):\n        super().__init__(*args, **kwargs)\n        self.norm = {nn}.LayerNorm({width})\n"
        f"    def make(self, n, m):\n        return {nn}.{random.choice(('LSTM', 'GRU', 'RNN', 'LSTMCell'))}(n, m)\n\n"
        f"class Gated({nn}.{random.choice(('GRU', 'LSTM'))}):\n    def __init__(self, n, **kw):\n        super().__init__(n, n * 2, num_layers=2, **kw)\n        self.gate = {nn}.Linear(n, n)\n\n"
        f"model = {nn}.Sequential(Net({width}, bias=False), Base({out}), Gated({width}, bidirectional=True))"
    )
