"""The networks in Keras."""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

ZEROS = {"kernel_initializer": "zeros", "recurrent_initializer": "zeros"}


def build(network):
    """A Sequential of the layers."""
    (kind, sizes, _), *_ = network
    made = [keras.layers.Input((None, sizes[0]) if kind == "features" else (None,))]
    for layer in network:
        made += [*_layers(*layer)]
    return keras.Sequential(made)


def counts(model):
    """Trained and fixed numbers, and the shapes of the arrays in Keras's order."""
    trained = sum(array.size for array in map(keras.ops.convert_to_numpy, model.trainable_weights))
    return int(trained), model.count_params() - int(trained), [list(array.shape) for array in model.weights]


def _layers(kind, sizes, options):
    options = dict(options)
    trainable = not options.pop("frozen", False)
    if kind == "embedding":
        yield keras.layers.Embedding(*sizes, trainable=trainable)
    elif kind == "dense":
        yield keras.layers.Dense(*sizes, use_bias=options.get("bias", True))
    elif kind == "dropout":
        yield keras.layers.Dropout(0.1)
    elif kind == "conv":
        bias, groups = options.get("bias", True), options.get("groups", 1)
        yield keras.layers.Conv1D(*sizes, padding="same", use_bias=bias, groups=groups)
    elif kind in ("batch_norm", "layer_norm"):
        norm = "BatchNormalization" if kind == "batch_norm" else "LayerNormalization"
        yield getattr(keras.layers, norm)(trainable=trainable)
    elif kind != "features":
        both, merge = options.pop("bidirectional", False), options.pop("merge", "concat")
        for _ in range(options.pop("layers", 1)):
            made = getattr(keras.layers, kind)(*sizes, return_sequences=True, trainable=trainable, **ZEROS, **options)
            yield keras.layers.Bidirectional(made, merge_mode=merge) if both else made


def samples():
    """Networks with what files are read for: wrappers, cells, networks inside, a layer that is not known."""
    keras.utils.clear_session()
    layers = keras.layers
    row = keras.Sequential(
        [
            layers.Input((None,)),
            layers.Embedding(100, 8),
            layers.Dropout(0.1),
            layers.Bidirectional(layers.LSTM(4, return_sequences=True, dropout=0.1)),
            layers.RNN(layers.StackedRNNCells([layers.GRUCell(3), layers.LSTMCell(2)]), return_sequences=True),
            layers.BatchNormalization(),
            layers.TimeDistributed(layers.Dense(5)),
            layers.RNN(layers.SimpleRNNCell(6, use_bias=False), return_sequences=True),
            layers.LSTM(3, trainable=False),
            layers.Dense(2),
        ],
        name="row",
    )
    row.compile("adam", "mse")
    frames = layers.Input((5, 8, 8, 1))
    steps = layers.Input((5, 6))
    seen = layers.TimeDistributed(keras.Sequential([layers.Input((8, 8, 1)), layers.Conv2D(2, 3), layers.Flatten()]))
    joined = layers.Concatenate()([seen(frames), steps])
    context = layers.MultiHeadAttention(2, 4)(joined, joined)
    both = layers.Bidirectional(layers.GRU(4), backward_layer=layers.GRU(4, use_bias=False, go_backwards=True))(context)
    head = keras.Sequential([layers.Input((8,)), layers.Dense(6), layers.LayerNormalization(), layers.Dense(2)])
    return {"row": row, "graph": keras.Model([frames, steps], head(both), name="graph")}


def write(folder):
    """The files of the samples, and what Keras itself counts in each."""
    totals = {}
    for name, model in samples().items():
        model.save(folder / f"{name}.keras")
        trained, fixed, _ = counts(model)
        totals[f"{name}.keras"] = [trained, fixed]
        if name == "row":
            # So small a bound, in gigabytes, cuts the weights into several files.
            model.save_weights(folder / f"{name}.weights.json", max_shard_size=3.5e-6)
    return totals
