"""What the text claims of the parameters beside its equations: their number, and whether there are biases."""

from __future__ import annotations

import re

from symbolic.errors import FormulaError
from symbolic.language import nodes as n
from symbolic.language.sizes.formula import parse_formula
from symbolic.language.sizes.size import Size
from symbolic.latex.meaning.block import StatementBlock
from symbolic.latex.meaning.phrases import PLAIN_CLAIM, SAYS_NO_BIAS, SAYS_TWO_BIASES
from symbolic.latex.meaning.readings import Explored
from symbolic.latex.printed.errors import Finding, finding


def check_claims(block: StatementBlock, explored: Explored) -> tuple[Finding, ...]:
    """Remarks on claims that no reading bears out."""
    return (*_formulas(block, explored), *_numbers(block, explored), *_biases(block, explored))


def _formulas(block: StatementBlock, explored: Explored) -> list[Finding]:
    """Counts that the text states and no reading bears out."""
    remarks: list[Finding] = []
    for claim in block.prose.claims:
        text = re.sub(r"\\(?:approx|sim|leq?)|[~$]|\\[,;!]", " ", claim.text)
        try:
            stated = parse_formula(text)
        except FormulaError:
            continue
        if not stated.letters or not explored.readings:
            continue
        letters = {letter for reading in explored.readings for letter in reading.count.letters}
        if not set(stated.letters) <= letters:
            continue
        if all(str(reading.count) != str(stated) and (reading.count - stated).terms for reading in explored.readings):
            count = explored.readings[0].count
            difference = count - stated
            apart = f"which is {difference} more" if _is_more(difference) else f"which is {stated - count} fewer"
            if not (_is_more(difference) or _is_more(stated - count)):
                apart = f"and the difference is {difference}"
            message = f"the text states {stated} parameters; the equations have {count}, {apart}"
            remarks.append(finding(block.source, "claim", message, claim.start, claim.end, error=True))
    return remarks


def _is_more(difference: Size) -> bool:
    """Whether a difference has no negative term."""
    return "-" not in str(difference)


def _numbers(block: StatementBlock, explored: Explored) -> list[Finding]:
    """Counts that are stated as plain numbers, where all sizes are numbers."""
    counts = {str(reading.count) for reading in explored.readings}
    if not counts or any(reading.count.letters for reading in explored.readings):
        return []
    remarks = []
    start, end = block.prose.span
    for match in re.compile(PLAIN_CLAIM).finditer(block.document.text, start, end):
        group = "number" if match["number"] else "after"
        stated = re.sub(r"\D", "", match[group])
        if stated not in counts:
            message = f"the text states {stated} parameters; the equations have {min(counts)}"
            remarks.append(finding(block.source, "claim", message, match.start(group), match.end(group), error=True))
    return remarks


def _biases(block: StatementBlock, explored: Explored) -> list[Finding]:
    """``has no biases`` beside equations with some, ``two biases per gate`` beside equations with one."""
    most = max((_most_biases(reading.translation.equations) for reading in explored.readings), default=0)
    start, end = block.prose.span
    text = block.document.text
    denied = re.compile(SAYS_NO_BIAS).search(text, start, end) if most else None
    doubled = re.compile(SAYS_TWO_BIASES).search(text, start, end) if most < 2 and explored.readings else None
    remarks = []
    for match, problem in ((denied, "the equations have biases"), (doubled, "no gate of the equations has two")):
        if match:
            shown = " ".join(match[0].split())
            message = f"the text says {shown!r}; {problem}"
            remarks.append(finding(block.source, "claim", message, match.start(), match.end(), error=True))
    return remarks


def _most_biases(equations: tuple[n.Equation, ...]) -> int:
    """The largest number of parameters that are only added in one equation."""
    counts = [0]
    for equation in equations:
        sums = [node for node in n.walk(equation.value) if isinstance(node, n.Add)]
        kernels = [node for node in sums if any(isinstance(term, n.Product) for term in node.terms)]
        counts.append(len({term.name for node in kernels for term in node.terms if isinstance(term, n.Parameter)}))
    return max(counts)
