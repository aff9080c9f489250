"""The numbers of programs by the frameworks themselves, in a process of its own: ``run_programs.py torch 100``.

With ``snippets`` in place of the number, those of the snippets of the framework. Each line holds one JSON document
behind two signs: the program, or the name of the snippet, with trained and other numbers, and those of each part.
"""

import importlib
import json
import os
import sys
from math import prod
from pathlib import Path
from random import Random

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
HERE = Path(__file__).parent
WHOLE = ("MultiheadAttention", "TransformerEncoderLayer", "TransformerDecoderLayer")
"""Modules that are one row here."""

COUNTER = "num_batches_tracked"


def numbers(framework, model, x=None):
    """Trained and other numbers; those of each module that holds some, smallest first."""
    return _torch(model) if framework == "torch" else _keras(model) if framework == "keras" else _flax(model, x)


def _flax(model, x):
    import equinox
    import flax.linen
    import jax
    from flax import nnx

    if isinstance(model, flax.linen.Module):
        made = jax.eval_shape(lambda: model.init(jax.random.key(0), x))
        groups = (made["params"], made.get("batch_stats", {}))
    else:
        linen = isinstance(model, nnx.Module)
        groups = (nnx.state(model, nnx.Param) if linen else equinox.filter(model, equinox.is_array), {})
    return *(sum(prod(array.shape) for array in jax.tree.leaves(group)) for group in groups), []


def _torch(model):
    trained = sum(array.numel() for array in model.parameters() if array.requires_grad)
    fixed = sum(array.numel() for array in model.parameters() if not array.requires_grad)
    fixed += sum(array.numel() for name, array in model.named_buffers() if not name.endswith(COUNTER))
    parts, seen = [], set()
    for module in model.modules():
        held = [*module.parameters(recurse=type(module).__name__ in WHOLE)]
        held += [array for name, array in module.named_buffers(recurse=False) if name != COUNTER]
        parts.append(sum(array.numel() for array in held if id(array) not in seen))
        seen |= {id(array) for array in held}
    return trained, fixed, sorted(filter(None, parts))


def _keras(model):
    if not model.built:
        model.build((None, 250))
    arrays = (model.trainable_weights, model.non_trainable_weights)
    return *(sum(prod(array.shape) for array in group) for group in arrays), []


def as_run(name, text):
    """A snippet as the framework takes it: without prompts, with what its reader imports, by today's arguments."""
    if text.startswith(">>>"):
        text = "\n".join(line[4:] for line in text.splitlines())
    if name == "keras_first_question":
        text = text.replace("input_dim=4096, input_length=16", "input_shape=(16, 4096)")
        text = f"from keras import Sequential\nfrom keras.layers import LSTM\n{text}"
    return text


def main(framework, wanted):
    if wanted == "snippets":
        paths = sorted((HERE / "snippets").glob(f"{framework}_*.txt"))
        programs = [(path.stem, as_run(path.stem, path.read_text())) for path in paths]
    else:
        made = importlib.import_module(f"written_{framework}")
        texts = [made.program(Random(seed)) for seed in range(int(wanted))]
        programs = [(text, text) for text in texts]
    for name, text in programs:
        names = {}
        try:
            exec(text, names)
            result = numbers(framework, names["model"], names.get("x"))
        except Exception as error:
            result = [repr(error)[:300]]
        print("@@" + json.dumps([name, *result]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
