"""What people call sizes: words and letters for the input, the hidden and the projection size, and other numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from symbolic.language.sizes.numbers import FIELD_WORDS, NOT_SIZES
from symbolic.limits import NAME_LENGTH

INPUT_SIZE_NAMES = (
    "input_size size_of_input input_dim input inputs n_in n_input n_inputs num_inputs input_features features "
    "in_features embedding_dim embedding embed_dim d_in n_x d_x x_dim nb_inputs"
)
HIDDEN = (
    "hidden_size size_of_output size_of_hidden output_size output output_dim outputs hidden hidden_dim hidden_units "
    "units num_units n_units number_of_units n_hidden n_out out_features d_out n_h d_h h_dim cells neurons num_hidden "
    "width nb_units"
)
PROJECTION_WORDS = "projection proj_size projection_size size_of_projection proj num_proj n_proj recurrent_size"
SIZE_WORD_ROLES = {
    word: role
    for role, words in zip(FIELD_WORDS, (INPUT_SIZE_NAMES, HIDDEN, PROJECTION_WORDS), strict=True)
    for word in words.split()
}
PLAIN_LETTERS = dict(zip(FIELD_WORDS, ("n", "m", "r"), strict=True))
STEP_NAMES = {*NOT_SIZES, "time", "num_steps", "n_steps", "n_t", "sequence_length", "nb_timesteps"}
"""Names of the number of time steps or of a batch, on which no count depends."""
GATE_COUNT_NAMES = {"g", "gates", "num_gates", "n_gates", "number_of_gates"}
BIAS_NAME = re.compile(r"(?:(?:use|num|n|number_of)_?)?bias(?:es)?(?:_\w+)?|b(?:_\w+)?", re.IGNORECASE)
"""Names for a bias: 1 for each unit, a vector of them, or all."""
GREEK_WORDS = "alpha beta gamma delta lambda mu nu rho sigma tau phi psi omega"
GREEK_NAMES = {*GREEK_WORDS.split()}
PLAIN_WORDS = {
    *("input", "inputs", "hidden", "units", "projection", "output", "features", "width", "size", "batch", "steps"),
    *("timesteps", "length", "dim", "cells", "neurons", "embedding", "channels"),
}
"""Words that are one name in a formula, whether or not they say which size."""

ANY = ""
MODEL_WORDS = {"rnn", "lstm", "gru", "mem", "memory", "model"}
COUNT_WORDS = "n num nb no number of the size sizes sz dim dims dimension s d count total layer"
INPUT_WORDS = (
    "in inp input inputs i x feat feats feature features emb embed embedding embeddings e word char prev previous vec"
)
OUTPUT_WORDS = "h hid hidden rec recurrent state states cell cells unit units u neuron neurons out output outputs"
STEMS = {
    **dict.fromkeys((*COUNT_WORDS.split(), *MODEL_WORDS), ANY),
    **dict.fromkeys(INPUT_WORDS.split(), "input"),
    **dict.fromkeys(OUTPUT_WORDS.split(), "hidden"),
    **dict.fromkeys(("p", "proj", "projection"), "projection"),
}
"""The parts of names of sizes: what counts, which is any size, and of which size it is."""
LONGEST_STEM = max(map(len, STEMS))
CAMEL_BOUNDARY = re.compile(r"(?<=[a-z])(?=[A-Z])")
LAYER_BEFORE = re.compile(r"_\{?[a-z]-1|\[[a-z]-1\]|\([a-z]-1\)")
"""An index of the layer before."""
LIKELY = {"input": "nidxefkc", "hidden": "mhuoqdl", "projection": "rp"}
"""Letters that people give a size, the likeliest first."""


def letter_named(name: str, letters: Collection[str], aliases: Mapping[str, str]) -> str | None:
    """The letter that a name stands for: itself, an alias, or a word of the field for one.

    >>> letter_named("features", "nm", {"input": "n", "hidden": "m"})
    'n'
    """
    letter = name if name in letters else aliases.get(name) or aliases.get(SIZE_WORD_ROLES.get(name.lower(), ""))
    return letter if letter in letters else None


def role_named(name: str) -> str | None:
    """Whether a name is made of words for the input, the hidden or the projection size, and which: ``nhid``, ``hs``.

    >>> role_named("nhid"), role_named("d_in"), role_named("inputDim"), role_named("foo"), role_named("n_{i-1}")
    ('hidden', 'input', 'input', None, 'input')
    """
    if name.lower() in SIZE_WORD_ROLES:
        return SIZE_WORD_ROLES[name.lower()]
    if not 1 < len(name) <= NAME_LENGTH:
        return None
    if LAYER_BEFORE.search(name):
        return "input"
    parts = CAMEL_BOUNDARY.sub("_", re.sub(r"[{}^()\[\]]", "", name)).lower().split("_")
    split = [_stems(part) for part in parts]
    if None in split:
        return None
    stems = [stem for group in split for stem in group or ()]
    roles = {STEMS[stem] for stem in stems} - {ANY}
    # The layer itself is said beside the size: lstm_input_size.
    roles = roles or {"hidden" for stem in stems if stem in MODEL_WORDS}
    return roles.pop() if len(roles) == 1 else None


def is_output(name: str) -> bool:
    """Whether a name may be that of a layer's outputs, of a layer behind the cell too.

    >>> is_output("d_out"), is_output("num_classes"), is_output("hidden_size")
    (True, True, False)
    """
    return bool(re.search(r"out|class|label|vocab|target|tok|^[KVOyk]$", name))


def is_size_word(name: str) -> bool:
    """Whether a run of letters is a word for a size, for time steps, gates or a bias, in a formula of anything."""
    word = name.lower()
    return (
        word in PLAIN_WORDS
        or word in SIZE_WORD_ROLES
        or word in STEP_NAMES
        or (word in GATE_COUNT_NAMES | GREEK_NAMES)
        or _is_bias(word)
    )


def _is_bias(word: str) -> bool:
    return len(word) > 1 and bool(BIAS_NAME.fullmatch(word))


@lru_cache(maxsize=1024)
def _stems(word: str) -> tuple[str, ...] | None:
    """The words that a run of letters is made of, the longest first; None where it is none."""
    if not word or word.isdigit():
        return ()
    for length in range(min(len(word), LONGEST_STEM), 0, -1):
        rest = _stems(word[length:]) if word[:length] in STEMS else None
        if rest is not None:
            return (word[:length], *rest)
    return None
