r"""A display's tokens in order: what says nothing dropped, ``\left`` and ``\right`` joined with their brackets."""

from __future__ import annotations

from symbolic.latex.printed.cases import computed_cases
from symbolic.latex.printed.errors import fault
from symbolic.latex.printed.tokens import Token, closing_place, depths
from symbolic.latex.printed.words import ASSIGN, DELIMITERS, SILENT, SILENT_GROUPS, UNWRAPPED

CONTAINERS = frozenset(
    (
        *("equation", "align", "gather", "multline", "eqnarray", "flalign", "alignat", "displaymath", "math", "dmath"),
        *("aligned", "split", "gathered", "alignedat", "subequations", "multlined", "dgroup", "empheq", "IEEEeqnarray"),
        *("darray", "numcases", "subnumcases", "rcl", "xalignat", "dseries", "small", "footnotesize", "center"),
    )
)
"""Environments whose rows are equations."""

BRACKETS = frozenset("()[]<>|./")
COLUMNS = frozenset(
    {"array", "alignat", "alignedat", "tabular", "xalignat", "IEEEeqnarray", "darray", "empheq", "numcases"}
)
"""Environments with an argument for their columns."""


BRACES = frozenset({"underbrace", "overbrace", "underbracket", "overbracket"})
"""Commands around a part, with what it is called as a script."""
BOX_COMMANDS = frozenset(
    (
        *BRACES,
        *("boxed", "fbox", "framebox", "Aboxed", "lefteqn"),
        *("eqalign", "eqalignno", "displaylines"),
        *("mathop", "mathbin", "mathrel", "mathord", "mathopen", "mathclose", "mathinner"),
    )
)
"""Commands around a whole equation, or around a sign, that go away with their braces."""


def arrange(tokens: list[Token], source: str) -> list[Token]:
    r"""Tokens of kinds letter, number, command, sign, script, brace, ``left`` and ``right`` bracket, row, cell, gap.

    Environments that hold equations are taken away, those that are matrices stay as ``begin`` and ``end``.
    Raises `LatexError` for a brace or an environment that does not close.

    >>> from symbolic.latex.printed.tokens import read_tokens
    >>> [token.text for token in arrange(read_tokens(r"\begin{aligned} a &= \left(b\right) \, c \end{aligned}"), "")]
    ['a', '&', '=', '(', 'b', ')', 'c']
    """
    arranged = _without_empty_groups(_with_scripts_behind(_without_noise(tokens, source)))
    check_braces(arranged, source)
    arranged = _without_braced_equations(arranged)
    return _without_containers(computed_cases(arranged, source), source)


def _with_scripts_behind(tokens: list[Token]) -> list[Token]:
    """Tokens with the scripts that stand before a symbol, ``{}^{x}W``, behind it."""
    done = list(tokens)
    for place in range(len(done) - 3, -1, -1):
        empty = (
            done[place].kind == "open" and done[place + 1].kind == "close" and done[place + 2].kind in ("sub", "sup")
        )
        before = done[place - 1].kind if place else "row"
        if not empty or before not in ("open", "left", "row", "cell", "gap", "sign") or done[place - 1].text in ")]":
            continue
        script_end = _skip_group(done, place + 3)
        if script_end >= len(done) or done[script_end].kind not in ("letter", "command"):
            continue
        end = script_end + 1 if done[script_end].kind == "letter" else _skip_group(done, script_end + 1)
        done[place:end] = [*done[script_end:end], *done[place + 2 : script_end]]
    return done


def _without_empty_groups(tokens: list[Token]) -> list[Token]:
    done: list[Token] = []
    for token in tokens:
        scripted = len(done) > 1 and done[-2].kind in ("sub", "sup")
        signed = len(done) > 1 and done[-2].kind == "open" and done[-1].text in ("+", "-", "=")
        if token.kind == "close" and done and done[-1].kind == "open" and not scripted:
            done.pop()
        elif token.kind == "close" and signed and not (len(done) > 2 and done[-3].kind in ("sub", "sup")):
            del done[-2]
        else:
            done.append(token)
    return done


def _without_braced_equations(tokens: list[Token]) -> list[Token]:
    """Tokens without the braces around whole equations, ``{c_t = f c_{t-1}}``."""
    partner: dict[int, int] = {}
    waiting: list[tuple[int, bool]] = []
    for place, token in enumerate(tokens):
        if token.kind == "open":
            waiting.append((place, False))
        elif token.kind == "close" and waiting:
            begin, holds = waiting.pop()
            before = tokens[begin - 1].kind if begin else ""
            if holds and before not in ("sub", "sup", "command"):
                partner |= {begin: place, place: begin}
        elif token.text in ASSIGN and waiting:
            waiting[-1] = (waiting[-1][0], True)
    return [token for place, token in enumerate(tokens) if place not in partner] if partner else tokens


def check_braces(tokens: list[Token], source: str) -> None:
    """Raise `LatexError` at a brace that does not open or close."""
    open_braces: list[Token] = []
    for token in tokens:
        if token.kind == "open":
            open_braces.append(token)
        elif token.kind == "close":
            if not open_braces:
                raise fault(source, "this brace closes nothing", token.start, token.end)
            open_braces.pop()
        elif token.kind in ("row", "end") and open_braces and token.kind == "row":
            brace = open_braces[-1]
            if closing_place(tokens, tokens.index(brace)) is None:
                raise fault(source, "this brace is never closed", brace.start, brace.end)
    if open_braces:
        raise fault(source, "this brace is never closed", open_braces[0].start, open_braces[0].end)


def _without_noise(tokens: list[Token], source: str) -> list[Token]:
    done: list[Token] = []
    place = 0
    tokens = list(tokens)
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if token.kind != "command":
            if token.text != "~" and token.kind != "math":
                done.append(token)
            continue
        name = token.text[1:]
        if name in ("quad", "qquad", "hskip", "enskip"):
            done.append(token._replace(kind="gap"))
        elif name in ("left", "right", "mleft", "mright"):
            bracket = tokens[place] if place < len(tokens) else token
            if bracket.text not in DELIMITERS and bracket.text not in BRACKETS:
                raise fault(source, f"{token.text} lacks its bracket", token.start, token.end)
            text = DELIMITERS.get(bracket.text, bracket.text)
            done.append(Token("left" if name.endswith("left") else "right", text, token.start, bracket.end))
            place += 1
        elif name in SILENT or name.rstrip("*") in SILENT:
            continue
        elif name in SILENT_GROUPS:
            for _ in range(SILENT_GROUPS[name]):
                place = _skip_group(tokens, place)
        elif name in BOX_COMMANDS:
            if place < len(tokens) and tokens[place].kind == "open":
                end = _skip_group(tokens, place)
                under = end
                while name in BRACES and under < len(tokens) and tokens[under].kind in ("sub", "sup"):
                    under = _skip_group(tokens, under + 1)
                tokens[place:under] = tokens[place + 1 : end - 1]
        elif name in UNWRAPPED:
            count, kept = UNWRAPPED[name]
            pieces = []
            for _ in range(count):
                end = _skip_group(tokens, place)
                pieces.append(tokens[place:end])
                place = end
            tokens[place:place] = pieces[kept] if kept < len(pieces) else []
        elif name in ("begin", "end"):
            end = _skip_group(tokens, place)
            environment = "".join(part.text for part in tokens[place + 1 : end - 1])
            done.append(
                Token(name, environment.rstrip("*"), token.start, tokens[end - 1].end if end > place else token.end)
            )
            place = end
            if name == "begin" and environment.rstrip("*") in COLUMNS:
                while place < len(tokens) and tokens[place].text in ("[", "{"):
                    place = _skip_group(tokens, place)
        elif name in ("intertext", "shortintertext"):
            end = _skip_group(tokens, place)
            done.append(Token("row", r"\\", token.start, token.end))
            place = end
        elif name == "cr":
            done.append(Token("row", r"\\", token.start, token.end))
        elif name in ("nicefrac", "sfrac"):
            done.append(token._replace(text=r"\frac"))
        elif token.text in DELIMITERS:
            done.append(Token("sign", DELIMITERS[token.text], token.start, token.end))
        else:
            done.append(token)
    return done


def _skip_group(tokens: list[Token], place: int) -> int:
    """The place after the next argument."""
    if place >= len(tokens):
        return place
    closing = {"{": "}", "[": "]"}.get(tokens[place].text)
    if closing is None:
        return place + 1
    depth = 0
    for end in range(place, len(tokens)):
        depth += {tokens[place].text: 1, closing: -1}.get(tokens[end].text, 0)
        if depth == 0:
            return end + 1
    return len(tokens)


def _without_containers(tokens: list[Token], source: str) -> list[Token]:
    """Take away the environments whose rows are equations, and a bracket that stands around one."""
    partner: dict[int, int] = {}
    waiting: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind == "begin":
            waiting.append(place)
        elif token.kind == "end":
            if not waiting or tokens[waiting[-1]].text != token.text:
                raise fault(source, rf"\end{{{token.text}}} closes no environment of its name", token.start, token.end)
            partner[waiting.pop()] = place
    if waiting:
        first = tokens[waiting[0]]
        raise fault(source, rf"\begin{{{first.text}}} is never closed", first.start, first.end)
    gone: set[int] = set()
    rows: dict[int, Token] = {}
    for begin, end in partner.items():
        if tokens[begin].text in CONTAINERS or _holds_equations(tokens, begin, end):
            gone.update((begin, end))
            if begin and tokens[begin - 1].kind == "left":
                gone.add(begin - 1)
            if end + 1 < len(tokens) and tokens[end + 1].kind == "right":
                gone.add(end + 1)
            rows[end] = Token("row", r"\\", tokens[end].start, tokens[end].end)
    done: list[Token] = []
    for place, token in enumerate(tokens):
        if place not in gone:
            done.append(token)
        elif place in rows:
            done.append(rows[place])
    while done and done[-1].kind == "row":
        done.pop()
    return done


def _holds_equations(tokens: list[Token], begin: int, end: int) -> bool:
    """Whether a relation stands in an environment outside those within it."""
    inside = tokens[begin + 1 : end]
    return any(
        depth == 0 and (token.text in ASSIGN or token.text == r"\in")
        for token, depth in zip(inside, depths(inside, "open", "begin"), strict=True)
    )
