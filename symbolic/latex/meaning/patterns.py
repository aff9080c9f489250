"""Slips against a pattern that neighbours follow: a bias that one gate lacks, a signal that nothing reads."""

from __future__ import annotations

from symbolic.latex.meaning.block import Block
from symbolic.latex.printed.errors import Finding, finding
from symbolic.latex.printed.syntax import Applied, Chain, Function, Printed, Statement, Symbol, Total


def find_slips(block: Block) -> list[Finding]:
    """Remarks that are no contradictions: what the other equations of the block have and one has not."""
    return [*_missing_biases(block), *_unread(block)]


def _missing_biases(block: Block) -> list[Finding]:
    """Gates without a bias where most of the others have one."""
    gates = [(statement, total) for statement in block.statements if (total := _affine(block, statement)) is not None]
    without = [statement for statement, total in gates if not any(_is_bias(block, term) for term in total.terms)]
    if len(gates) < 3 or not without or len(without) * 2 >= len(gates):
        return []
    remarks = []
    for statement in without:
        left = statement.left
        called = block.naming.called(block.read(left).key) if isinstance(left, Symbol) else "this"
        message = f"{called} has no bias, while the other gates have one"
        remarks.append(finding(block.source, "bias", message, statement.right.start, statement.right.end))
    return remarks


def _affine(block: Block, statement: Statement) -> Total | None:
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
    kernels = [term for term in right.terms if isinstance(term, Chain) and block.is_kernel(term.factors[0])]
    return right if len(kernels) > 1 else None


def _is_bias(block: Block, term: Printed) -> bool:
    return isinstance(term, Symbol) and not block.is_signal(term)


def _unread(block: Block) -> list[Finding]:
    """Signals that are assigned in the midst of the step and read by nothing."""
    read = {block.read(symbol).key for symbol in block.symbols}
    remarks = []
    for statement in block.statements[:-1]:
        left = statement.left
        if isinstance(left, Symbol) and block.read(left).key not in read and left.base not in ("y", "o", "h", "z", "p"):
            called = block.naming.called(block.read(left).key)
            remarks.append(
                finding(block.source, "unused", f"{called} is assigned and never read", left.start, left.end)
            )
    return remarks
