"""Slips against a pattern that neighbours follow: a bias that one gate lacks, a signal that nothing reads."""

from __future__ import annotations

from collections.abc import Iterable

from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.printed.errors import Finding, finding
from symbolic.latex.printed.syntax import Applied, Chain, Function, Printed, Statement, Symbol, Total


def find_slips(block: StatementBlock) -> list[Finding]:
    """Remarks that are not contradictions: what the other equations of the block have and one has not."""
    return [*_missing_biases(block), *_foreign_parameters(block), *_turned_scripts(block), *_unread(block)]


def _missing_biases(block: StatementBlock) -> list[Finding]:
    """Gates without a bias where most of the others have one."""
    gates = [(statement, total) for statement in block.statements if (total := _affine(block, statement)) is not None]
    without = [statement for statement, total in gates if not any(_is_bias(block, term) for term in total.terms)]
    if len(gates) < 3 or not without or len(without) * 2 >= len(gates):
        return []
    remarks = []
    for statement in without:
        message = f"{_called(block, statement)} has no bias, while the other gates have one"
        remarks.append(finding(block.source, "bias", message, statement.right.start, statement.right.end))
    return remarks


def _foreign_parameters(block: StatementBlock) -> list[Finding]:
    """Parameters of one gate in another whose own are named after it: ``U_i`` beside ``W_f`` and ``b_f`` in gate f."""
    gates = [statement for statement in block.statements if _affine(block, statement) is not None]
    owned = [_scripted_parameters(block, statement) for statement in gates]
    if len(gates) < 3:
        return []
    remarks = []
    for gate, parameters in zip(gates, owned, strict=True):
        for symbol in parameters:
            key = block.read(symbol).key
            rest = _marks(other for other in parameters if other is not symbol)
            sharing = [
                (other, _marks(theirs))
                for other, theirs in zip(gates, owned, strict=True)
                if other is not gate and any(block.read(part).key == key for part in theirs)
            ]
            if len(sharing) != 1 or not rest or rest & _marks([symbol]) or not sharing[0][1] or rest & sharing[0][1]:
                continue
            reader, owner = (_called(block, statement) for statement in (gate, sharing[0][0]))
            message = f"{reader} reads {block.naming.called(key)} of {owner}, while its other parameters are its own"
            remarks.append(finding(block.source, "spelling", message, symbol.start, symbol.end))
    return remarks


def _scripted_parameters(block: StatementBlock, statement: Statement) -> list[Symbol]:
    """The kernels and biases of a gate that have a script."""
    total = _affine(block, statement)
    firsts = [_first(term) for term in total.terms] if total else []
    symbols = [part for part in firsts if isinstance(part, Symbol) and not block.is_signal(part)]
    return [symbol for symbol in symbols if symbol.below or symbol.above]


def _first(term: Printed) -> Printed:
    """The kernel of a product, or the term itself."""
    return term.factors[0] if isinstance(term, Chain) else term.symbol if isinstance(term, Applied) else term


def _turned_scripts(block: StatementBlock) -> list[Finding]:
    """Kernels whose two letters stand the other way round than in the other gates: ``W_{fh}`` beside ``W_{hi}``."""
    gates = [statement for statement in block.statements if _affine(block, statement) is not None]
    symbols = [part for statement in gates for part in _scripted_parameters(block, statement)]
    scripts = {symbol: "".join((*symbol.below, *symbol.above)) for symbol in symbols}
    pairs = {symbol: script for symbol, script in scripts.items() if len(script) == 2}
    remarks = []
    for symbol, script in pairs.items():
        alike = [other for other in pairs if other.base == symbol.base and other is not symbol]
        usual = [other for other in alike if pairs[other][0] == script[1]]
        turned = [other for other in alike if pairs[other][1] == script[1] or pairs[other][0] == script[0]]
        if len(usual) > 1 and not turned and not any(pairs[other] == script[::-1] for other in alike):
            called = block.naming.called(block.read(symbol).key)
            likely = f"{symbol.base}_{script[::-1]}"
            message = (
                f"{called} is written the other way round than {_listed(block, usual)}; {likely} is probably meant"
            )
            remarks.append(finding(block.source, "spelling", message, symbol.start, symbol.end))
    return remarks


def _listed(block: StatementBlock, symbols: list[Symbol]) -> str:
    return " and ".join([block.naming.called(block.read(symbol).key) for symbol in symbols[:2]])


def _called(block: StatementBlock, statement: Statement) -> str:
    left = statement.left
    return block.naming.called(block.read(left).key) if isinstance(left, Symbol) else "this"


def _marks(symbols: Iterable[Symbol]) -> set[str]:
    """The letters that stand in the scripts of all symbols: what names the gate."""
    texts = [set("".join((*symbol.below, *symbol.above))) - set("{}(),^_ ") for symbol in symbols]
    return set.intersection(*texts) if texts else set()


def _affine(block: StatementBlock, statement: Statement) -> Total | None:
    """The sum with kernels that an activation is applied to."""
    right: Printed = statement.right
    if isinstance(right, Function) and len(right.arguments) == 1:
        right = right.arguments[0]
    elif isinstance(right, Applied) and len(right.group.parts) == 1:
        right = right.group.parts[0]
    else:
        return None
    if not isinstance(right, Total):
        return None
    kernels = [term for term in right.terms if isinstance(term, Chain | Applied) and block.is_kernel(_first(term))]
    return right if len(kernels) > 1 else None


def _is_bias(block: StatementBlock, term: Printed) -> bool:
    return isinstance(term, Symbol) and not block.is_signal(term)


def _unread(block: StatementBlock) -> list[Finding]:
    """Signals that are assigned in the midst of the step and read by nothing."""
    read = {block.read(symbol).key for symbol in block.symbols}
    read |= {(*key[:2], key[2][:-1]) for key in block.naming.parts}
    remarks = []
    for statement in block.statements[:-1]:
        left = statement.left
        if isinstance(left, Symbol) and block.read(left).key not in read and left.base not in ("y", "o", "h", "z", "p"):
            called = block.naming.called(block.read(left).key)
            remarks.append(
                finding(block.source, "unused", f"{called} is assigned and never read", left.start, left.end)
            )
    return remarks
