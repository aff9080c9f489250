"""Text to Python's syntax tree, with errors in the words of equations."""

from __future__ import annotations

import ast
import re
import warnings
from keyword import iskeyword

from symbolic.errors import EquationError
from symbolic.language.nodes import TIME
from symbolic.language.operations.table import OPERATIONS
from symbolic.limits import DEEPEST_NESTING


def dedented(text: str) -> str:
    from textwrap import dedent

    return dedent(text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)).rstrip("\n")


def read_syntax(text: str, lines: tuple[str, ...], file: str = "") -> list[ast.stmt]:
    """The tree of a text in Python's syntax, in ASCII; raises `EquationError` with the place."""
    for number, line in enumerate(lines, 1):
        # Python itself would read other spellings of a letter as that letter.
        strange = re.search(r"[^ -~]", line.partition("#")[0]) or re.search(r"[\0-\x1f\x7f\ud800-\udfff]", line)
        if strange:
            # Only for a text that is refused, and so not at the start.
            from symbolic.language.signs import how_written

            written = how_written(line, strange.start())
            problem = f"unexpected character {strange[0]!r}; equations are written in ASCII"
            problem += f": {written}" if written else ""
            raise EquationError(problem, line, number, strange.start(), strange.end(), file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text).body
    except SyntaxError as error:
        refused = _missing_sign(lines, file)
        if refused:
            raise refused from None
        line = min(max(error.lineno or 1, 1), max(len(lines), 1))
        shown = lines[line - 1] if lines else ""
        column = min(max((error.offset or 1) - 1, 0), len(shown))
        problem = f"this cannot be read: {error.msg}"
        if shown[column : column + 1] == "'" and re.search(r"\w$", shown[:column]):
            problem = "a prime is written in the name, such as h_prime[t]"
        raise EquationError(problem, shown, line, column, column + 1, file) from None
    except (MemoryError, RecursionError):
        problem = f"the text is nested more than {DEEPEST_NESTING} levels deep"
        raise EquationError(problem, lines[0] if lines else "", 1, 0, 1, file) from None


def names_without_time(body: list[ast.stmt]) -> frozenset[str]:
    """The names that are assigned without a time, ``i`` or ``i[k]``."""
    names: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.For):
            names |= names_without_time(statement.body)
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                name = target.value if isinstance(target, ast.Subscript) else target
                index = target.slice if isinstance(target, ast.Subscript) else None
                timed = index is not None and any(
                    isinstance(part, ast.Name) and part.id == TIME for part in ast.walk(index)
                )
                if isinstance(name, ast.Name) and not timed:
                    names.add(name.id)
    return frozenset(names)


def names_with_time(body: list[ast.stmt]) -> frozenset[str]:
    """The names that are written with a time somewhere, ``k[t]`` or ``k[t-1]``.

    Where all of them are assigned any name with an index may be an input, ``x[j]`` at each step.
    """
    indexed = _indexed(body)
    timed = [node for node in indexed if any(isinstance(part, ast.Name) and part.id == TIME for part in _time(node))]
    names = frozenset(node.value.id for node in timed if isinstance(node.value, ast.Name))
    targets = {node.value.id for node in timed if isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name)}
    if names <= targets:
        read = {node.value.id for node in indexed if isinstance(node.value, ast.Name)}
        return names | {name for name in read if not name[0].isupper()}
    return names


def _indexed(body: list[ast.stmt]) -> list[ast.Subscript]:
    """Each name with an index; `ast.walk` looks at signs and contexts too, which are half of a tree."""
    found: list[ast.Subscript] = []
    waiting: list[ast.AST] = [*body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name | ast.Constant | ast.operator | ast.expr_context):
            continue
        if isinstance(node, ast.Subscript):
            found.append(node)
        for field in node._fields:
            value = getattr(node, field)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, ast.AST):
                waiting.append(value)
    return found


def _time(node: ast.Subscript) -> list[ast.AST]:
    """What stands first in an index."""
    first = node.slice.elts[:1] if isinstance(node.slice, ast.Tuple) else [node.slice]
    return [part for time in first for part in ast.walk(time)]


def missing_sign(left: str, right: str) -> str:
    """What is wrong with two values side by side, and which sign would be right.

    >>> missing_sign("U_z", "h[t-1]")
    'a sign is missing between U_z and h[t-1]; a matrix product is written @'
    >>> missing_sign("2", "m")
    'a sign is missing between 2 and m; a product with a number is written *'
    """
    if left in OPERATIONS:
        sign = f"what {left} is applied to is written in brackets, {left}(...)"
    elif NUMBER_TOKEN.fullmatch(left) or NUMBER_TOKEN.fullmatch(right):
        sign = "a product with a number is written *"
    elif SIGNAL_TEXT.match(left) and SIGNAL_TEXT.match(right):
        sign = "a product element by element is written *"
    else:
        sign = "a matrix product is written @"
    return f"a sign is missing between {_clipped(left)} and {_clipped(right)}; {sign}"


def syntax_word(node: ast.AST) -> str:
    """What people call a part of Python's syntax: ``a string``, ``a comparison``."""
    if isinstance(node, ast.Constant):
        return "a string" if isinstance(node.value, str | bytes) else f"the constant {str(node.value)[:20]}"
    return _SYNTAX_WORDS.get(type(node).__name__, f"{type(node).__name__.lower()} here")


_SYNTAX_WORDS = {
    "Attribute": "attribute access",
    "Call": "a call of something that has no plain name",
    "Lambda": "a lambda",
    "ListComp": "a comprehension",
    "SetComp": "a comprehension",
    "DictComp": "a comprehension",
    "GeneratorExp": "a comprehension",
    "JoinedStr": "a string",
    "IfExp": "a condition",
    "Compare": "a comparison",
    "BoolOp": "a condition",
    "Import": "an import",
    "ImportFrom": "an import",
    "FunctionDef": "a function",
    "ClassDef": "a class",
    "Subscript": "an index on something that is not a name",
    "Expr": "an expression alone",
    "Assign": "a chain of assignments",
    "AugAssign": "an update in place",
    "List": "a list",
    "Tuple": "a tuple",
    "Dict": "a dictionary",
    "Set": "a set",
    "Starred": "an unpacking",
    "NamedExpr": "an assignment inside an expression",
    "UnaryOp": "this sign",
    "BinOp": "this operator",
}

NUMBER_TOKEN = re.compile(r"(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
SIGNAL_TEXT = re.compile(r"\w+\[\s*t\b")
LANGUAGE_TOKEN = re.compile(
    rf"(?P<number>{NUMBER_TOKEN.pattern})|(?P<name>[A-Za-z_]\w*)|(?P<open>[(\[])|(?P<close>[)\]])|\S"
)


def _missing_sign(lines: tuple[str, ...], file: str) -> EquationError | None:
    """The first place where one value follows another without a sign between them."""
    starts: list[tuple[int, int]] = []
    before: tuple[int, int, int] | None = None
    for number, line in enumerate(lines):
        if not starts:
            before = None
        for token in LANGUAGE_TOKEN.finditer(line.partition("#")[0]):
            begin, kind = (number, token.start()), token.lastgroup if token.lastgroup else ""
            if token["name"] and iskeyword(token["name"]):
                kind = "keyword"
            if before and kind in ("number", "name"):
                left = lines[before[0]][before[1] : before[2]] if before[0] == number else "the line above"
                problem = missing_sign(left, _with_index(line, token))
                column = before[2] if before[0] == number else token.start()
                end = max(token.start(), column + 1)
                return EquationError(problem, line, number + 1, min(column, token.start()), end, file)
            if kind == "open":
                starts.append(begin if before is None or before[0] != number else (number, before[1]))
                before = None
            elif kind == "close" and starts:
                opened = starts.pop()
                before = (number, opened[1] if opened[0] == number else token.start(), token.end())
            else:
                before = (*begin, token.end()) if kind in ("number", "name") else None
    return None


def _with_index(line: str, value: re.Match[str]) -> str:
    """A name or a number as it is written, with its index."""
    index = re.match(r"\[[^\]]*\]", line[value.end() :])
    return value[0] + (index[0] if index else "")


def _clipped(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:24]} ...{text[-1]}"
