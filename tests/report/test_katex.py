"""Each formula of each Markdown page is one that KaTeX and GitHub render.

``SYMBOLIC_KATEX`` names the folder in which ``npm install katex`` was run.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from symbolic import Cell, Model, cell, cells
from symbolic.catalog import family_entries, family_names, family_title
from symbolic.frameworks import layer, layers
from symbolic.report.answers.formats import answer_text
from symbolic.report.documents.documents import report
from symbolic.report.documents.fragments import fragment
from symbolic.report.documents.network_layer import layer_answer
from symbolic.report.writing.flavours import FLAVOURS
from symbolic.report.writing.notation import notations
from symbolic.report.writing.options import Options, find_options

KATEX = os.environ.get("SYMBOLIC_KATEX", "")
needs_katex = pytest.mark.skipif(not KATEX, reason="SYMBOLIC_KATEX names no folder with katex")
DISPLAY = r"^```(?:math|\{math\})\n(?::label: [\w-]+\n\n)?(.*?)\n```$|^\$\$\n(.*?)\n\$\$(?: \{#[\w-]+\})?$"
UNKNOWN_TO_GITHUB = re.compile(r"\\(operatorname|newcommand|def|href|includegraphics|unicode|class|style|require)\b")


def formulas(page):
    """Each formula with whether it stands on lines of its own."""
    shown = [("".join(groups), True) for groups in re.findall(DISPLAY, page, re.M | re.S)]
    rest = re.sub(DISPLAY, "", page, flags=re.M | re.S)
    return shown + [(formula, False) for formula in re.findall(r"\$`?([^$`\n]+?)`?\$", rest)]


def pages(options):
    chapters = {family_title(family): [cell(name) for name in family_entries(family)] for family in family_names()}
    texts = [text for name, text in report(chapters, options=options).items() if name.endswith(".md")]
    return texts + [fragment(layer(name), "markdown", options=options) for name in layers()]


def refused(pairs):
    script = Path(__file__).with_name("katex.mjs")
    command = ["node", str(script), KATEX]
    done = subprocess.run(command, input=json.dumps(pairs), capture_output=True, text=True, timeout=300, check=True)
    return json.loads(done.stdout)


@pytest.mark.sweep(1)
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_formulas_are_found_and_of_github(flavour):
    pairs = [
        pair
        for name in cells()
        for pair in formulas(fragment(cell(name), "markdown", options=Options(flavour=flavour)))
    ]
    assert sum(display for _, display in pairs) >= len(cells())
    assert len(pairs) > 20 * len(cells())
    assert [formula for formula, _ in pairs if UNKNOWN_TO_GITHUB.search(formula)] == []


@needs_katex
@pytest.mark.parametrize("notation", notations())
def test_katex_renders_every_formula(notation):
    pairs = [pair for page in pages(find_options(notation)) for pair in formulas(page)]
    assert len(pairs) > 3000
    assert refused(pairs) == []


@needs_katex
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_katex_renders_each_flavour(flavour):
    own = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, latex={"h": r"\|h|", "m": "|m|"})
    options = Options(flavour=flavour)
    pairs = [pair for name in cells() for pair in formulas(fragment(cell(name), "markdown", options=options))]
    assert refused([*pairs, *formulas(fragment(own, "markdown", options=options))]) == []


@needs_katex
def test_katex_renders_the_summary_of_a_network():
    model = Model.parse("embedding(V, e) > lstm(m, layers=L, bidirectional) > reshape(F*c_out/2) > dense(V)")
    texts = [answer_text(model.summary(), "markdown"), layer_answer(model.summary(), "lstm", "markdown")]
    pairs = [pair for text in texts for pair in formulas(text)]
    assert len(pairs) > 20
    assert refused(pairs) == []


@needs_katex
def test_the_check_can_fail():
    wrong = ["a^b^c", r"\nothing", r"\frac{a", "a & b", r"\text{é$}", "≠^"]
    assert [formula for formula, _ in refused([[formula, False] for formula in wrong])] != []
    assert [formula for formula, _ in refused([["a^b^c", False], ["a", True]])] == ["a^b^c"]
