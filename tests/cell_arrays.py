"""Parameters, inputs and states for a cell to run on."""

from __future__ import annotations

import numpy as np

from symbolic import Cell, cell
from symbolic.language.inference import infer
from symbolic.language.sizes.carriers import Integers
from symbolic.numeric.arrays import MemberLayout

LETTERS = "n=8 m=12 r=4 q=4 k=3 H=4 g=4 L=4 N=2 R=2 C=4 c=3 h=5 Hh=6 Ww=7 s=2 P=2 e=4 B=6 d=7 rw=3 ru=5"
SIZES = {letter: int(size) for letter, size in (pair.split("=") for pair in LETTERS.split())}
STEPS, BATCH = 3, 2


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def softmax(a):
    powers = np.exp(a - a.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def arrays(own: Cell, dtype=np.float64, steps: int = STEPS, seed: int = 0):
    """Positive random parameters, inputs and state at `SIZES`, in a batch of two."""
    draw = np.random.default_rng(seed)
    sizes = {letter: SIZES.get(letter, 8) for letter in own.definition.letters}

    def values(*shape):
        return (0.1 + 0.3 * draw.random(shape)).astype(dtype)

    names = own.definition.names
    front = {**dict.fromkeys(names.inputs, (steps, BATCH)), **dict.fromkeys(names.states, (BATCH,))}
    front |= dict.fromkeys(own.definition.program.static.intersection(names.inputs), (BATCH,))
    parameters = {p.name: values(*(int(extent.subs(sizes)) for extent in p.shape)) for p in own.parameters}
    made = {name: values(*front[name], *extents(own, name, sizes)) for name in front}
    return parameters, {x: made[x] for x in names.inputs}, {s: made[s] for s in names.states}


def extents(own: Cell, name: str, sizes: dict[str, int]) -> tuple[int, ...]:
    return (*MemberLayout(own.definition).extents(name, sizes), *infer(own.definition, Integers(sizes)).names[name])


def steps_of(name: str) -> int:
    """A tree has its children for predecessors, and is run a node at a time."""
    return 1 if cell(name).name.startswith("treelstm") else STEPS
