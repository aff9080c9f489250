r"""An author's macros: ``\newcommand``, ``\def``, ``\let`` and their kin, expanded and never run."""

from __future__ import annotations

import re
from collections.abc import Mapping

from symbolic.language.braces import closing_brace
from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.tokens import Token, read_tokens
from symbolic.limits import DEEPEST_MACROS, LATEX_TOKENS
from symbolic.record import Record

_DEFINITION = re.compile(
    r"""\\(?P<command>(?:re|provide)?newcommand|providecommand|DeclareRobustCommand|NewDocumentCommand
                    |DeclareMathOperator|DeclarePairedDelimiter|g?def|edef|let)(?![A-Za-z])\*?\s*""",
    re.VERBOSE,
)
_FORBIDDEN = frozenset(
    rf"\{name}"
    for name in (
        *(
            "input",
            "include",
            "openin",
            "openout",
            "write",
            "read",
            "immediate",
            "catcode",
            "csname",
            "loop",
            "special",
        ),
        *("expandafter", "directlua", "usepackage", "RequirePackage", "lowercase", "uppercase", "afterassignment"),
    )
)


class Macro(Record):
    r"""``\newcommand{\vx}[1]{\mathbf{#1}}``: how many arguments, the first one where it may be left out, the body."""

    arguments: int
    default: tuple[Token, ...] | None
    body: tuple[Token, ...]


def read_macros(source: str) -> tuple[dict[str, Macro], str]:
    r"""The macros that a text defines, and the text with their definitions blanked out.

    Raises `LatexError` for a definition whose braces do not close.

    >>> macros, rest = read_macros(r"\newcommand{\vx}{\mathbf{x}} $\vx_t$")
    >>> list(macros), rest.strip()
    (['\\vx'], '$\\vx_t$')
    """
    macros: dict[str, Macro] = {}
    rest: list[str] = []
    place = 0
    for match in _DEFINITION.finditer(source):
        if match.start() < place or _is_comment(source, match.start()):
            continue
        end = _define(source, match, macros)
        rest += [source[place : match.start()], re.sub(r"[^\n]", " ", source[match.start() : end])]
        place = end
    return macros, "".join([*rest, source[place:]])


def expand(tokens: list[Token], macros: Mapping[str, Macro], source: str) -> list[Token]:
    """The tokens with every macro replaced by its body; each part keeps the place where the macro stands.

    Raises `LatexError` for a macro that calls itself, and for commands that read, write or redefine.
    """
    done: list[Token] = []
    waiting: list[tuple[Token, tuple[str, ...]]] = [(token, ()) for token in reversed(tokens)]
    while waiting:
        token, inside = waiting.pop()
        if token.text in _FORBIDDEN and token.kind == "command":
            problem = f"{token.text} is not read: a text is mathematics only, and no other file is opened"
            raise fault(source, problem, token.start, token.end, "command")
        macro = macros.get(token.text) if token.kind == "command" else None
        if macro is None:
            done.append(token)
            if len(done) > LATEX_TOKENS:
                raise fault(source, f"this is longer than {LATEX_TOKENS} signs", token.start, token.end)
            continue
        if token.text in inside or len(inside) >= DEEPEST_MACROS:
            circle = " -> ".join([*inside, token.text][-4:])
            raise fault(source, f"the macro {token.text} calls itself ({circle})", token.start, token.end, "macro")
        if len(done) + len(waiting) > LATEX_TOKENS:
            raise fault(source, f"the macro {token.text} becomes too long", token.start, token.end, "macro")
        values = _arguments(macro, waiting, token, source)
        body: list[tuple[Token, tuple[str, ...]]] = []
        deeper = (*inside, token.text)
        place = 0
        while place < len(macro.body):
            part = macro.body[place]
            following = macro.body[place + 1] if place + 1 < len(macro.body) else part
            if part.text == "#" and following.kind == "number" and 1 <= int(following.text[0]) <= len(values):
                body += values[int(following.text[0]) - 1]
                rest = following.text[1:]
                body += [(t._replace(start=token.start, end=token.end), deeper) for t in read_tokens(rest)]
                place += 2
                continue
            body.append((part._replace(start=token.start, end=token.end), deeper))
            place += 1
        waiting += reversed(body)
    return done


def refuse_commands(source: str, text: str) -> None:
    """Raise `LatexError` at a command that reads, writes or redefines, in a text that is not a whole paper."""
    if re.search(r"\\(?:begin\{document\}|documentclass|chapter|(?:sub)*section)(?![A-Za-z])", text):
        return
    for match in re.finditer(
        r"\\(?:input|include|openin|openout|write|immediate|catcode|csname|directlua)(?![a-z])", text
    ):
        problem = f"{match[0]} is not read: a text is mathematics only, and no other file is opened"
        raise fault(source, problem, match.start(), match.end(), "command")


def _define(source: str, match: re.Match[str], macros: dict[str, Macro]) -> int:
    """Take up one definition; returns where it ends."""
    command, place = match["command"], match.end()
    name, place = _name(source, place)
    if name is None:
        return match.end()
    if command == "let":
        target = re.compile(r"\s*=?\s*(\\[A-Za-z]+|\\.|\S)").match(source, place)
        if target:
            macros[name] = Macro(0, None, tuple(read_tokens(target[1])))
        return target.end() if target else place
    count, default = 0, None
    if command.endswith("def"):
        if parameters := re.compile(r"(?:\s*#\d)+").match(source, place):
            count, place = parameters[0].count("#"), parameters.end()
    elif command == "NewDocumentCommand":
        pattern, place = _group(source, place)
        count = pattern.count("m")
    else:
        number = re.compile(r"\s*\[\s*(\d)\s*\]").match(source, place)
        if number:
            count, place = int(number[1]), number.end()
        optional = re.compile(r"\s*\[([^\]]*)\]").match(source, place)
        if optional and number:
            default, place = tuple(read_tokens(optional[1])), optional.end()
    body, place = _group(source, place)
    if command == "DeclareMathOperator":
        body = rf"\operatorname{{{body}}}"
    elif command == "DeclarePairedDelimiter":
        closing, place = _group(source, place)
        count, body = 1, f"{body} #1 {closing}"
    macros[name] = Macro(count, default, tuple(read_tokens(body)))
    return place


def _name(source: str, place: int) -> tuple[str | None, int]:
    match = re.compile(r"\s*(?:\{\s*(\\[A-Za-z]+|\\.)\s*\}|(\\[A-Za-z]+|\\.))").match(source, place)
    return (match[1] or match[2], match.end()) if match else (None, place)


def _group(source: str, place: int) -> tuple[str, int]:
    """The text in the braces that open next, and the place after them; one token where there is none."""
    while place < len(source) and source[place].isspace():
        place += 1
    if place >= len(source) or source[place] != "{":
        match = re.compile(r"\\[A-Za-z]+|\\.|\S").match(source, place)
        return (match[0], match.end()) if match else ("", place)
    end = closing_brace(source, place)
    if end is None:
        raise fault(source, "this brace is never closed", place, place + 1)
    return source[place + 1 : end], end + 1


def _is_comment(source: str, place: int) -> bool:
    line = source.rfind("\n", 0, place) + 1
    return bool(re.search(r"(?<!\\)%", source[line:place]))


def _arguments(
    macro: Macro, waiting: list[tuple[Token, tuple[str, ...]]], token: Token, source: str
) -> list[list[tuple[Token, tuple[str, ...]]]]:
    """Take the arguments of a macro off the tokens that follow it."""
    values: list[list[tuple[Token, tuple[str, ...]]]] = []
    if macro.default is not None:
        if waiting and waiting[-1][0].text == "[":
            values.append(_until(waiting, "[", "]", token, source))
        else:
            values.append([(part, ()) for part in macro.default])
    while len(values) < macro.arguments:
        if not waiting:
            raise fault(source, f"the macro {token.text} lacks an argument", token.start, token.end, "macro")
        if waiting[-1][0].kind == "open":
            values.append(_until(waiting, "{", "}", token, source))
        else:
            values.append([waiting.pop()])
    return values


def _until(
    waiting: list[tuple[Token, tuple[str, ...]]], opening: str, closing: str, token: Token, source: str
) -> list[tuple[Token, tuple[str, ...]]]:
    taken: list[tuple[Token, tuple[str, ...]]] = []
    depth = 0
    while waiting:
        part = waiting.pop()
        depth += {opening: 1, closing: -1}.get(part[0].text, 0)
        if depth == 0:
            return taken[1:]
        taken.append(part)
    raise fault(source, f"an argument of the macro {token.text} is never closed", token.start, token.end, "macro")
