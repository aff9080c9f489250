r"""Formulas as MathML, which browsers show without a script: the LaTeX that this project writes, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from symbolic.language.braces import group_at
from symbolic.report.writing.escape import html_text
from symbolic.report.writing.mathml_signs import (
    ALPHABETS,
    GREEK_CHARACTERS,
    LIMITED,
    MATHML_ACCENTS,
    OLDER_LETTERS,
    OPERATOR_CHARACTERS,
    SIGN_TEXTS,
    SPACE_WIDTHS,
)

LATEX_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?(?:\{,\}\d{3})*|\s+|.", re.DOTALL)
SIMPLE_FORMULA = re.compile(
    r"(( [-+=] |\\cdot |\\in \\mathbb\{R\}|\\times |[A-Za-z]|\d+(?:\{,\}\d{3})*|[(),/:]| "
    rf"|\\(?:{'|'.join(GREEK_CHARACTERS)})(?![A-Za-z]))"
    r"([_^]\{[A-Za-z0-9,]{1,2}\}|[_^]\{[a-z][-+]\d\}|\^\{[a-z] \\times [a-z]\})?)"
)
"""A letter, a number or a sign, with a script or without."""
MATHML_TEXTS = {r"\cdot ": "·", r"\in \mathbb{R}": " ∈ ℝ", r"\times ": "×", " ": "", " - ": " − ", ",": ", ", ":": ": "}


@lru_cache(maxsize=8192)
def mathml(latex: str, display: bool = False) -> str:
    r"""A formula of a document as MathML; ``display`` sets it as one of its own.

    What stands behind a command that is not known is shown as it is written.

    >>> mathml("m^{2} n")
    '<math><msup><mi>m</mi><mn>2</mn></msup><mi>n</mi></math>'
    >>> mathml(r"\frac{m}{2}")
    '<math><mfrac><mi>m</mi><mn>2</mn></mfrac></math>'
    """
    if not latex:
        return ""
    kind = ' display="block"' if display else ""
    return f"<math{kind}>{''.join(_MathmlReader(latex).row())}</math>"


def inline_math(latex: str) -> str:
    r"""A formula in a line of text: letters, scripts and sums as text, which is shorter; all else as MathML.

    >>> inline_math("W_{i} x_{t}")
    '<var><i>W<sub>i</sub>x<sub>t</sub></i></var>'
    >>> inline_math("4 m (m^{2} + 1)")
    '<var>4<i>m</i>(<i>m</i><sup>2</sup> + 1)</var>'
    >>> inline_math(r"\tilde{h}")
    '<math><mover accent="true"><mi>h</mi><mo>~</mo></mover></math>'
    """
    parts = SIMPLE_FORMULA.findall(latex)
    if "".join(whole for whole, *_ in parts) != latex:
        return mathml(latex)
    written = "".join(_as_text(base, script) for _, base, script in parts)
    # What is in italics on both sides of a border is so across it.
    nested = re.sub(r"</i><(sub|sup)><i>([^<>]*)</i></\1>", r"<\1>\2</\1></i>", written.replace("</i><i>", ""))
    return f"<var>{nested.replace('</i><i>', '')}</var>"


def _as_text(base: str, script: str) -> str:
    text = MATHML_TEXTS[base] if base in MATHML_TEXTS else _italic(base)
    if not script:
        return text
    tag = "sub" if script[0] == "_" else "sup"
    return f"{text}<{tag}>{_italic(script[2:-1])}</{tag}>"


def _italic(text: str) -> str:
    if text.startswith("\\") and text[1:] in GREEK_CHARACTERS:
        return f"<i>{GREEK_CHARACTERS[text[1:]]}</i>"
    plain = text.replace("{,}", ",").replace("-", "−").replace(r" \times ", "×")
    return re.sub(r"[A-Za-z]+", r"<i>\g<0></i>", plain)


def mathml_rows(rows: Iterable[Mapping[str, str]]) -> str:
    r"""Equations one below the other, each split at its ``&``, with the range of a family behind it.

    >>> mathml_rows([{"latex": "a &= b", "range_latex": ""}]).partition("<mtr>")[2]
    '<mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd></mtr></mtable></math>'
    """
    lines = []
    for row in rows:
        left, _, right = row["latex"].partition("&")
        ranged = row["range_latex"]
        cells = [mathml(left), mathml(right)] + ([mathml(rf"\quad {ranged}")] if ranged else [])
        lines.append(f"<mtr>{''.join(f'<mtd>{_inside(cell)}</mtd>' for cell in cells)}</mtr>")
    return f'<math display="block"><mtable displaystyle="true">{"".join(lines)}</mtable></math>'


def _inside(math: str) -> str:
    return math.removeprefix("<math>").removesuffix("</math>")


def _tokens(latex: str) -> Iterator[str]:
    """Commands, numbers and signs, and of each group its inside behind a ``{``; blanks and ``&`` are left out."""
    place = 0
    while match := LATEX_TOKEN.match(latex, place):
        token = match[0]
        if token == "{":
            inner, place = group_at(latex, place)
            yield token + inner
            continue
        place = match.end()
        if token != "&" and not token.isspace():
            yield token


class _MathmlReader:
    """Reads tokens one after the other into elements."""

    def __init__(self, latex: str):
        self.tokens = [*_tokens(latex)]
        self.place = 0

    def row(self) -> Iterator[str]:
        """The elements up to the end."""
        while self.place < len(self.tokens):
            yield self.scripted()

    def scripted(self) -> str:
        """A piece with what stands below and above it."""
        token = self.tokens[self.place]
        base = self.piece() if token not in "_^'" else "<mrow></mrow>"
        below = above = ""
        while self.place < len(self.tokens) and self.tokens[self.place] in ("_", "^", "'"):
            sign = self.tokens[self.place]
            self.place += 1
            if sign == "'":
                primes = 1
                while self.place < len(self.tokens) and self.tokens[self.place] == "'":
                    primes, self.place = primes + 1, self.place + 1
                above = _joined(above, f"<mo>{'′' * primes}</mo>")
            elif sign == "_":
                below = _joined(below, self.piece())
            else:
                above = _joined(above, self.piece())
        kinds = ("munder", "mover", "munderover") if token in LIMITED else ("msub", "msup", "msubsup")
        if below and above:
            return f"<{kinds[2]}>{base}{below}{above}</{kinds[2]}>"
        if below or above:
            kind = kinds[0] if below else kinds[1]
            return f"<{kind}>{base}{below or above}</{kind}>"
        return base

    def piece(self) -> str:
        """One token; of a group, what stands in its braces."""
        if self.place >= len(self.tokens):
            return "<mrow></mrow>"
        token = self.tokens[self.place]
        self.place += 1
        if token[0] == "{":
            return _group([*_MathmlReader(token[1:]).row()])
        if not token.startswith("\\"):
            return _plain(token)
        return self.command(token[1:])

    def command(self, name: str) -> str:
        if name in MATHML_ACCENTS:
            accent = f"<mo>{MATHML_ACCENTS[name]}</mo>"
            if name == "underline":
                return f"<munder>{self.piece()}{accent}</munder>"
            return f'<mover accent="true">{self.piece()}{accent}</mover>'
        if name in ALPHABETS:
            return _in_font(name, self.raw())
        if name in ("text", "operatorname", "mbox"):
            return f"<mtext>{html_text(self.raw())}</mtext>"
        if name == "frac":
            return f"<mfrac>{self.piece()}{self.piece()}</mfrac>"
        if name == "sqrt":
            return f"<msqrt>{self.piece()}</msqrt>"
        if name in ("left", "right", "Bigl", "Bigr", "bigl", "bigr"):
            return self.fence(name)
        if name in SPACE_WIDTHS:
            return f'<mspace width="{SPACE_WIDTHS[name]}"></mspace>' if SPACE_WIDTHS[name] else ""
        if name in OPERATOR_CHARACTERS:
            return f"<mo>{OPERATOR_CHARACTERS[name]}</mo>"
        if name in GREEK_CHARACTERS:
            upright = ' mathvariant="normal"' if GREEK_CHARACTERS[name].isupper() else ""
            return f"<mi{upright}>{GREEK_CHARACTERS[name]}</mi>"
        return f"<mi>{html_text(name)}</mi>"

    def fence(self, name: str) -> str:
        """A bracket that grows with what it holds, or one of a fixed size."""
        if self.place >= len(self.tokens):
            return ""
        token = self.tokens[self.place]
        self.place += 1
        name_of = token[1:] if token.startswith("\\") else ""
        sign = OPERATOR_CHARACTERS.get(name_of, name_of) or token
        if name == "left":
            inside = []
            while self.place < len(self.tokens) and self.tokens[self.place] != r"\right":
                inside.append(self.scripted())
            self.place += 1
            closing = self.fence("right")
            return f"<mrow>{_bracket(sign)}{''.join(inside)}{closing}</mrow>"
        return _bracket(sign)

    def raw(self) -> str:
        """The characters of an argument without blanks."""
        if self.place >= len(self.tokens):
            return ""
        token = self.tokens[self.place]
        self.place += 1
        signs = LATEX_TOKEN.findall(token.removeprefix("{"))
        return "".join(sign for sign in signs if not sign.isspace() and sign != "&")


def _group(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>"


def _joined(before: str, part: str) -> str:
    return f"<mrow>{before}{part}</mrow>" if before else part


def _bracket(sign: str) -> str:
    return f"<mo>{html_text(sign)}</mo>" if sign != "." else ""


def _plain(token: str) -> str:
    if token[0].isdigit():
        return f"<mn>{token.replace('{,}', ',')}</mn>"
    if token.isalpha():
        return f"<mi>{token}</mi>"
    if token in "()[]|":
        # An operator would stand apart from what is beside it, and grow with each subscript.
        return f"<mi>{token}</mi>"
    return f"<mo>{html_text(SIGN_TEXTS.get(token, token))}</mo>"


def _in_font(name: str, text: str) -> str:
    """Letters of a font; a word in the upright one is a name."""
    text = text.strip()
    if "\\" in text or not text.isascii() or not text.isalnum():
        inside = "".join(_MathmlReader(text).row())
        return f"<mrow>{inside}</mrow>"
    if name == "mathrm":
        return f'<mi mathvariant="normal">{text}</mi>' if len(text) == 1 else f"<mi>{text}</mi>"
    return f"<mi>{''.join(_lettered(sign, ALPHABETS[name]) for sign in text)}</mi>"


def _lettered(sign: str, starts: tuple[int, int]) -> str:
    """A letter of a mathematical alphabet, which starts at one code for capitals and one for small letters."""
    capitals, small = starts
    if sign.isupper() and capitals:
        letter = chr(capitals + ord(sign) - ord("A"))
    elif sign.islower() and small:
        letter = chr(small + ord(sign) - ord("a"))
    else:
        return sign
    return OLDER_LETTERS.get(letter, letter)
