"""The functions of TensorFlow 1 that make layers in a graph, as layers of Keras with the same arrays.

Source: ``tf.compat.v1`` of TensorFlow 2.21 with tf_keras 2.21, and ``tf.contrib`` of TensorFlow 1.15.
"""

from __future__ import annotations

from typing import Any

from symbolic.errors import UsageError
from symbolic.model.code.foreign_arguments import ForeignClass, Today, Words
from symbolic.model.code.values import Unknown

TF_CELLS_PREFIX = "tf.compat.v1.nn.rnn_cell."
RNN_CELL = "tensorflow.nn.rnn_cell."
TF_INITIALISERS = (
    ".kernel_initializer .bias_initializer .kernel_regularizer .bias_regularizer .activity_regularizer "
    ".kernel_constraint .bias_constraint .trainable name reuse"
)
TF_CONV_ARGUMENTS = f"kernel_size strides padding data_format dilation_rate .activation use_bias {TF_INITIALISERS}"
TF_LAYERS_CLASSES = {
    "dense": ("Dense", f"inputs units .activation use_bias {TF_INITIALISERS}"),
    **{f"conv{axes}d": (f"Conv{axes}D", f"inputs filters {TF_CONV_ARGUMENTS}") for axes in (1, 2, 3)},
    **{
        f"conv{axes}d_transpose": (
            f"Conv{axes}DTranspose",
            f"inputs filters kernel_size strides padding data_format .activation use_bias {TF_INITIALISERS}",
        )
        for axes in (2, 3)
    },
    "separable_conv2d": (
        "SeparableConv2D",
        "inputs filters kernel_size strides padding data_format dilation_rate depth_multiplier .activation use_bias "
        ".depthwise_initializer .pointwise_initializer .bias_initializer .depthwise_regularizer "
        ".pointwise_regularizer .bias_regularizer .activity_regularizer .depthwise_constraint .pointwise_constraint "
        ".bias_constraint .trainable name reuse",
    ),
    **{
        f"{short}_pooling{axes}d": (f"{long}Pooling{axes}D", "inputs pool_size strides padding data_format .name")
        for short, long in (("max", "Max"), ("average", "Average"))
        for axes in (1, 2, 3)
    },
    "flatten": ("Flatten", "inputs .name .data_format"),
    "dropout": ("Dropout", "inputs .rate .noise_shape .seed .training .name"),
    "batch_normalization": (
        "BatchNormalization",
        "inputs axis .momentum .epsilon center scale .beta_initializer .gamma_initializer .moving_mean_initializer "
        ".moving_variance_initializer .beta_regularizer .gamma_regularizer .beta_constraint .gamma_constraint "
        ".training .trainable name reuse !renorm .renorm_clipping .renorm_momentum .fused !virtual_batch_size "
        "!adjustment",
    ),
}
"""``tf.layers`` with Keras's class for each and the arguments."""

SLIM = (
    ".activation_fn !normalizer_fn .normalizer_params .weights_initializer .weights_regularizer biases_initializer "
    ".biases_regularizer reuse .variables_collections .outputs_collections .trainable scope"
)
CONTRIB = {
    "fully_connected": ("Dense", f"inputs num_outputs>units {SLIM}"),
    "linear": ("Dense", f"inputs num_outputs>units {SLIM}"),
    "conv2d": (
        "Conv2D",
        f"inputs num_outputs>filters kernel_size stride>strides padding data_format rate>dilation_rate {SLIM}",
    ),
    "flatten": ("Flatten", "inputs .outputs_collections .scope"),
    "dropout": ("Dropout", "inputs .keep_prob .noise_shape .is_training .outputs_collections .scope .seed"),
    "max_pool2d": (
        "MaxPooling2D",
        "inputs kernel_size>pool_size stride>strides padding data_format .outputs_collections .scope",
    ),
    "avg_pool2d": (
        "AveragePooling2D",
        "inputs kernel_size>pool_size stride>strides padding data_format .outputs_collections .scope",
    ),
}
"""``tf.contrib.layers`` likewise."""


OF_CELLS = ("BasicRNNCell", "BasicLSTMCell", "LSTMCell", "GRUCell", "LSTMBlockCell", "GRUBlockCell")
TF_STACKS = ("MultiRNNCell",)
OVER_TIME = (
    *("dynamic_rnn", "static_rnn", "rnn", "bidirectional_dynamic_rnn", "static_bidirectional_rnn"),
    *("bidirectional_rnn", "stack_bidirectional_dynamic_rnn", "raw_rnn", "dynamic_rnn_decoder"),
)
TF_ARRAYLESS_NAMES = (
    "xavier_initializer xavier_initializer_conv2d l2_regularizer l1_regularizer "
    "variance_scaling_initializer summarize_activation apply_regularization"
)
TF_ARRAYLESS = frozenset(TF_ARRAYLESS_NAMES.split())
VARIABLE_MAKERS = ("tensorflow.get_variable", "tensorflow.Variable")
SCOPE_FUNCTIONS = ("tensorflow.variable_scope",)


def makes(name: str) -> bool:
    """Whether a name of TensorFlow 1 is that of what makes arrays."""
    module, _, kind = name.rpartition(".")
    return (
        (module == "tensorflow.layers" and kind[:1].islower())
        or (module == "tensorflow.contrib.layers" and kind in (*CONTRIB, "batch_norm", "layer_norm", "embed_sequence"))
        or (module == "tensorflow.nn" and kind in OVER_TIME)
        or name in VARIABLE_MAKERS
    )


def today(name: str, values: list[Any], words: Words) -> Today | None:
    """The layer of Keras that a function makes, whose ``inputs`` it reads; None for what makes none.

    Raises `UsageError` for what is not understood.

    >>> today("tensorflow.layers.dense", ["x"], {"units": 3, "use_bias": False})
    ('keras.layers.Dense', [], {'inputs': 'x', 'units': 3, 'use_bias': False})
    """
    module, _, kind = name.rpartition(".")
    if name.startswith(RNN_CELL):
        return _cell(kind, values, words)
    if module == "tensorflow.layers" and kind[:1].isupper():
        return f"keras.layers.{kind}", values, words
    if module == "tensorflow.layers":
        if kind not in TF_LAYERS_CLASSES:
            raise UsageError(f"tf.layers.{kind} is not known here")
        return _made(f"tf.layers.{kind}", *TF_LAYERS_CLASSES[kind], values, words)
    if module == "tensorflow.contrib.layers" and kind not in TF_ARRAYLESS:
        if kind not in CONTRIB:
            raise UsageError(f"tf.contrib.layers.{kind} is not known here")
        return _made(f"tf.contrib.layers.{kind}", *CONTRIB[kind], values, words, slim=True)
    if module == "tensorflow.contrib" or name.startswith(
        ("tensorflow.contrib.seq2seq.", "tensorflow.contrib.cudnn_rnn.")
    ):
        raise UsageError(f"tf.contrib.{name.removeprefix('tensorflow.contrib.')} is not known here")
    return None


def _made(label: str, today: str, takes: str, values: list[Any], words: Words, slim: bool = False) -> Today:
    without = slim and "biases_initializer" in words and words["biases_initializer"] is None
    made = ForeignClass(label, today, takes, {}).arguments(values, words)
    if "inputs" not in made:
        raise UsageError(f"{label}: inputs is missing")
    made.pop("biases_initializer", None)
    if without:
        made["use_bias"] = False
    if isinstance(made.get("use_bias"), Unknown):
        raise UsageError(f"{label}: use_bias is only known at run time; write True or False")
    scope = made.pop("scope", None)
    if scope is not None:
        made["name"] = scope
    layout = made.get("data_format")
    if isinstance(layout, str):
        made["data_format"] = "channels_first" if layout in ("channels_first", "NCHW") else "channels_last"
    if slim and today != "Dense" and today != "Flatten":
        made.setdefault("padding", "same" if today.startswith("Conv") else "valid")
        if today.endswith("Pooling2D"):
            made.setdefault("strides", 2)
    if isinstance(made.get("padding"), str):
        made["padding"] = made["padding"].lower()
    return f"keras.layers.{today}", [], made


def _cell(kind: str, values: list[Any], words: Words) -> Today | None:
    if kind in TF_STACKS:
        inside = values[0] if values else words.get("cells")
        if not isinstance(inside, list | tuple):
            raise UsageError("MultiRNNCell: how many cells it holds is only known at run time")
        if len({id(part) for part in inside}) < len(inside):
            raise UsageError(
                "MultiRNNCell: one cell stands in it several times; early versions of TensorFlow made arrays for each, "
                "later ones share them; write a new cell for each, [BasicLSTMCell(m) for _ in range(2)]"
            )
        return f"{TF_CELLS_PREFIX}MultiRNNCell", [list(inside)], {}
    if kind in ("DropoutWrapper", "ResidualWrapper", "DeviceWrapper"):
        return "tensorflow.same", [*values, *[words[name] for name in ("cell",) if name in words]], {}
    if kind in ("LSTMStateTuple", "RNNCell"):
        return None
    if kind in OF_CELLS:
        known = {"LSTMBlockCell": "BasicLSTMCell", "GRUBlockCell": "GRUCell"}.get(kind, kind)
        if known != kind and len(values) + len(words) > 1:
            raise UsageError(f"{kind} is read here with its size alone")
        return f"{TF_CELLS_PREFIX}{known}", values, words
    if kind in OVER_TIME:
        return None
    raise UsageError(f"tf.nn.rnn_cell.{kind} is not known here")
