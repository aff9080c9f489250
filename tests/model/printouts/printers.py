"""Networks drawn at random in the real libraries, as they print them, with the real number of each layer."""

import io
import os
import re
import warnings
from contextlib import redirect_stdout


def draw_keras(random, keras):
    """A model of Keras, what it prints, and the numbers of its layers that have some."""
    layers = keras.layers
    width = random.randint(30, 90)
    shape = (random.randint(2, 9),) if random.random() < 0.5 else (random.randint(2, 9), random.randint(2, 40))
    inputs = keras.Input(shape, name="tokens")
    out = inputs if len(shape) == 2 else layers.Embedding(width, random.randint(2, 30))(inputs)
    for _ in range(random.randint(0, 2)):
        out = recurrent(random, layers, True)(out)
        out = layers.BatchNormalization()(out) if random.random() < 0.3 else out
    if random.random() < 0.4:
        branches = [recurrent(random, layers, False)(out) for _ in range(2)]
        out = layers.Concatenate()(branches)
    else:
        out = recurrent(random, layers, False)(out)
    out = layers.Dense(random.randint(1, 20), use_bias=random.random() < 0.8)(out)
    model = keras.Model(inputs, out)
    if random.random() < 0.3:
        model = keras.Sequential([keras.Input(shape), model, layers.Dense(3)])
    lines = []
    # Without a terminal Keras 3 cuts off what is wider than 80 columns.
    words = {"line_length": random.choice((70, 90, 120))} if keras.__name__ == "tf_keras" else {}
    model.summary(**words, print_fn=lambda line, **_: lines.append(line), expand_nested=True)
    counts = [layer.count_params() for layer in flat(model) if layer.count_params()]
    return "\n".join(lines), counts


def flat(model):
    for layer in model.layers:
        yield from flat(layer) if hasattr(layer, "layers") and hasattr(layer, "inputs") else [layer]


def recurrent(random, layers, sequences):
    kind = random.choice((layers.LSTM, layers.GRU, layers.SimpleRNN))
    layer = kind(random.randint(2, 40), return_sequences=sequences, use_bias=random.random() < 0.8)
    return layers.Bidirectional(layer) if random.random() < 0.3 else layer


def draw_torch(random, torch):
    """A module of PyTorch with the input that it takes, and the numbers of its layers."""
    nn = torch.nn
    size = random.randint(2, 30)

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(random.randint(20, 60), size)
            kind = random.choice((nn.LSTM, nn.GRU, nn.RNN))
            both, units = random.random() < 0.5, random.randint(2, 30)
            self.rnn = kind(
                size, units, random.randint(1, 3), bias=random.random() < 0.8, bidirectional=both, batch_first=True
            )
            wide = units * (2 if both else 1)
            self.norm = nn.LayerNorm(wide)
            self.head = nn.Sequential(nn.Linear(wide, 12), nn.ReLU(), nn.Linear(12, 3, bias=random.random() < 0.7))

        def forward(self, x):
            return self.head(self.norm(self.rnn(self.embedding(x))[0]))

    net = Net()
    counts = [sum(p.numel() for p in module.parameters()) for module in net.modules() if not [*module.children()]]
    return net, [count for count in counts if count]


def print_torchinfo(random, net, torch):
    import torchinfo

    words = {"input_size": (2, 5), "dtypes": [torch.long]} if random.random() < 0.8 else {}
    columns = ("input_size", "output_size", "num_params", "trainable") if words and random.random() < 0.5 else None
    rows = random.choice((("depth",), ("var_names", "depth")))
    more = {"col_names": columns} if columns else {}
    return str(torchinfo.summary(net, verbose=0, row_settings=rows, **words, **more))


def print_torchsummary(net):
    import torch
    import torchsummary

    out = io.StringIO()
    with redirect_stdout(out):
        torchsummary.summary(net, (int(next(net.parameters()).shape[1]),), device="cpu")
    del torch
    return out.getvalue()


def print_names(random, net):
    named = [(name, tuple(array.shape), array.shape) for name, array in net.named_parameters()]
    way = random.choice(("{0} {2}", "{0}: {2}", "{0} {1}", "{0}\t{2}", "('{0}', {2})", "{0:40s} {1}"))
    return "\n".join(way.format(name, str(shape), str(size)) for name, shape, size in named)


def print_sizes(net):
    """The sizes alone, as a loop over ``parameters`` prints them."""
    return "\n".join(str(array.shape) for array in net.parameters())


def print_lightning(random, net, torch):
    """The table of Lightning, of one level or of all, with the sizes of what goes in and out."""
    import pytorch_lightning
    from pytorch_lightning.utilities.model_summary import ModelSummary

    class Lit(pytorch_lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.net = net
            self.example_input_array = torch.zeros(2, 5, dtype=torch.long)

        def forward(self, x):
            return self.net(x)

    return str(ModelSummary(Lit(), max_depth=3))


def print_onnx(random, net, torch):
    """The initialisers of a graph with their shapes and types."""
    import onnx

    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(net, (torch.zeros(2, 5, dtype=torch.long),), out, dynamo=False)
    arrays = onnx.load_from_string(out.getvalue()).graph.initializer
    way = random.choice(("{0} {1} {2}", "('{0}', {1}, {3})", "{0}: shape={1}, dtype={2}"))
    kinds = onnx.TensorProto.DataType
    rows = [(array.name, tuple(array.dims), kinds.Name(array.data_type), array.data_type) for array in arrays]
    return "\n".join(way.format(*row) for row in rows)


def draw_flax_shapes(random):
    """The shapes of the parameters of a module of flax.linen in its dictionaries, and their number."""
    import flax.linen as nn
    import jax
    import jax.numpy as jnp

    units, wide = random.randint(2, 30), random.randint(2, 30)
    cell = random.choice((nn.LSTMCell, nn.OptimizedLSTMCell, nn.GRUCell, nn.SimpleCell))

    class Net(nn.Module):
        @nn.compact
        def __call__(self, x):
            x = nn.LayerNorm()(nn.Conv(wide, (3,))(nn.Embed(50, 7)(x)))
            return nn.Dense(3, use_bias=random.random() < 0.5)(nn.RNN(cell(units))(x))

    shapes = jax.eval_shape(Net().init, jax.random.key(0), jnp.zeros((2, 5), int))["params"]
    total = sum(int(leaf.size) for leaf in jax.tree.leaves(shapes))
    return str(jax.tree.map(jnp.shape, shapes) if random.random() < 0.5 else shapes), total


def print_keras_shapes(random, model):
    """The shapes of the arrays of a model, with the last part of their names or without."""
    named = random.random() < 0.5
    if named:
        return "\n".join(f"{array.name} {tuple(array.shape)}" for array in model.weights)
    return str([tuple(array.shape) for array in model.get_weights()])


def draw_flax(random):
    """What ``tabulate`` prints of a module of flax.linen, and its number."""
    import flax.linen as nn
    import jax
    import jax.numpy as jnp

    units, wide = random.randint(2, 30), random.randint(2, 30)
    cell = random.choice((nn.LSTMCell, nn.GRUCell, nn.SimpleCell))

    class Net(nn.Module):
        @nn.compact
        def __call__(self, x):
            return nn.Dense(3)(nn.RNN(cell(units))(nn.Embed(50, wide)(x)))

    net, x = Net(), jnp.zeros((2, 5), int)
    text = net.tabulate(jax.random.key(0), x, console_kwargs={"width": 130})
    variables = net.init(jax.random.key(0), x)
    return text, sum(int(leaf.size) for leaf in jax.tree.leaves(variables)), cell.__name__


def draw_haiku(random):
    """What ``tabulate`` prints of a function of Haiku, and its number."""
    import haiku as hk
    import jax
    import jax.numpy as jnp

    units, wide, out = (random.randint(2, 30) for _ in range(3))
    kind = random.choice((hk.LSTM, hk.GRU))

    def net(x):
        core = kind(units)
        return hk.Linear(out)(core(hk.Linear(wide)(x), core.initial_state(2))[0])

    made = hk.transform(net)
    x = jnp.zeros((2, 5))
    parameters = made.init(jax.random.key(0), x)
    return hk.experimental.tabulate(made)(x), sum(int(leaf.size) for leaf in jax.tree.leaves(parameters)), kind.__name__


def quiet():
    """Set the environment in which the libraries print nothing else."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def plain(text):
    """Without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
