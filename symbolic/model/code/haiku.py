"""The layers of Haiku and Sonnet in a program, as those of Keras with the same arrays; their cells as they are.

Source: the modules of Haiku 0.0.17 and of Sonnet 2.0.
"""

from __future__ import annotations

from typing import Any

from symbolic.errors import UsageError
from symbolic.model.code.foreign_arguments import ForeignClass, Today, Words
from symbolic.model.code.values import FunctionValue, PackageObject, Partial, Reference, Unknown, extent_of, size_of

PACKAGE_ALIASES = {"haiku": "hk", "sonnet": "snt"}
HAIKU_BASES = ("haiku.Module", "sonnet.Module", "sonnet.AbstractModule", "haiku.RNNCore", "sonnet.RNNCore")
TRANSFORMING = ("haiku.transform", "haiku.transform_with_state")
UNROLLING = ("haiku.dynamic_unroll", "haiku.static_unroll", "sonnet.dynamic_unroll", "sonnet.static_unroll")
SAME_AS = ("haiku.without_apply_rng", "haiku.remat", "haiku.jit", "haiku.BatchApply", "sonnet.BatchApply")
"""What gives back what it is given, as far as arrays go."""

HAIKU_CELLS = ("haiku.LSTM", "haiku.GRU", "haiku.VanillaRNN")
DEEP = ("haiku.DeepRNN", "sonnet.DeepRNN")
ARRAYLESS_LIST = (
    "PRNGSequence next_rng_key next_rng_keys maybe_next_rng_key dropout one_hot max_pool avg_pool get_state set_state "
    "running_init reserve_rng_keys LSTMState State Params Transformed switch_bias"
)
ARRAYLESS_NAMES = frozenset(ARRAYLESS_LIST.split())
"""Names that make no arrays that are trained."""

SHORT_INITIALISERS = ".w_init .b_init"
HAIKU_CONV_ARGUMENTS = (
    "output_channels>filters kernel_shape>kernel_size stride>strides rate>dilation_rate padding with_bias>use_bias"
)
HAIKU_NORM_ARGUMENTS = "create_scale>scale create_offset>center"
NORM_INITIALISERS = ".scale_init .offset_init"
HAIKU_CLASSES = {
    "haiku": {
        "Linear": ("Dense", f"output_size>units with_bias>use_bias {SHORT_INITIALISERS} .name"),
        "Embed": (
            "Embedding",
            "vocab_size>input_dim embed_dim>output_dim !embedding_matrix .w_init .lookup_style .name .precision",
        ),
        **{
            f"Conv{axes}D": (
                f"Conv{axes}D",
                f"{HAIKU_CONV_ARGUMENTS} {SHORT_INITIALISERS} data_format .mask feature_group_count>groups .name",
            )
            for axes in (1, 2, 3)
        },
        **{
            f"Conv{axes}DTranspose": (
                f"Conv{axes}DTranspose",
                "output_channels>filters kernel_shape>kernel_size stride>strides !output_shape padding "
                f"with_bias>use_bias {SHORT_INITIALISERS} data_format .mask .name",
            )
            for axes in (1, 2)
        },
        "LayerNorm": (
            "LayerNormalization",
            f".axis {HAIKU_NORM_ARGUMENTS} .eps {NORM_INITIALISERS} .use_fast_variance .name * !param_axis",
        ),
        "RMSNorm": ("RMSNormalization", ".axis .eps .scale_init .name * .create_scale !param_axis"),
        "BatchNorm": (
            "BatchNormalization",
            f"{HAIKU_NORM_ARGUMENTS} .decay_rate .eps {NORM_INITIALISERS} !axis .cross_replica_axis "
            ".cross_replica_axis_index_groups "
            "data_format .name",
        ),
        "GroupNorm": (
            "GroupNormalization",
            f"groups .axis {HAIKU_NORM_ARGUMENTS} .eps {NORM_INITIALISERS} data_format .name",
        ),
        "MultiHeadAttention": (
            "MultiHeadAttention",
            "num_heads key_size>key_dim .w_init_scale * .w_init with_bias>use_bias .b_init value_size>value_dim "
            "model_size>output_shape .name",
        ),
        "Flatten": ("Flatten", "!preserve .name"),
        "MaxPool": ("MaxPooling2D", "window_shape strides padding .channel_axis .name"),
        "AvgPool": ("AveragePooling2D", "window_shape strides padding .channel_axis .name"),
        "LSTM": ("", "hidden_size .name"),
        "GRU": ("", "hidden_size .w_i_init .w_h_init .b_init .name"),
        "VanillaRNN": ("", "hidden_size double_bias .name"),
    },
    "sonnet": {
        "Linear": (
            "Dense",
            f"output_size>units with_bias>use_bias {SHORT_INITIALISERS} .name * use_bias>use_bias .initializers",
        ),
        "Embed": (
            "Embedding",
            "vocab_size>input_dim embed_dim>output_dim !existing_vocab .densify_gradients .initializer .trainable "
            ".dtype .name",
        ),
        **{
            f"Conv{axes}D": (
                f"Conv{axes}D",
                f"{HAIKU_CONV_ARGUMENTS} {SHORT_INITIALISERS} data_format .name * use_bias>use_bias",
            )
            for axes in (1, 2, 3)
        },
        **{
            f"Conv{axes}DTranspose": (
                f"Conv{axes}DTranspose",
                "output_channels>filters kernel_shape>kernel_size !output_shape stride>strides rate>dilation_rate "
                f"padding with_bias>use_bias {SHORT_INITIALISERS} data_format .name",
            )
            for axes in (1, 2)
        },
        "LayerNorm": ("LayerNormalization", f".axis {HAIKU_NORM_ARGUMENTS} .eps {NORM_INITIALISERS} data_format .name"),
        "BatchNorm": (
            "BatchNormalization",
            f"{HAIKU_NORM_ARGUMENTS} .decay_rate .eps {NORM_INITIALISERS} data_format .name",
        ),
        "Flatten": ("Flatten", "!preserve .name"),
        "BatchFlatten": ("Flatten", "!preserve .name"),
        "LSTM": (
            "",
            "hidden_size !projection_size .projection_init .w_i_init .w_h_init .b_init .forget_bias .dtype .name "
            "* !use_peepholes",
        ),
        "GRU": ("", "hidden_size .w_i_init .w_h_init .b_init .dtype .name"),
    },
}
"""Keras's class for each and the arguments, ``""`` for a cell."""


def makes(name: str) -> bool:
    """Whether a name of Haiku or Sonnet is that of what makes arrays."""
    rest = name.partition(".")[2]
    camel = rest[:1].isupper() and rest not in ARRAYLESS_NAMES and "." not in rest
    return name not in HAIKU_BASES and (
        camel or name in (*TRANSFORMING, *UNROLLING, "haiku.get_parameter") or rest.startswith("nets.")
    )


def today(name: str, values: list[Any], words: Words) -> Today | None:
    """The class of today with the same arrays, and its arguments; None for what makes none.

    Raises `UsageError` for what is not understood.

    >>> today("haiku.Linear", [10], {"with_bias": False})
    ('keras.layers.Dense', [], {'units': 10, 'use_bias': False})
    """
    package, _, rest = name.partition(".")
    if rest in ARRAYLESS_NAMES or rest.startswith(
        ("initializers.", "optimizers.", "regularizers.", "data_structures.")
    ):
        return None
    if rest == "Sequential":
        inside = values[0] if values else words.get("layers")
        if not isinstance(inside, list | tuple):
            return "keras.Sequential", [inside], {}
        return "keras.Sequential", [[as_layer(part) for part in inside]], {}
    if rest == "DeepRNN":
        return "haiku.DeepRNN", values, {"layers": words["layers"]} if "layers" in words else {}
    if rest == "VanillaRNN" and package == "sonnet":
        raise UsageError("snt.VanillaRNN has one bias in Sonnet 2 and two in Sonnet 1, which a program does not say")
    if rest == "nets.MLP":
        return "keras.Sequential", [_perceptron(name, values, words)], {}
    written = HAIKU_CLASSES[package].get(rest)
    if written is None:
        raise UsageError(f"{name.replace(package, PACKAGE_ALIASES[package], 1)} is not known here")
    kind, takes = written
    label = f"{PACKAGE_ALIASES[package]}.{rest}"
    words = dict(words)
    called = words.get("name")
    made = ForeignClass(label, kind, takes, {}).arguments(values, words)
    if not kind:
        if isinstance(made.get("double_bias"), Unknown):
            raise UsageError(f"{label}: double_bias is only known at run time; write True or False")
        return f"haiku.{rest}", [], made
    if kind.endswith("Pooling2D"):
        return _pool(kind, made)
    for flag in ("scale", "center"):
        if kind.endswith("Normalization") and takes.count(f">{flag}") and rest != "GroupNorm" and flag not in made:
            raise UsageError(f"{label}: create_{'scale' if flag == 'scale' else 'offset'} is missing")
    if isinstance(made.get("data_format"), str):
        made["data_format"] = (
            "channels_first" if made["data_format"][:2] in ("NC", "channels_first") else "channels_last"
        )
    if kind.startswith("Conv"):
        padding = made.get("padding", "SAME")
        made["padding"] = padding.lower() if isinstance(padding, str) else None
    if rest == "MultiHeadAttention" and "output_shape" not in made:
        heads, width = size_of(made.get("num_heads")), size_of(made.get("key_dim"))
        if heads is None or width is None:
            raise UsageError(f"{label}: num_heads and key_size are numbers here, or write model_size")
        made["output_shape"] = extent_of(heads * width)
    if rest == "RMSNorm" and words.get("create_scale", True) is not True:
        return "keras.layers.Activation", ["linear"], {}
    if isinstance(called, str):
        made["name"] = called
    return f"keras.layers.{kind}", [], made


def as_layer(part: Any) -> Any:
    """A function among layers as a layer: one of a package that leaves shapes as they are, or one to be followed."""
    while isinstance(part, Partial):
        part = part.function
    if isinstance(part, FunctionValue):
        return PackageObject("keras.layers.Lambda", [part], {}, part.node.lineno)
    if isinstance(part, Reference):
        from symbolic.model.code.keras_tensors import SAME

        if part.kind in SAME:
            return PackageObject("keras.layers.Activation", [part.kind], {}, 1)
        return PackageObject("keras.layers.Lambda", [None], {}, 1)
    return part


def _pool(kind: str, made: Words) -> Today:
    """A window over the two axes of a map; of others nothing is said of the map behind it."""

    def inner(value: Any) -> Any:
        if isinstance(value, list | tuple) and len(value) in (3, 4) and all(isinstance(part, int) for part in value):
            return tuple(value[-3:-1]) if value[-1] == 1 and (len(value) == 3 or value[0] == 1) else None
        return value if isinstance(value, int) else None

    size, strides = inner(made.get("window_shape")), inner(made.get("strides"))
    padding = made.get("padding")
    if size is None or strides is None or not isinstance(padding, str):
        return "keras.layers.Lambda", [None], {}
    return f"keras.layers.{kind}", [], {"pool_size": size, "strides": strides, "padding": padding.lower()}


def _perceptron(name: str, values: list[Any], words: Words) -> list[PackageObject]:
    takes = "output_sizes .w_init .b_init with_bias .activation * .activate_final .name .dropout_rate .activation"
    made = ForeignClass(name, "", takes, {}).arguments(values, words)
    sizes = made.get("output_sizes")
    if not isinstance(sizes, list | tuple):
        raise UsageError(f"{name}: output_sizes is a list of sizes here")
    words = {"use_bias": made["with_bias"]} if "with_bias" in made else {}
    return [PackageObject("keras.layers.Dense", [size], dict(words), 1) for size in sizes]
