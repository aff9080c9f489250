"""PyTorch's modules that hold several layers in a row, from their arguments.

Source: ``torch.nn.Transformer``, its encoder and its decoder, of PyTorch 2.13.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from symbolic.errors import UsageError
from symbolic.limits import NETWORK_LAYERS
from symbolic.model.classes.layer_class import NamedLayers, RowClass
from symbolic.model.classes.pytorch import PLACE_ARGUMENTS
from symbolic.model.layers import Dense, LayerNorm, NetworkLayer, TransformerDecoderLayer, TransformerEncoderLayer
from symbolic.model.layers.base import read_size


def _repeated(layer: str, said: Mapping[str, Any]) -> NamedLayers:
    for place in range(_times("num_layers", said["num_layers"])):
        yield f"layers.{place}", _made(layer, said[layer])
    if said["norm"] is not None:
        yield "norm", _made("norm", said["norm"])


def _made(name: str, make: Callable[[], NetworkLayer] | Any) -> NetworkLayer:
    layer = make() if callable(make) else make
    if not isinstance(layer, NetworkLayer):
        raise UsageError(f"{name} is a layer, such as nn.TransformerEncoderLayer(512, 8), not {str(make)[:40]}")
    return layer


def _transformer(said: Mapping[str, Any]) -> NamedLayers:
    width = read_size("d_model", said["d_model"])
    for side, kind in (("encoder", TransformerEncoderLayer), ("decoder", TransformerDecoderLayer)):
        if said[f"custom_{side}"] is not None:
            raise UsageError(f"Transformer: with custom_{side} its layers are others; write them one by one")
        for place in range(_times(f"num_{side}_layers", said[f"num_{side}_layers"])):
            layer = kind(said["nhead"], said["dim_feedforward"], bias=said["bias"])
            layer.enters = width
            yield f"{side}.layers.{place}", layer
        norm = LayerNorm(bias=said["bias"])
        norm.enters = width
        yield f"{side}.norm", norm


def _adaptive(said: Mapping[str, Any]) -> NamedLayers:
    """A head with the frequent words and a word per cluster, and per cluster two kernels, the inner one narrower."""
    reads, last = read_size("in_features", said["in_features"]), said["n_classes"]
    ends = [*said["cutoffs"], last] if isinstance(said["cutoffs"], list | tuple) else []
    if not ends or not all(isinstance(end, int) for end in [*ends, said["div_value"]]) or reads.constant is None:
        raise UsageError("AdaptiveLogSoftmaxWithLoss: in_features, n_classes, cutoffs and div_value are numbers here")
    yield "head", _dense(reads, ends[0] + len(ends) - 1, said["head_bias"])
    for place, (start, end) in enumerate(pairwise(ends)):
        inner = int(reads.constant // said["div_value"] ** (place + 1))
        yield f"tail.{place}.0", _dense(reads, inner, bias=False)
        yield f"tail.{place}.1", _dense(inner, end - start, bias=False)


def _dense(reads: Any, units: int, bias: bool) -> NetworkLayer:
    layer = Dense(units, bias=bias)
    layer.enters = read_size("in_features", reads)
    return layer


def _times(name: str, value: Any) -> int:
    """How many layers there are; raises `UsageError` for what is not a number of layers."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= NETWORK_LAYERS:
        raise UsageError(f"{name} is a number up to {NETWORK_LAYERS}, as each layer has a line of its own; not {value}")
    return value


TORCH_ROWS = {
    row.name: row
    for row in (
        RowClass(
            "TransformerEncoder",
            "encoder_layer num_layers | norm=None enable_nested_tensor mask_check",
            lambda said: _repeated("encoder_layer", said),
        ),
        RowClass(
            "TransformerDecoder",
            "decoder_layer num_layers | norm=None",
            lambda said: _repeated("decoder_layer", said),
        ),
        RowClass(
            "Transformer",
            "| d_model=512 nhead=8 num_encoder_layers=6 num_decoder_layers=6 dim_feedforward=2048 dropout activation "
            "custom_encoder=None custom_decoder=None layer_norm_eps batch_first norm_first bias=True "
            f"{PLACE_ARGUMENTS}",
            _transformer,
        ),
        RowClass(
            "AdaptiveLogSoftmaxWithLoss",
            f"in_features n_classes cutoffs | div_value=4 head_bias=False {PLACE_ARGUMENTS}",
            _adaptive,
        ),
    )
}
"""All classes that a network as text takes and that hold layers, beside ``Sequential``."""
