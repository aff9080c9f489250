"""Cells of the catalogue, printed by this project, are read back with the same count."""

import os
import re

import pytest

from symbolic import cell, cells
from symbolic.language.latex_names import size_latex
from symbolic.latex.meaning.letters import plain_name
from symbolic.latex.printed.reader import TokenReader
from symbolic.latex.printed.symbols import read_symbol
from symbolic.latex.printed.tokens import read_tokens
from symbolic.latex.printed.words import GREEKS
from symbolic.latex.reading import read_text
from symbolic.report.writing.notation import OWN_NOTATION
from symbolic.report.writing.noted import noted

LONG = bool(os.environ.get("SYMBOLIC_LONG"))
LEFT_OUT = frozenset(
    (
        # Of its kernels some have one place and some k; the print says neither.
        "st_lstm",
        # A vector of ones; vectors of half the units and one fewer, which the print does not say.
        *("dcgru", "eurnn"),
        # One letter for vectors of two sizes, one member of a family with a size of its own.
        *("slstm_block", "mlstm_block", "stacked_lstm"),
    )
)
TOLD = frozenset({"lmu", "ltc", "ttt_linear"})
"""Cells of which a reader has to be told the sizes of parameters too, and that a norm has none."""
SAMPLE = (
    "lstm",
    "gru",
    "peephole_lstm",
    "lstmp",
    "mogrifier",
    "treelstm_nary",
    "convlstm",
    "qlstm",
    "grid_lstm",
    "phased_lstm",
    "ltc",
)


def printed(name: str, names: dict[str, str]) -> str:
    """A name as the reader calls what is printed for it."""
    latex = names.get(name)
    if latex is None:
        return name
    if "Delta t" in latex:
        return plain_name(latex)
    symbol = read_symbol(TokenReader(read_tokens(latex), latex))
    return "_".join([symbol.base, *symbol.accents, *map(plain_name, (*symbol.below, *symbol.above))])


@pytest.mark.parametrize("name", [name for name in cells() if name not in LEFT_OUT] if LONG else SAMPLE)
def test_a_cell_is_read_back_from_its_own_print(name):
    own = cell(name)
    names = own.definition.latex
    text = re.search(r"\\begin\{(align\*|aligned)\}.*?\\end\{\1\}", own.latex(part="equations"), re.S)
    assert text is not None
    sizes = {printed(key, names): shape or (1,) for key, shape in own.sizes.items()}
    told = own.parameters if name in TOLD else ()
    for parameter in told:
        sizes.setdefault(printed(parameter.name, names), tuple(map(str, parameter.extents)) or (1,))
    choices = {"norm": "plain"} if name in TOLD and "layernorm" in own.text else {}
    choices |= {"otimes": "hamilton"} if "hamilton" in own.text else {}
    for parameter in own.parameters:
        letter = printed(parameter.name, names).partition("_")[0]
        if letter in GREEKS or letter.islower():
            choices[letter] = {0: "number", 1: "vector"}.get(len(parameter.extents), "matrix")
    plain = {key: shape[0] if len(shape) == 1 else list(shape) for key, shape in sizes.items()}
    fixed = [printed(key, names) for key in own.definition.fixed]
    answer = read_text(text[0], {key: 1 if size == "1" else size for key, size in plain.items()}, fixed, choices)
    # A size with the sign of a signal is printed as d with that sign below.
    latex = noted(own, OWN_NOTATION).definition.latex
    signs = {letter: plain_name(size_latex(letter, latex)) for letter in own.definition.letters}
    assert not (answer.only().count.rename(signs) - own.size.rename(signs)).terms
