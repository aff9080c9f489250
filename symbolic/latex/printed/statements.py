r"""A display as equations: rows, several in a row, rows that go on, conditions and declarations beside them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from symbolic.latex.printed.arrangement import arrange
from symbolic.latex.printed.errors import LatexError
from symbolic.latex.printed.expressions import read_expression
from symbolic.latex.printed.lines import rows_at_lines
from symbolic.latex.printed.macros import Macro, expand
from symbolic.latex.printed.ranges import read_ranges
from symbolic.latex.printed.syntax import Group, Printed, Range, Statement, Symbol
from symbolic.latex.printed.tokens import CLOSING_KINDS, Token, closing_place, depths, nesting, read_tokens
from symbolic.latex.printed.words import ARROWS, ASSIGN, RELATION_SIGNS, WORD_FONTS
from symbolic.record import replace

SEPARATOR_KINDS = frozenset({"gap", "cell", "row", "words"})
SLOPES = frozenset({r"\partial", r"\nabla"})
"""Signs of derivatives: an equation with one is about a cell and no part of it."""


def read_statements(
    source: str, text: str, start: int, end: int, macros: Mapping[str, Macro], *, lines: bool = False
) -> list[Statement]:
    r"""The equations and declarations of a part of the text, in reading order; ``lines`` are rows of their own.

    Raises `LatexError` with the place of what cannot be read.

    >>> rows = r"a &= b, & c &= d \\ e &= f \\ &\quad + g"
    >>> [(row.left.base, row.relation) for row in read_statements(rows, rows, 0, len(rows), {})]
    [('a', '='), ('c', '='), ('e', '=')]
    """
    tokens = rows_at_lines(read_tokens(text, start, end), text, bare=lines)
    arranged, conditions = _conditions(arrange(_words(expand(tokens, macros, source)), source))
    statements = []
    for piece in _statements(_assignments(arranged)):
        statement = _statement(piece, source)
        if statement is not None:
            last = piece.tokens[-1].end
            ranges = tuple(
                span
                for place, spans in conditions
                if statement.start <= place <= _end_of_row(arranged, last)
                for span in spans
            )
            statements.append(replace(statement, ranges=ranges))
    return statements


def _assignments(tokens: list[Token]) -> list[Token]:
    """``:=`` as one sign."""
    done: list[Token] = []
    for token in tokens:
        if token.text == "=" and done and done[-1].text == ":":
            done[-1] = Token("sign", "=", done[-1].start, token.end)
        else:
            done.append(token)
    return done


def _end_of_row(tokens: list[Token], place: int) -> int:
    """Where the row ends that a place is in."""
    return next((token.start for token in tokens if token.kind == "row" and token.start >= place), place + 10**6)


def _conditions(tokens: list[Token]) -> tuple[list[Token], list[tuple[int, tuple[Range, ...]]]]:
    """Take out the ranges that stand beside equations, ``&& 0 <= k < N``, with their places."""
    conditions: list[tuple[int, tuple[Range, ...]]] = []
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind in ("cell", "gap", "words"):
            end = place + 1
            while end < len(tokens) and tokens[end].kind not in ("row",):
                end += 1
            chunk = [part for part in tokens[place:end] if part.kind not in ("cell", "gap", "words")]
            ranges = (
                read_ranges("".join(part.text for part in chunk if part.kind not in ("open", "close"))) if chunk else ()
            )
            if ranges:
                conditions.append((token.start, ranges))
                place = end
                continue
        kept.append(token)
        place += 1
    return kept, conditions


def _words(tokens: list[Token]) -> list[Token]:
    r"""Prose in the midst of a display, ``\text{for all } k``, as one token."""
    done: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        name = token.text[1:] if token.kind == "command" else ""
        if name in WORD_FONTS and place + 1 < len(tokens) and tokens[place + 1].kind == "open":
            closed = closing_place(tokens, place + 1)
            end = len(tokens) if closed is None else closed
            inside = tokens[place + 2 : end]
            blanks = sum(1 for before, after in itertools.pairwise(inside) if before.end < after.start)
            text = "".join(part.text for part in inside)
            letters = all(part.kind == "letter" for part in inside)
            is_text = name in ("text", "mbox", "textrm", "textnormal", "hbox", "textit")
            if is_text and end < len(tokens) and (blanks or text.lower() in _CONJUNCTIONS or not letters):
                scripted = place and tokens[place - 1].kind in ("sub", "sup")
                if not scripted and not _is_script(tokens, place):
                    done.append(Token("words", text, token.start, tokens[end].end))
                    place = end + 1
                    continue
        done.append(token)
        place += 1
    return done


_CONJUNCTIONS = frozenset(
    {
        "and",
        "where",
        "with",
        "for",
        "if",
        "then",
        "or",
        "otherwise",
        "else",
        "so",
        "thus",
        "hence",
        "when",
        "by",
        "given",
    }
)


def _is_script(tokens: list[Token], place: int) -> bool:
    """Whether a token stands within a script's braces."""
    depth = 0
    for before in range(place - 1, -1, -1):
        depth += {"open": -1, "close": 1}.get(tokens[before].kind, 0)
        if depth < 0:
            if before and tokens[before - 1].kind in ("sub", "sup"):
                return True
            depth = 0
    return False


class _Piece:
    """The tokens of one statement and where its relation stands."""

    def __init__(self, tokens: list[Token], relation: int):
        self.tokens, self.relation = tokens, relation

    @property
    def assigns(self) -> bool:
        """Whether something stands on the left of a sign of equality."""
        return self.tokens[self.relation].text in ASSIGN and bool(_trimmed(self.tokens[: self.relation]))


def _statements(tokens: list[Token]) -> list[_Piece]:
    """Cut the tokens of a display into statements, each around one relation outside all brackets."""
    depth = 0
    relations: list[int] = []
    outer: list[bool] = []
    for place, token in enumerate(tokens):
        before = depth
        if token.kind in ("open", "left", "begin") or (token.kind == "sign" and token.text in "([{"):
            depth += 1
        elif token.kind in ("close", "right", "end") or (token.kind == "sign" and token.text in ")]}"):
            depth = max(0, depth - 1)
        if token.kind == "row" and not _in_matrix(tokens, token):
            depth = before = 0
        outer.append(before == 0 and depth == 0)
        if outer[-1] and (token.text in ASSIGN or token.text in RELATION_SIGNS) and token.kind in ("sign", "command"):
            if relations and all(
                part.kind in SEPARATOR_KINDS or part.text == ":" for part in tokens[relations[-1] + 1 : place]
            ):
                continue
            relations.append(place)
    pieces: list[_Piece] = []
    chained: dict[int, list[Token]] = {}
    begin = 0
    for number, relation in enumerate(relations):
        following = relations[number + 1] if number + 1 < len(relations) else None
        stop = len(tokens) if following is None else _cut(tokens, outer, relation, following)
        both = following is not None and tokens[relation].text in ASSIGN and tokens[following].text in ASSIGN
        if following is not None and both and stop == following:
            # ``h = f(a) = W x``: what stands last says most.
            chained[following] = chained.get(relation) or tokens[begin:relation]
            begin = stop
            continue
        if relation in chained:
            pieces.append(_Piece([*chained[relation], *tokens[relation:stop]], len(chained[relation])))
            begin = stop
            continue
        left = tokens[begin:relation]
        if begin == relation and pieces and tokens[relation].text == r"\in":
            # ``h_t = [a_t; b_t] \in R^{2m}`` declares what stands on the left.
            left = list(pieces[-1].tokens[: pieces[-1].relation])
        if pieces and tokens[relation].text in ASSIGN and not _trimmed(left) and pieces[-1].assigns:
            # A row that goes on, ``a &= W [h; x] \\\\ &= W_h h + W_x x``: what stands last says most.
            left = list(pieces[-1].tokens[: pieces[-1].relation])
            pieces.pop()
        pieces.append(_Piece([*left, *tokens[relation:stop]], len(left)))
        begin = stop
    return pieces


def _cut(tokens: list[Token], outer: list[bool], relation: int, following: int) -> int:
    """Where the next statement begins: behind the last separator before its left side."""
    strong = [
        place for place in range(relation + 1, following) if outer[place] and tokens[place].kind in ("row", "words")
    ]
    places = [
        place
        for place in range(relation + 1, following)
        if outer[place] and (tokens[place].kind in SEPARATOR_KINDS or tokens[place].text in (",", ";", "."))
    ]
    for place in reversed(places):
        left = [token for token in tokens[place + 1 : following] if token.kind not in SEPARATOR_KINDS]
        if left:
            # A list of symbols on the left, as in ``h_t, c_t = ...`` or ``a, b \in R``.
            while place - 1 in places and tokens[place - 1].kind in SEPARATOR_KINDS:
                place -= 1
            listed = _list_begins(tokens, outer, relation, place, following)
            return (listed if listed is not None else place) + 1
    return strong[-1] + 1 if strong else following


def _list_begins(tokens: list[Token], outer: list[bool], relation: int, place: int, following: int) -> int | None:
    """The separator before a list that is declared or assigned, ``W_z, W_h \\in ...``, ``z_t, r_t = ...``."""
    if tokens[following].text not in RELATION_SIGNS:
        rows = [earlier for earlier in range(relation + 1, place) if outer[earlier] and tokens[earlier].kind == "row"]
        return rows[-1] if rows and _is_list(tokens[rows[-1] + 1 : following]) else None
    earliest = None
    for earlier in range(relation + 1, place):
        if outer[earlier] and tokens[earlier].kind in ("row", "words", "gap"):
            earliest = earlier
    return earliest


def _is_list(tokens: list[Token]) -> bool:
    """Whether these are symbols with commas between, and their scripts."""
    inner = zip(tokens, depths(tokens, "open"), strict=True)
    return all(token.kind != "sign" or token.text == "," for token, depth in inner if depth == 0)


def _statement(piece: _Piece, source: str) -> Statement | None:
    left, relation, right = (
        _trimmed(piece.tokens[: piece.relation]),
        piece.tokens[piece.relation],
        _trimmed(_without_words(piece.tokens[piece.relation + 1 :])),
    )
    if any(token.text in SLOPES for token in (*left, *right)):
        return None
    if relation.text not in ASSIGN:
        return _declaration(left, relation, right, source)
    right = _without_conditions(right)
    if not left or not right:
        if not left and not right:
            return None
        side = "left" if not left else "right"
        raise _missing(source, side, relation)
    written = "".join(
        token.text for token in [*left, relation, *right] if token.kind in ("letter", "number", "command", "sign")
    )
    ranges = read_ranges(written)
    if ranges:
        return Statement(
            Symbol(ranges[0].index), Symbol("..."), "range", ranges, start=left[0].start, end=right[-1].end
        )
    target = _side(left, source)
    value = _side(right, source) if isinstance(target, Group) else read_expression(right, source)
    arrow = relation.text in ARROWS
    return Statement(target, value, "=", arrow=arrow, start=left[0].start, end=right[-1].end)


def _without_words(tokens: list[Token]) -> list[Token]:
    r"""The right side up to what it is called, ``& \text{update gate } H``."""
    for place, (token, depth) in enumerate(zip(tokens, depths(tokens, *CLOSING_KINDS), strict=True)):
        beside = place > 1 and tokens[place - 1].kind in ("cell", "gap")
        if token.kind == "words" and depth == 0 and beside:
            return tokens[: place - 1]
    return tokens


def _missing(source: str, side: str, relation: Token) -> LatexError:
    from symbolic.latex.printed.errors import fault

    return fault(source, f"there is nothing on the {side} of this sign", relation.start, relation.end)


def _side(tokens: list[Token], source: str) -> Printed:
    tokens = [token for token in tokens if token.kind not in ("cell", "gap", "words")]
    if any(token.text == "," for token in tokens):
        wrapped = [
            Token("sign", "(", tokens[0].start, tokens[0].start),
            *tokens,
            Token("sign", ")", tokens[-1].end, tokens[-1].end),
        ]
        if any(token.text == "," and depth == 0 for token, depth in zip(tokens, nesting(tokens), strict=True)):
            return read_expression(wrapped, source)
    return read_expression(tokens, source)


def _declaration(left: list[Token], relation: Token, right: list[Token], source: str) -> Statement | None:
    """``x \\in R^n`` is kept as tokens for who reads shapes; other relations say nothing of a cell."""
    if not left or not right:
        return None
    text = source[left[0].start : right[-1].end]
    return Statement(
        Symbol(text, start=left[0].start, end=left[-1].end),
        Symbol(source[right[0].start : right[-1].end], start=right[0].start, end=right[-1].end),
        relation.text,
        start=left[0].start,
        end=right[-1].end,
    )


def _trimmed(tokens: list[Token]) -> list[Token]:
    """The tokens without separators and punctuation at their ends."""
    start, end = 0, len(tokens)
    while start < end and (tokens[start].kind in SEPARATOR_KINDS or tokens[start].text in (",", ";", ".", ":")):
        start += 1
    while end > start and (
        tokens[end - 1].kind in SEPARATOR_KINDS or tokens[end - 1].text in (",", ";", ".", ":", r"\ldots")
    ):
        end -= 1
    return [token for token in tokens[start:end] if token.kind not in ("row", "words") or _in_matrix(tokens, token)]


def _in_matrix(tokens: list[Token], row: Token) -> bool:
    """Whether it ends a row within an environment."""
    behind = zip(tokens, depths(tokens, "begin"), strict=True)
    return row.kind == "row" and any(token is row and depth > 0 for token, depth in behind)


_LABELS = frozenset({r"\textit", r"\textrm", r"\textsf", r"\texttt", r"\textbf", r"\emph", r"\mbox", r"\textnormal"})
"""Fonts in which a row is called something at its end."""


def _is_last(tokens: list[Token], place: int) -> bool:
    """Whether the braces that open here hold letters only and end the row."""
    inside = tokens[place + 1 : -1]
    return len(inside) > 1 and tokens[-1].kind == "close" and all(token.kind == "letter" for token in inside)


def _is_remark(tokens: list[Token], place: int) -> bool:
    r"""Whether a bracket holds one word of text and closes the row, ``(\text{concatenation})``."""
    inside = [token for token in tokens[place + 1 :] if token.kind not in ("open", "close", "gap", "cell")]
    word = bool(inside) and inside[0].text[1:] in WORD_FONTS and inside[-1].text == ")"
    letters = inside[1:-1]
    return word and len(letters) > 1 and all(token.kind == "letter" for token in letters)


def _without_conditions(tokens: list[Token]) -> list[Token]:
    """The right side without what is said beside it: ``\\forall t``, ``t = 1, \\dots``, ``(input gate)``."""
    for place, (token, depth) in enumerate(zip(tokens, nesting(tokens), strict=True)):
        beside = place and tokens[place - 1].kind in ("cell", "gap")
        said = beside and (token.text == r"\text" or (token.text in _LABELS and _is_last(tokens, place + 1)))
        if depth == 0 and place and (token.text == r"\forall" or said):
            return _trimmed(tokens[:place])
        if (
            depth == 1
            and token.text == "("
            and beside
            and (_is_remark(tokens, place) or any(part.text in (*ASSIGN, *RELATION_SIGNS) for part in tokens[place:]))
        ):
            return _trimmed(tokens[:place])
        if depth == 0 and token.kind in ("gap", "cell") and place:
            rest = [part for part in tokens[place:] if part.kind not in ("gap", "cell")]
            before = [part for part in tokens[:place] if part.kind not in ("gap", "cell")]
            if before and before[-1].text in (",", ";", ".") and rest:
                return _trimmed(tokens[:place])
    return tokens
