"""The layers of Paddle in a program, as those of PyTorch with the same arrays.

Source: the classes of ``paddle.nn`` of Paddle 3.3.
"""

from __future__ import annotations

from typing import Any

from symbolic.errors import UsageError
from symbolic.model.code.foreign_arguments import ForeignClass, Today, Words
from symbolic.model.code.values import Namespace, Unknown

PADDLE_PREFIX = "paddle.nn"
BASE = "paddle.nn.Layer"
PADDLE_CONTAINERS = {
    "Sequential": "Sequential",
    "LayerList": "ModuleList",
    "LayerDict": "ModuleDict",
    "ParameterList": "ParameterList",
    "ParameterDict": "ParameterDict",
}
"""What holds layers, with PyTorch's class for it."""

PADDLE_ATTRIBUTES = "weight_attr bias_attr"
PADDLE_CONV_ARGUMENTS = (
    f"in_channels out_channels kernel_size .stride .padding .dilation groups * bias .padding_mode {PADDLE_ATTRIBUTES} "
    ".data_format"
)
PADDLE_TRANSPOSE_ARGUMENTS = (
    f"in_channels out_channels kernel_size .stride .padding .output_padding {{}} * "
    f"{{}} {PADDLE_ATTRIBUTES} .data_format"
)
PADDLE_ATTRIBUTES_OF_GATES = "weight_ih_attr weight_hh_attr bias_ih_attr bias_hh_attr"
PADDLE_LAYER_ARGUMENTS = (
    f"input_size hidden_size num_layers direction .time_major .dropout * {{}} {PADDLE_ATTRIBUTES_OF_GATES} .name"
)
PADDLE_CELL_ARGUMENTS = f"input_size hidden_size * {{}} {PADDLE_ATTRIBUTES_OF_GATES} .name"
PADDLE_TRANSFORMER_ARGUMENTS = f".dropout .activation .attn_dropout .act_dropout .normalize_before {PADDLE_ATTRIBUTES}"
PADDLE_ARRAYLESS_NAMES = (
    "ReLU ReLU6 Tanh Sigmoid Softsign LogSigmoid Softmax Hardswish Hardsigmoid SiLU Mish SELU ELU CELU GELU LeakyReLU "
    "LogSoftmax Softplus Hardtanh Hardshrink Softshrink Identity Dropout Dropout2D Dropout3D AlphaDropout "
    "MaxPool1D MaxPool2D MaxPool3D AvgPool1D AvgPool2D AvgPool3D AdaptiveAvgPool1D AdaptiveAvgPool2D AdaptiveAvgPool3D "
    "AdaptiveMaxPool1D AdaptiveMaxPool2D AdaptiveMaxPool3D Flatten Upsample UpsamplingNearest2D UpsamplingBilinear2D "
    "CosineSimilarity PairwiseDistance ZeroPad2D Unflatten Fold Unfold ChannelShuffle PixelUnshuffle Softmax2D Silu "
    "Swish ThresholdedReLU Tanhshrink Pad1D Pad2D Pad3D RReLU"
)
PADDLE_ARRAYLESS = frozenset(PADDLE_ARRAYLESS_NAMES.split())
"""Layers that hold nothing, whatever their arguments."""

NO_LAYERS = ("ClipGrad", "BeamSearch", "dynamic_decode")


def makes(name: str) -> bool:
    """Whether a name of Paddle is that of a class of layers."""
    module, _, kind = name.rpartition(".")
    return (
        module == PADDLE_PREFIX and kind[:1].isupper() and not kind.startswith(NO_LAYERS) and not kind.endswith("Loss")
    )


def today(name: str, values: list[Any], words: Words) -> Today | None:
    """PyTorch's class with the same arrays, and its arguments; None for what makes no layer.

    Raises `UsageError` for arguments that are not understood, and for a class that is not known here.

    >>> today("paddle.nn.Linear", [3, 4], {"bias_attr": False})
    ('torch.nn.Linear', [], {'in_features': 3, 'out_features': 4, 'bias': False})
    """
    kind = name.rpartition(".")[2]
    if not makes(name):
        return None
    if (
        kind == "Sequential"
        and any(isinstance(part, tuple) for part in values)
        and not all(isinstance(part, tuple | list) and len(part) == 2 for part in values)
    ):
        raise UsageError("nn.Sequential: its layers all have a name, or none has one")
    if kind in PADDLE_CONTAINERS:
        return f"torch.nn.{PADDLE_CONTAINERS[kind]}", values, words
    if kind in PADDLE_ARRAYLESS:
        return "torch.nn.Identity", [], {}
    if kind not in PADDLE_CLASSES:
        raise UsageError(f"{name} is not known here")
    made = PADDLE_CLASSES[kind]
    return made.today, [], made.arguments(values, words)


def _kept(layer: str, words: Words, name: str) -> bool:
    """Whether an array is there, by the attribute that describes it."""
    value = words.pop(name, None)
    if isinstance(value, Unknown) and not value.text.endswith(")"):  # An initializer is made by a call.
        raise UsageError(f"{layer}: {name} is only known at run time, by {value.text}; write False or leave it out")
    if isinstance(value, Namespace) and value.attributes.get("trainable", True) is not True:
        raise UsageError(
            f"{layer}: {name} says that it is not trained; write stop_gradient = True of the array instead"
        )
    return value is not False


def _biased(layer: str) -> Any:
    def change(words: Words) -> Words:
        if not _kept(layer, words, "weight_attr"):
            raise UsageError(f"{layer}: there is no formula without its weight")
        bias = _kept(layer, words, "bias_attr")
        return {**words, "bias": bias and words.get("bias") is not False}

    return change


def _table(words: Words) -> Words:
    _kept("nn.Embedding", words, "weight_attr")
    return words


def _normed(layer: str, name: str) -> Any:
    def change(words: Words) -> Words:
        weight, bias = _kept(layer, words, "weight_attr"), _kept(layer, words, "bias_attr")
        if words.pop("affine", True) is False:
            weight = bias = False
        if bias and not weight:
            raise UsageError(f"{layer}: there is no formula for a bias without a weight")
        return {**words, name: weight, "bias": bias}

    return change


def _recurrent(layer: str) -> Any:
    def change(words: Words) -> Words:
        if not all([_kept(layer, words, "weight_ih_attr"), _kept(layer, words, "weight_hh_attr")]):
            raise UsageError(f"{layer}: there is no formula without its weights")
        biases = [_kept(layer, words, name) for name in ("bias_ih_attr", "bias_hh_attr")]
        if biases[0] != biases[1]:
            raise UsageError(f"{layer}: there is no formula with one of its two biases")
        direction = words.pop("direction", "forward")
        if direction not in ("forward", "bidirect", "bidirectional"):
            raise UsageError(f"{layer}: direction is forward or bidirect, not {getattr(direction, 'text', direction)}")
        both = {"bidirectional": True} if direction != "forward" else {}
        size = words.pop("proj_size", None)
        return {**words, **both, "bias": biases[0], **({"proj_size": size} if size else {})}

    return change


def _encoder(layer: str) -> Any:
    def change(words: Words) -> Words:
        for name in ("weight_attr", "bias_attr"):
            if isinstance(words.get(name), list | tuple) or not _kept(layer, words, name):
                raise UsageError(f"{layer}: there is no formula here with {name}")
        return words

    return change


def _class(kind: str, today: str, takes: str, change: Any, always: Words | None = None) -> ForeignClass:
    return ForeignClass(f"{PADDLE_PREFIX}.{kind}", f"torch.nn.{today}", takes, always or {}, change)


PADDLE_NORM_ARGUMENTS = f"{PADDLE_ATTRIBUTES} .data_format .name"
PADDLE_CLASSES = {
    made.name.rpartition(".")[2]: made
    for made in (
        _class("Linear", "Linear", f"in_features out_features {PADDLE_ATTRIBUTES} .name", _biased("nn.Linear")),
        _class(
            "Bilinear",
            "Bilinear",
            f"in1_features in2_features out_features {PADDLE_ATTRIBUTES} .name",
            _biased("nn.Bilinear"),
        ),
        _class(
            "Embedding",
            "Embedding",
            "num_embeddings embedding_dim .padding_idx * .sparse .max_norm .norm_type .scale_grad_by_freq weight_attr "
            ".name .dtype",
            _table,
        ),
        *(
            _class(f"Conv{axes}D", f"Conv{axes}d", PADDLE_CONV_ARGUMENTS, _biased(f"nn.Conv{axes}D"))
            for axes in (1, 2, 3)
        ),
        *(
            _class(
                f"Conv{axes}DTranspose",
                f"ConvTranspose{axes}d",
                PADDLE_TRANSPOSE_ARGUMENTS.format(
                    *(("groups", ".dilation") if axes == 1 else (".dilation groups", ""))
                ),
                _biased(f"nn.Conv{axes}DTranspose"),
            )
            for axes in (1, 2, 3)
        ),
        _class(
            "LayerNorm",
            "LayerNorm",
            f"normalized_shape .epsilon * elementwise_affine>affine bias {PADDLE_ATTRIBUTES} .name",
            _normed("nn.LayerNorm", "elementwise_affine"),
        ),
        _class(
            "GroupNorm",
            "GroupNorm",
            f"num_groups num_channels .epsilon * affine {PADDLE_NORM_ARGUMENTS}",
            _normed("nn.GroupNorm", "affine"),
        ),
        *(
            _class(
                f"BatchNorm{axes}",
                f"BatchNorm{axes.lower()}",
                f"num_features .momentum .epsilon {PADDLE_ATTRIBUTES} * .data_format .use_global_stats .name",
                _normed(f"nn.BatchNorm{axes}", "affine"),
            )
            for axes in ("1D", "2D", "3D")
        ),
        *(
            _class(
                f"InstanceNorm{axes}D",
                f"InstanceNorm{axes}d",
                f"num_features .epsilon .momentum {PADDLE_NORM_ARGUMENTS}",
                _normed(f"nn.InstanceNorm{axes}D", "affine"),
            )
            for axes in (1, 2, 3)
        ),
        _class("LSTM", "LSTM", PADDLE_LAYER_ARGUMENTS.format("proj_size"), _recurrent("nn.LSTM")),
        _class("GRU", "GRU", PADDLE_LAYER_ARGUMENTS.format(""), _recurrent("nn.GRU")),
        _class("SimpleRNN", "RNN", PADDLE_LAYER_ARGUMENTS.format(".activation"), _recurrent("nn.SimpleRNN")),
        _class("LSTMCell", "LSTMCell", PADDLE_CELL_ARGUMENTS.format("!proj_size"), _recurrent("nn.LSTMCell")),
        _class("GRUCell", "GRUCell", PADDLE_CELL_ARGUMENTS.format(""), _recurrent("nn.GRUCell")),
        _class("SimpleRNNCell", "RNNCell", PADDLE_CELL_ARGUMENTS.format(".activation"), _recurrent("nn.SimpleRNNCell")),
        _class(
            "MultiHeadAttention",
            "MultiheadAttention",
            f"embed_dim num_heads .dropout kdim vdim .need_weights {PADDLE_ATTRIBUTES}",
            _biased("nn.MultiHeadAttention"),
        ),
        *(
            _class(
                kind,
                kind,
                f"d_model nhead dim_feedforward {PADDLE_TRANSFORMER_ARGUMENTS} * .layer_norm_eps",
                _encoder(f"nn.{kind}"),
            )
            for kind in ("TransformerEncoderLayer", "TransformerDecoderLayer")
        ),
        *(
            _class(kind, kind, f"{part} num_layers norm", None)
            for kind, part in (("TransformerEncoder", "encoder_layer"), ("TransformerDecoder", "decoder_layer"))
        ),
        _class(
            "Transformer",
            "Transformer",
            "d_model nhead num_encoder_layers num_decoder_layers dim_feedforward "
            f"{PADDLE_TRANSFORMER_ARGUMENTS} !custom_encoder "
            "!custom_decoder",
            _encoder("nn.Transformer"),
        ),
        _class("PReLU", "PReLU", "num_parameters .init * .weight_attr .data_format .name", None),
    )
}
