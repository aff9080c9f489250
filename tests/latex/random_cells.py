"""Random gated cells, printed in random styles as authors do, with the number of their parameters counted apart."""

from __future__ import annotations

from random import Random

GATE_LETTERS = ("i", "f", "o", "r", "z", "u", "a", "e", "k", "q", "w", "d")
KERNEL_PAIRS = (("W", "U"), ("A", "B"), ("P", "Q"), ("K", "L"), ("V", "R"), ("G", "H"), ("M", "N"))
BIASES = ("b", "c", "d", "s", "a")
ENVIRONMENTS = (
    ("\\begin{align}\n", "\n\\end{align}", " \\\\\n", "&"),
    ("\\begin{align*}\n", "\n\\end{align*}", " \\\\\n", "&"),
    ("\\begin{equation}\n\\begin{aligned}\n", "\n\\end{aligned}\n\\end{equation}", " \\\\\n", "&"),
    ("\\[\n\\begin{array}{rcl}\n", "\n\\end{array}\n\\]", " \\\\\n", "&"),
    ("$$\\begin{split}\n", "\n\\end{split}$$", " \\\\[2pt]\n", "&"),
    ("\\begin{gather}\n", "\n\\end{gather}", ", \\\\\n", ""),
    ("\\begin{eqnarray}\n", "\n\\end{eqnarray}", " \\nonumber \\\\\n", "&"),
)


class Style:
    """How one author writes: time, fonts, products, brackets, the environment."""

    def __init__(self, random: Random):
        self.random = random
        self.time = random.choice(
            ("sub", "sub", "sup", "supbare", "call", "bracket", "subparen", "future", "words", "prime")
        )
        self.step = random.choice(("t", "t", "t", "k", "n")) if self.time not in ("words", "prime") else "t"
        self.font = random.choice(("{}", "{}", r"\mathbf{{{}}}", r"\boldsymbol{{{}}}", r"\bm{{{}}}"))
        self.hadamard = random.choice((r" \odot ", r" \circ ", " * ", r" \odot "))
        self.product = random.choice((" ", " ", r" \, ", r" \cdot "))
        self.rows = random.random() < 0.15
        self.joined = not self.rows and random.random() < 0.25
        self.joint = random.choice((", ", "; "))
        self.brackets = random.choice(
            (("(", ")"), (r"\left(", r"\right)"), (r"\bigl(", r"\bigr)"), (r"\Big[", r"\Big]"))
        )
        self.sigma = random.choice((r"\sigma", r"\sigma", r"\mathrm{sigm}", r"\operatorname{sigmoid}", r"\sigma_g"))
        self.tanh = random.choice((r"\tanh", r"\tanh", r"\mathrm{tanh}", r"\phi", r"\operatorname{ReLU}"))
        self.script = random.choice(("_{{{}}}", "_{{{}}}", "^{{{}}}", "^{{({})}}"))
        if self.time in ("sup", "supbare"):
            self.script = "_{{{}}}"
        self.accent = random.choice((r"\tilde{{{}}}", r"\hat{{{}}}", r"\bar{{{}}}", r"\widetilde{{{}}}"))
        self.environment = random.choice(ENVIRONMENTS)

    def signal(self, name: str, lag: int = 0, accent: bool = False) -> str:
        body = self.font.format(name)
        if accent:
            body = self.accent.format(body)
        if self.time == "words":
            mark = random_word(self.random, lag)
            return f"{body}_{{{mark}}}" if lag or name in "hc" else body
        if self.time == "prime":
            return f"{body}'" if not lag and name in "hc" and not accent else body
        offset = -lag if self.time != "future" else 1 - lag
        step = self.step if not offset else f"{self.step}{offset:+d}"
        if self.time in ("sub", "future"):
            return f"{body}_{{{step}}}" if len(step) > 1 else f"{body}_{step}"
        if self.time == "subparen":
            return f"{body}_{{({step})}}"
        if self.time == "sup":
            return f"{body}^{{({step})}}"
        if self.time == "supbare":
            return f"{body}^{{{step}}}"
        return f"{body}({step})" if self.time == "call" else f"{body}[{step}]"

    def parameter(self, name: str, gate: str) -> str:
        return self.font.format(name) + self.script.format(gate)

    def apply(self, kernel: str, value: str) -> str:
        return f"{value}{self.product}{kernel}" if self.rows else f"{kernel}{self.product}{value}"

    def bracketed(self, text: str) -> str:
        return f"{self.brackets[0]}{text}{self.brackets[1]}"


def random_word(random: Random, lag: int) -> str:
    """``old`` or ``new``, upright."""
    return r"\mathrm{old}" if lag else r"\mathrm{new}"


class RandomCell:
    """A cell with two or more gates: ``latex`` is how it is printed, ``count(n, m)`` its parameters."""

    def __init__(self, seed: int):
        random = Random(seed)
        self.style = style = Style(random)
        self.kernels = random.choice(KERNEL_PAIRS)
        self.bias = random.choice(list(BIASES))
        self.has_bias = random.random() < 0.85
        self.double = self.has_bias and not style.joined and random.random() < 0.2
        self.has_cell = random.random() < 0.5
        letters = [letter for letter in GATE_LETTERS if letter != style.step]
        names = random.sample(letters, 3 if self.has_cell else 2)
        self.peepholes = self.has_cell and random.random() < 0.3
        self.gates = names
        self.bias = next(letter for letter in (self.bias, "b", "p", "v") if letter not in names)
        self.tied = random.random() < 0.2 and not self.has_cell
        self.rows = self.equations()
        if random.random() < 0.2:
            random.shuffle(self.rows)
        begin, end, row, mark = style.environment
        body = row.join(f"{left} {mark}= {right}" if mark else f"{left} = {right}" for left, right in self.rows)
        if style.environment[0].startswith(("\\[\n\\begin{array}", "\\begin{eqnarray}")):
            body = row.join(f"{left} & = & {right}" for left, right in self.rows)
        prose = r"\newcommand{\bm}[1]{\boldsymbol{#1}}" + "\n" if "\\bm" in body and random.random() < 0.5 else ""
        self.latex = prose + begin + body + end

    def affine(self, gate: str, state: str, peephole: str = "") -> str:
        style, (first, second) = self.style, self.kernels
        if style.joined:
            order = [state, style.signal("x")] if gate in "ifz" else [style.signal("x"), state]
            terms = [style.apply(style.parameter(first, gate), f"[{style.joint.join(order)}]")]
        else:
            terms = [
                style.apply(style.parameter(first, gate), style.signal("x")),
                style.apply(style.parameter(second, gate), state),
            ]
        if peephole:
            terms.append(peephole)
        if self.has_bias:
            terms.append(style.parameter(self.bias, gate))
        if self.double:
            terms.append(style.parameter(self.bias, gate + "h"))
        return " + ".join(terms)

    def gate(self, name: str, lag: int) -> tuple[str, str]:
        style = self.style
        peephole = (
            style.parameter("p", name) + style.hadamard.replace("*", r"\odot") + style.signal("c", lag)
            if self.peepholes
            else ""
        )
        inner = self.affine(name, style.signal("h", 1), peephole)
        return style.signal(name), style.sigma + style.bracketed(inner)

    def equations(self) -> list[tuple[str, str]]:
        style, had = self.style, self.style.hadamard
        if self.has_cell:
            i, f, o = self.gates
            rows = [self.gate(i, 1), self.gate(f, 1)]
            candidate = style.tanh + style.bracketed(self.affine("c", style.signal("h", 1)))
            rows.append((style.signal("c", 0, True), candidate))
            update = (
                f"{style.signal(f)}{had}{style.signal('c', 1)} + {style.signal(i)}{had}{style.signal('c', 0, True)}"
            )
            rows.append((style.signal("c"), update))
            rows.append(self.gate(o, 0))
            rows.append((style.signal("h"), f"{style.signal(o)}{had}{style.tanh}{style.bracketed(style.signal('c'))}"))
            return rows
        z, r = self.gates
        inner = f"({style.signal(r)}{had}{style.signal('h', 1)})"
        candidate = style.tanh + style.bracketed(self.affine("h", inner if not style.joined else inner[1:-1]))
        rows = [self.gate(z, 1), self.gate(r, 1), (style.signal("h", 0, True), candidate)]
        update = (
            f"(1 - {style.signal(z)}){had}{style.signal('h', 1)} + {style.signal(z)}{had}{style.signal('h', 0, True)}"
        )
        return [*rows, (style.signal("h"), update)]

    def count(self, n: int, m: int) -> int:
        gates = 4 if self.has_cell else 3
        biases = (2 if self.double else 1) * m if self.has_bias else 0
        return gates * (n * m + m * m + biases) + (3 * m if self.peepholes else 0)
