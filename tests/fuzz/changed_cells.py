"""Changed copies of cells that are still cells: an index, a sign, a name, a bracket, an operation, a range, a size."""

import re
from functools import cache, partial
from math import prod
from random import Random

from symbolic import Cell
from symbolic.answers.export import LANGUAGES, export
from symbolic.catalog import entries
from symbolic.code.module import TARGETS
from symbolic.errors import ArrayError, SymbolicError
from symbolic.language import nodes
from symbolic.language.inference import infer
from symbolic.language.lags import at_last_step
from symbolic.language.names import occurrences
from symbolic.language.operations.table import OPERATIONS
from symbolic.language.sizes.carriers import Integers
from symbolic.language.unrolled import index_at, unrolled
from symbolic.numeric.arrays import MemberLayout
from symbolic.report.documents.fragments import fragment
from symbolic.report.pages.show import show_text

TOKEN = re.compile(r"\[[^\[\]]*\]|\*\*|\w+(?:\.\w+)*|\s+|[^\w\s]")
TIMES = ("t", "t-1", "t-2", "t+1", "t-k", "1", "T")
INDICES = ("0", "1", "k", "j", "k+1", "k-1", "2*k", "g-1-k", "k, j", "j, k", "0, k", "k, k", "r")
RANGES = (
    "2",
    "g",
    "1",
    "range(1, 3)",
    "range(0, g)",
    "range(k, g)",
    "range(k+1)",
    "range(1, k+1)",
    "range(g, 2*g)",
    "m",
)
EXTENTS = (
    "1",
    "n",
    "m",
    "2",
    "3",
    "2*m",
    "m/2",
    "m-1",
    "g",
    ("m", "n"),
    ("n", "m"),
    ("m", "m"),
    ("k", "m"),
    (2, 2, "m"),
)
ASKED = 3
"""Questions of each cell, besides its count and a run."""
OWN = (
    ("h[t] = tanh(sum(P[k] @ x[t] for k in g) + U @ h[t-1])", {"x": "n", "h": "m"}),
    ("h[t] = x[t] + sum(W[k, j] @ h[t-1] for k in g for j in range(k, g))", {"x": "m", "h": "m"}),
    ("h[t] = concat(element(a[k] * x[t], k) for k in m) + U @ h[t-1]", {"x": "m", "h": "m", "a": ()}),
    (
        "s[k][t] = tanh(W[k] @ x[t] + U[k] @ s[k][t-1]) for k in g\nh[t] = concat(s[k][t] for k in g)",
        {"x": "n", "s": "m"},
    ),
    ("h[t] = sum(part(x[t], k, 2) * P[k] for k in g) + V @ rows(h[t-1], 0, 3)", {"x": "n", "h": 2}),
    ("h[t] = W @ (blockdiag(P[k] for k in 2) @ x[t]) + sum(h[t-k] * b for k in range(1, 4))", {"x": 4, "h": "m"}),
    (
        "A[t] = f[t] * A[t-1] + v[t] @ (K @ x[t]).T\nv[t] = V @ x[t]\nf[t] = sigmoid(w @ x[t])\nh[t] = A[t] @ Q @ x[t]",
        {"x": "n", "v": "m", "w": ("1", "n")},
    ),
    ("h[t] = tanh(W @ x[t] + softmax(dot(h[t-1], P[k]) for k in m))", {"x": "n", "h": "m"}),
)


@cache
def written_cells() -> list[tuple[str, dict]]:
    """Equations and sizes: those of the catalogue, and some that use what it uses seldom."""
    return [*((entry.equations, dict(entry.sizes)) for entry in entries().values()), *OWN * 4]


def mutate_cell(random: Random, chosen, others) -> tuple[str, dict]:
    """A cell with a few of its words and sizes exchanged for what could stand there."""
    text, sizes = chosen
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        if random.random() < 0.2 and sizes:
            sizes = {**sizes, random.choice([*sizes]): random.choice(EXTENTS)}
            continue
        tokens = TOKEN.findall(text)
        places = [place for place, token in enumerate(tokens) if not token.isspace()]
        if places:
            place = random.choice(places)
            tokens[place] = _other(random, tokens[place], tokens, TOKEN.findall(random.choice(others)[0]))
            text = "".join(tokens)
    return text, sizes


def _other(random: Random, token: str, tokens: list[str], theirs: list[str]) -> str:
    """What can stand in the place of a token."""
    if token.startswith("["):
        alike = [other for other in tokens if other.startswith("[")]
        made = random.choice((*TIMES, *INDICES)) if random.randrange(3) else random.choice(alike)[1:-1]
        return f"[{made}]" if random.randrange(6) else random.choice(("", f"[k][{made}]", f"{token}.T", f"[0]{token}"))
    if token in ("in", "for"):
        return token
    if token.isdigit():
        return random.choice(("0", "1", "2", "3", "k", "m", "n", "0.5", "-1", *RANGES))
    if token in OPERATIONS:
        return random.choice([*OPERATIONS, ""])
    if re.fullmatch(r"[^\W\d]\w*", token):
        names = [other for other in tokens if re.fullmatch(r"[^\W\d]\w*", other)]
        alike = random.choice((names, theirs, ["k", "j", "m", "g", "T", "1", "0", "-1", "(1 - x[t])", "K[k]"]))
        return random.choice(
            (random.choice(alike), f"-{token}", f"({token})", f"tanh({token})", f"{token}.T", f"2*{token}")
        )
    if token in "+-*/@**":
        return random.choice(("+", "-", "*", "/", "@", "**", " ** 2 +", ".T @", "* -1 *"))
    return random.choice((token, ")", "(", ",", " + ", random.choice(theirs)))


def ask_a_changed_cell(_, case):
    """Count on letters and on numbers beside the members that are read, run it, and ask some of the other questions."""
    text, sizes = case
    own = Cell(text, sizes)
    for values in unlike_sizes(own):
        counts_as_read(own, values)
    ran(own)
    for question in Random(text).sample(questions(own), ASKED):
        answer(question)


PRIMES = (5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
EVEN = tuple(6 * prime for prime in PRIMES)
"""Unlike each other as well, and whole where a third or a half of them is taken."""


def unlike_sizes(own: Cell, few: int = 2, unlike: tuple[tuple[int, ...], ...] = (PRIMES, EVEN)) -> list[dict[str, int]]:
    """Sizes of which no two are alike, so that none counts for another; of groups there are few."""
    letters = [letter for letter in own.definition.letters if letter != "g"]
    groups = {"g": few} if "g" in own.definition.letters else {}
    return [{**dict(zip(letters, numbers, strict=False)), **groups} for numbers in unlike]


def counts_as_read(own: Cell, values: dict[str, int]) -> None:
    """The count is that of the members that are read, and refused only where there is no shape for them."""
    try:
        wanted = members_read(own, values)
    except SymbolicError:
        wanted = None
    counted = answer(partial(own.count_at, **values))
    assert counted == wanted, f"at {values} count_at tells {counted}, the members that are read hold {wanted}"
    if wanted is not None:
        at = answer(lambda: Integers(values).size(own.size))
        assert at == wanted, f"at {values} {own.size} is {at}, the members that are read hold {wanted}"


def questions(own):
    """What can be asked of a cell, each as a function of nothing."""
    return (
        lambda: show_text(own, {}),
        lambda: own.count,
        lambda: own.table,
        lambda: own.forms,
        lambda: own.derivation(),
        lambda: str(own.cost()),
        lambda: str(own.cost(2, 3, backward="all")),
        lambda: own.modified(bias="double"),
        lambda: own.modified(low_rank="s"),
        lambda: own.backward().text,
        *(
            lambda of=of, by=by: own.jacobian(of, by).text
            for of in own.outputs[:1]
            for by in own.definition.names.states[:2]
        ),
        lambda: fragment(own, "latex"),
        lambda: fragment(own, "markdown"),
        lambda: str(own.equations),
        *(lambda target=target: own.module(target) for target in TARGETS),
        lambda: own.module("torch", fused=True),
        lambda: export(own, [*LANGUAGES][len(own.definition.letters) % len(LANGUAGES)]),
    )


def answer(question):
    """What is answered, or None where a sentence says why not."""
    try:
        return question()
    except SymbolicError as refusal:
        sentence = str(refusal)
    assert 0 < len(sentence) < 5000, sentence[:300]
    return None


def members_read(own: Cell, values: dict[str, int]) -> int:
    """How many numbers are trained: each member of each parameter that is read, as loops run, times its shape.

    The shapes are those of the numbers; nothing is taken from what the letters came to.
    """
    definition = own.definition
    shapes, values = infer(definition, Integers(values)), at_last_step(values)
    total = 0
    for name in own.trainable:
        seen = set()
        for occurrence in occurrences(definition.program):
            if occurrence.node.name == name and isinstance(occurrence.node, nodes.Parameter):
                every = unrolled(occurrence.loops, values)
                seen |= {index_at(occurrence.node.index, values, at) for at in every}
        total += len(seen) * prod(shapes.names[name])
    return total


def ran(own: Cell) -> None:
    """A run on arrays of small sizes; arrays that do not fit are the fault of their layout."""
    import numpy as np

    (sizes,) = unlike_sizes(own, unlike=((3, 4, 5, 7, 9, 11, 13),))
    try:
        shapes, layout = infer(own.definition, Integers(sizes)), MemberLayout(own.definition)
        names = own.definition.names
        extents = {
            name: (*layout.extents(name, sizes), *shapes.names[name]) for name in (*names.parameters, *names.inputs)
        }
    except SymbolicError:
        return
    if sum(np.prod(extent, dtype=float) for extent in extents.values()) > 1e6:
        return
    static = own.definition.program.static
    parameters = {
        name: np.full(extents[name], 0.3) for name in names.parameters if name not in own.definition.size_values
    }
    inputs = {name: np.full((*(() if name in static else (3,)), *extents[name]), 0.2) for name in names.inputs}
    with np.errstate(all="ignore"):
        try:
            signals = own.run(parameters, inputs, sizes=sizes)
        except ArrayError as refusal:
            refused, signals = str(refusal), {}
        except SymbolicError:
            return
    # These are just the arrays that the numbers ask for: a refusal of them is right for these reasons alone.
    assert signals or re.search(r"has no members?\b|several predecessors", refused), f"at {sizes} {refused}"
    for name, array in signals.items():
        shape = shapes.names[name]
        assert array.shape[array.ndim - len(shape) :] == shape, f"{name} has {array.shape} for {shape} at {sizes}"
