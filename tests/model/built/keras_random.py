"""Random networks in Keras 3 or tf_keras: layers, arguments, nesting, sharing, freezing."""

STEPS = 5


def random_model(k, random, width=None, depth=1):
    """A functional network over a sequence, with networks inside and layers that are used again."""
    start = k.Input((STEPS, width or random.randint(1, 5)))
    tensors = [start]
    again = []
    for _ in range(random.randint(2, 6)):
        x = random.choice(tensors[-3:])
        fitting = [layer for width, layer in again if width == x.shape[-1]]
        if fitting and random.random() < 0.3:
            tensors.append(random.choice(fitting)(x))
            continue
        layer = _layer(k, random, *x.shape[1:], depth)
        tensors.append(layer(x, x) if "Attention" in type(layer).__name__ else layer(x))
        again.append((x.shape[-1], layer) if "Attention" not in type(layer).__name__ else (-1, layer))
    joined = tensors[-1]
    if random.random() < 0.5:
        joined = k.layers.Concatenate()([tensors[-1], random.choice(tensors)])
    if depth == 1:
        joined = k.layers.Dense(random.randint(1, 4))(k.layers.LSTM(random.randint(1, 4))(joined))
    model = k.Model(start, joined)
    if depth == 1:
        for _ in range(random.randint(0, 2)):
            layer = random.choice(model.layers)
            if "Attention" not in str([type(part).__name__ for part in layer._flatten_layers()]):
                layer.trainable = False
    return model


def _layer(k, random, steps, width, depth):
    L = k.layers
    units, flag = random.randint(1, 6), random.random() < 0.5
    merge = random.choice(["sum", "concat"])
    # A transposed convolution loses the number of steps, along which a norm has numbers of its own.
    axis, axes = random.choice([1, 2, -1] if steps else [2, -1]), random.choice([-1, 1, [1, 2]] if steps else [-1])
    frozen = {"trainable": False} if random.random() < 0.15 else {}
    makers = [
        lambda: L.LSTM(units, return_sequences=True, use_bias=flag, **frozen),
        lambda: L.GRU(units, return_sequences=True, reset_after=flag, **frozen),
        lambda: L.SimpleRNN(units, return_sequences=True, use_bias=flag),
        lambda: L.Bidirectional(L.GRU(units, return_sequences=True), merge_mode=merge, **frozen),
        lambda: L.Bidirectional(
            L.LSTM(units, return_sequences=True, **frozen),
            backward_layer=L.SimpleRNN(units, return_sequences=True, go_backwards=True),
        ),
        lambda: L.Bidirectional(L.RNN([L.GRUCell(units), L.LSTMCell(2)], return_sequences=True)),
        lambda: L.RNN(L.SimpleRNNCell(units, use_bias=flag, **frozen), return_sequences=True),
        lambda: L.RNN([L.LSTMCell(units), L.GRUCell(3)], return_sequences=True, **frozen),
        lambda: L.Dense(units, use_bias=flag, **frozen),
        lambda: L.TimeDistributed(L.Dense(units, **frozen)),
        lambda: L.Conv1D(units, random.randint(1, 3), padding="same", use_bias=flag),
        lambda: L.SeparableConv1D(units, 2, padding="same", depth_multiplier=random.randint(1, 2)),
        lambda: L.DepthwiseConv1D(2, padding="same", use_bias=flag),
        lambda: L.Conv1DTranspose(units, 2, padding="same", use_bias=flag),
        lambda: L.BatchNormalization(scale=flag, axis=axis, **frozen),
        lambda: L.LayerNormalization(center=flag, axis=axes),
        lambda: L.MultiHeadAttention(random.randint(1, 3), units, use_bias=flag),
        lambda: L.EinsumDense("abc,cd->abd", output_shape=(None, units), bias_axes="d" if flag else None),
        lambda: L.PReLU(shared_axes=[1] if flag or not steps else None),
        lambda: L.Dropout(0.1),
    ]
    if depth:
        makers += [lambda: random_model(k, random, width, depth - 1)] * 4
    return random.choice(makers)()
