"""Writes ``recorded/``: summaries as the real libraries print them, with the real numbers of their layers.

Run it with the packages of the extra ``frameworks``.
"""

import json
import re
from pathlib import Path
from random import Random

from printers import (
    draw_flax,
    draw_flax_shapes,
    draw_haiku,
    draw_keras,
    draw_torch,
    print_names,
    print_sizes,
    print_torchinfo,
    quiet,
)

FOLDER = Path(__file__).with_name("recorded")


def record():
    quiet()
    import keras
    import tf_keras
    import torch

    numbers = {}
    texts = {}
    for seed, library in ((1, keras), (30, keras), (3, tf_keras), (9, tf_keras)):
        name = f"{library.__name__}_{seed}"
        texts[name], numbers[name] = draw_keras(Random(f"keras {seed}"), library)
    for seed in (1, 4):
        random = Random(f"torch {seed}")
        net, numbers[f"torchinfo_{seed}"] = draw_torch(random, torch)
        texts[f"torchinfo_{seed}"] = print_torchinfo(random, net, torch)
        texts[f"names_{seed}"], numbers[f"names_{seed}"] = print_names(random, net), numbers[f"torchinfo_{seed}"]
        texts[f"sizes_{seed}"], numbers[f"sizes_{seed}"] = print_sizes(net), [sum(numbers[f"torchinfo_{seed}"])]
    texts["flax_shapes"], total = draw_flax_shapes(Random("shapes 1"))
    numbers["flax_shapes"] = [total]
    for name, draw in (("flax", draw_flax), ("haiku", draw_haiku)):
        texts[name], total, _ = draw(Random(f"{name} 1"))
        numbers[name] = [total]
    for name, text in texts.items():
        plain = re.sub(r" +$", "", text, flags=re.MULTILINE).strip("\n")
        (FOLDER / f"{name}.txt").write_text(plain + "\n", encoding="utf-8", newline="\n")
    (FOLDER / "numbers.json").write_text(json.dumps(numbers, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()
