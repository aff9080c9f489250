r"""The names of a block as its author prints them, ``h_tilde`` as ``\tilde{h}``."""

from __future__ import annotations

import re

from symbolic.errors import DefinitionError
from symbolic.language.latex_names import check_latex, latex_name
from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.meaning.sides import SymbolKey
from symbolic.latex.printed.words import GREEKS


def printed_names(block: StatementBlock, present: set[str]) -> dict[str, str]:
    """How the names that are present are typeset, where the plain rule of names would print them otherwise."""
    names: dict[str, str] = {}
    for key, name in block.naming.names.items():
        if name not in present:
            continue
        text = _typeset(key)
        try:
            check_latex(name, text)
        except DefinitionError:
            continue
        if text != latex_name(name):
            names[name] = text
    return names


def _typeset(key: SymbolKey) -> str:
    base, accents, scripts = key
    text = _letter(base)
    for accent in reversed(accents):
        text = rf"\{accent}{{{text}}}" if accent in ("tilde", "hat", "bar", "dot", "ddot", "check", "breve") else text
    inner = ",".join(_letter(script) for script in scripts)
    return f"{text}_{{{inner}}}" if inner else text


def _letter(text: str) -> str:
    primes = len(re.findall(r"_prime", text))
    text = text.replace("_prime", "")
    step = re.fullmatch(r"(Delta|delta)_?(t|tau)", text)
    if step:
        return rf"\{step[1]} {step[2]}" if step[2] == "t" else rf"\{step[1]} \{step[2]}"
    if text in GREEKS:
        letter = rf"\{text}"
    elif text.startswith("cal_"):
        letter = rf"\mathcal{{{text[4:]}}}"
    elif len(text) > 2 and text.isalpha():
        letter = rf"\mathrm{{{text}}}"
    else:
        letter = text.replace("_", ",")
    return letter + "'" * primes
