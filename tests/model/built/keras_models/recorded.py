"""What is recorded of each network: its configuration, and its arrays and counts, live and as loaded from its file."""

import json
import zipfile
from io import BytesIO
from math import prod

import h5py

from .registry import BOTH, NEWER

KEPT = {
    *("module", "class_name", "config", "build_config", "shared_object_id", "name", "trainable", "layers", "layer"),
    *("backward_layer", "merge_mode", "cell", "cells", "units", "filters", "kernel_size", "use_bias", "reset_after"),
    *("input_dim", "output_dim", "tie_weights", "scale", "center", "axis", "rms_scaling", "renorm", "groups", "mean"),
    *("depth_multiplier", "equation", "output_shape", "bias_axes", "num_heads", "key_dim", "value_dim", "use_gate"),
    *("head_dim", "num_query_heads", "num_key_value_heads", "use_scale", "score_mode", "shared_axes", "lora_rank"),
    *("data_format", "strides", "padding", "dilation_rate", "dtype", "mode", "input_shape", "shapes_dict"),
}
"""The parts of a configuration that say something of arrays."""


def rows(k, folder):
    """What is known of each network in one of the two libraries, live and as the library itself loads its file."""
    for name, build in {**BOTH, **(NEWER if k.__name__ == "keras" else {})}.items():
        (k.utils if k.__name__ == "keras" else k.backend).clear_session()
        if k.__name__ != "keras" and name in NOT_BUILT:
            continue
        yield name, row(k, build(k), folder / f"{name}.keras")


NOT_BUILT = ("spectral",)
"""What tf_keras itself fails to build."""


def row(k, model, path):
    model.save(path)
    config, arrays = stored(path)
    return {
        "totals": totals(model),
        "loaded": loaded(k, path),
        "arrays": [[list(map(int, array.shape)), trained] for array, trained in flagged(model)],
        "keras2": k.__name__ != "keras",
        "config": numbered(kept(config), {}),
        "stored": arrays,
    }


def flagged(model):
    """The arrays of a model, each once, and whether it is trained."""
    trained = {id(array) for array in model.trainable_weights}
    return [(array, id(array) in trained) for array in {id(array): array for array in model.weights}.values()]


def totals(model):
    """How many numbers are trained and how many are not."""
    counts = [0, 0]
    for array, trained in flagged(model):
        counts[not trained] += prod(map(int, array.shape))
    return counts


def loaded(k, path):
    """The same of the model that the library makes of the file; None where it fails to, as with layers shared."""
    try:
        return totals(k.models.load_model(path, compile=False))
    except (ValueError, KeyError, TypeError):
        return None


def stored(path):
    """The configuration in a file, and the shape and kind of each array by its path."""
    with zipfile.ZipFile(path) as archive:
        config = json.loads(archive.read("config.json"))
        weights = h5py.File(BytesIO(archive.read("model.weights.h5")))
    arrays = {}
    weights.visititems(
        lambda name, held: arrays.update({name: [list(held.shape), held.dtype.name]} if hasattr(held, "shape") else {})
    )
    return config, {name: array for name, array in arrays.items() if not name.startswith("optimizer")}


def kept(config):
    """A configuration without what says nothing of arrays."""
    if isinstance(config, list):
        return [kept(inner) for inner in config]
    if not isinstance(config, dict):
        return config
    plain = {key: value for key, value in config.items() if key in KEPT}
    if "mode" not in json.dumps(plain.get("dtype")):
        plain.pop("dtype", None)
    # The shapes of a `shapes_dict` have names of their own.
    return {key: value if key == "shapes_dict" else kept(value) for key, value in plain.items()}


def numbered(config, places):
    """A configuration whose objects that are shared go by their order, not by where they were in memory."""
    if isinstance(config, list):
        return [numbered(inner, places) for inner in config]
    if not isinstance(config, dict):
        return config
    return {
        key: places.setdefault(value, len(places)) if key == "shared_object_id" else numbered(value, places)
        for key, value in sorted(config.items())
    }
