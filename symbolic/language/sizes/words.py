"""What people call sizes: words and letters for the input, the hidden and the projection size, and other numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from symbolic.language.sizes.numbers import NOT_SIZES, PLAIN

INPUT = (
    "input_size size_of_input input_dim input inputs n_in n_input n_inputs num_inputs input_features features "
    "in_features embedding_dim embedding embed_dim d_in n_x d_x x_dim nb_inputs"
)
HIDDEN = (
    "hidden_size size_of_output size_of_hidden output_size output output_dim outputs hidden hidden_dim hidden_units "
    "units num_units n_units number_of_units n_hidden n_out out_features d_out n_h d_h h_dim cells neurons num_hidden "
    "width nb_units"
)
PROJECTION = "projection proj_size projection_size size_of_projection proj num_proj n_proj recurrent_size"
WORDS = {word: role for role, words in zip(PLAIN, (INPUT, HIDDEN, PROJECTION), strict=True) for word in words.split()}
PLAIN_LETTERS = dict(zip(PLAIN, ("n", "m", "r"), strict=True))
STEPS = {*NOT_SIZES, "time", "num_steps", "n_steps", "n_t", "sequence_length", "nb_timesteps"}
"""Names of the number of time steps or of a batch, on which no count depends."""
GATES = {"g", "gates", "num_gates", "n_gates", "number_of_gates"}
LIKELY = {"input": "nidxefkc", "hidden": "mhuoqdl", "projection": "rp"}
"""Letters that people give a size, the likeliest first."""


def letter_named(name: str, letters: Collection[str], aliases: Mapping[str, str]) -> str | None:
    """The letter that a name stands for: itself, an alias, or a word of the field for one.

    >>> letter_named("features", "nm", {"input": "n", "hidden": "m"})
    'n'
    """
    letter = name if name in letters else aliases.get(name) or aliases.get(WORDS.get(name.lower(), ""))
    return letter if letter in letters else None
