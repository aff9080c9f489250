"""The drawn layers in Keras: each is called on what the one before it gave."""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

STEPS = 4


def measure(width, layers):
    """Trained and fixed numbers of each layer, and the width of what it gave."""
    keras.utils.clear_session()
    x = keras.KerasTensor((2, STEPS, width))
    rows = []
    for kind, sizes, words in layers:
        words = dict(words)
        merge = words.pop("merge", "")
        if kind in ("LSTM", "GRU", "SimpleRNN"):
            words["return_sequences"] = True
        if "Conv" in kind:
            words["padding"] = "same"
        if kind == "TimeDistributed":
            layer = keras.layers.TimeDistributed(keras.layers.Dense(*sizes, **words))
        else:
            layer = getattr(keras.layers, kind)(*sizes, **words)
        layer = keras.layers.Bidirectional(layer, merge_mode=merge) if merge else layer
        several = {"MultiHeadAttention": (x, x), "GroupQueryAttention": (x, x), "AdditiveAttention": ([x, x],)}
        x = layer(*several.get(kind, (x,)))
        trained = sum(array.shape.num_elements() for array in _shapes(layer.trainable_weights))
        fixed = sum(array.shape.num_elements() for array in _shapes(layer.non_trainable_weights))
        rows.append((trained, fixed, x.shape[-1]))
    return rows


def arrays(width, layer):
    """How many numbers each array of a layer of maps holds: trained, and fixed, each in order."""
    keras.utils.clear_session()
    kind, sizes, words = layer
    axes = 3 if "3D" in kind else 2 if "2D" in kind or kind == "BatchNormalization" else 1
    x = keras.KerasTensor((2, *[6] * axes, width))
    several = {"MultiHeadAttention": (x, x), "Attention": ([x, x],)}
    made = getattr(keras.layers, kind)(*sizes, **words)
    made(*several.get(kind, (x,)))
    held = made.trainable_weights, made.non_trainable_weights
    return tuple(sorted(array.shape.num_elements() for array in _shapes(group)) for group in held)


def _shapes(arrays):
    return [array.value for array in arrays if "seed" not in array.path]
