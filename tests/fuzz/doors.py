"""Every door by which something of a stranger comes in: what is right there, how it is changed, what is asked of it."""

import json
from functools import cache, partial
from pathlib import Path

from changed_cells import ask_a_changed_cell, mutate_cell, written_cells
from click.testing import CliRunner
from mutation import mutate_command, mutate_text
from programs import mutate_program
from structures import mutate_archive, mutate_hdf5, mutate_header, mutate_protobuf, mutate_toml

from symbolic import Cell, Model, cell, cells, check, compare, identify
from symbolic.answers.export import LANGUAGES, export
from symbolic.catalog import entries
from symbolic.cli.app import app
from symbolic.language.sizes.formula import parse_formula
from symbolic.latex.reading import read_text
from symbolic.report.documents.fragments import fragment
from symbolic.report.documents.templates import render_here
from symbolic.report.pages.show import show_text
from symbolic.report.writing import notation
from symbolic.report.writing.options import Options

TESTS = Path(__file__).parents[1]
FILES = TESTS / "model" / "files"
NETWORKS = (
    "embedding(V, e) > lstm(m, layers=L, bidirectional) > dense(V)",
    "encoder: embedding(V, e) > lstm(m); decoder(input=encoder): gru(m, bias=double) > dense(W)",
    "input(300) > bidirectional(keras.layers.LSTM(5, return_sequences=true), merge_mode=sum) > dropout(0.5) > dense(2)",
    "torch.nn.LSTM(4, num_layers=2, bidirectional=true) > layernorm > conv(6, 3) > timedistributed(dense(10))",
    "lstm(m, project=r, peepholes=diagonal, layers=3) > attention(8, heads=2) > dense(10)",
)
FORMULAS = (
    "4*(n*m + n**2)",
    "4((n+1)m + m²)",
    r"4\left(nm + m^{2} + m\right)",
    "P(n, m) = 3*(hidden*(input + hidden) + 2*hidden)",
    "4*((size_of_input + 1)*units + units**2)*gates",
    "3 × (n·m + m^2 + m) + 1,024/2",
    r"\frac{4}{2} \cdot units \times (features + 1)",
    "3*(hs*(hs+is)+hs) + d_out*(hs+1)",
    "(input_size + 1) x units + units x units + biases",
    r"\[ P = 4\,n^{[l]} \left(n^{[l-1]} + n^{[l]} + 1\right) = 71{,}168. \]",
    r"\begin{align} 4 n_i (n_{i-1} + n_{\text{hid}}) \quad \label{eq} \end{align}",
    "4*скрытый*(вход+隐藏+1) = nhid*(ninp + Nh)",
)
BLOCKS = [block["latex"] for block in json.loads((TESTS / "latex" / "blocks.json").read_text(encoding="utf-8"))]
COMMANDS = (
    "show lstm n=4096 m=256",
    "count lstm bias=double n=4 m=5",
    "check gru 3*(n*m+m**2+m)",
    "identify 4457472 n=4096 m=1:4096",
    "solve lstm m budget=10M n=300 step=8",
    "compare lstm gru n=100 m=50",
    "sweep lstm gru n=512 m=64:128:64 --as csv",
    "export lstm --to python",
    "cost lstm n=4 m=5 T=3 B=2",
    "summary embedding(V,e)>lstm(m,layers=2)>dense(V) V=100 e=6 m=7",
    "latex rnn --part equations --notation keras",
    "markdown rnn --flavour myst --json",
    "show torch.nn.LSTM num_layers=2 bidirectional=true --backward",
    "list lstm --layers --json",
)
TEMPLATES = (
    "{% set c = cell('lstm', n=4) %}{{ c.title|text }} {{ c.count_latex|math }} {{ sizes.n }}",
    "{% for row in cells %}{{ loop.index }} {{ row.title|text }} {{ row.source|upper|truncate(9) }}\n{% endfor %}",
    "{% import 'parts.md.j2' as parts %}{{ parts.page(cell('rnn')) }}{{ 12345|commas }}",
    "{% macro f(a, b=2) %}{{ a ~ b }}{% endmacro %}{{ f('x')|indent(2) }}{{ [1, 2]|join(',')|center(20) }}",
    "{{ cell('gru').count_latex|math }} {% if 1 < 2 and 'a' in 'abc' %}{{ reference('x')|text }}{% endif %}",
)


def equations(_, text):
    ask(Cell(text, sizes_of(text)), len(text))


def toml(folder, text):
    path = written(folder, "cell.toml", text)
    ask(Cell.load(path), len(text))


def latex(_, text):
    read_text(text).only()


def formulas(_, text):
    if len(text) % 3 == 0:
        str(parse_formula(text))
    str(check(text, cells()[len(text) % len(cells())]))


def words(folder, text):
    error = CliRunner().invoke(app, text.split(" ")).exception
    if error is not None and not isinstance(error, SystemExit):
        raise error


def printouts(_, text):
    summed_up(Model.parse(text))


def networks(_, text):
    summed_up(Model.parse(text))


def programs(folder, text):
    summed_up(Model.load(written(folder, "net.py", text)))


def notations(folder, text):
    path = written(folder, "own.toml", text)
    notation._read.cache_clear()
    options = Options(notation=notation.find_notation(str(path)))
    fragment(cell(("lstm", "gru", "cwrnn")[len(text) % 3]), ("latex", "markdown")[len(text) % 2], options=options)


def templates(folder, text):
    written(folder, "page.md.j2", text)
    data = {"cell": lambda name, **_: plain_cell(name), "layer": cell, "cells": rows(), "sizes": {"n": 4}}
    render_here("page.md.j2", {**data, "reference": str}, Options(templates=str(folder)))
    # Each folder has an environment of its own, with all that it has compiled.


def network_file(ending, folder, raw):
    path = folder / f"network{ending}"
    path.write_bytes(raw)
    summed_up(Model.load(path))


def ask(made, choice):
    """One question of a cell that was read."""
    questions = (
        lambda: show_text(made, {}),
        lambda: fragment(made, "latex"),
        lambda: fragment(made, "markdown"),
        lambda: export(made, [*LANGUAGES][choice % len(LANGUAGES)]),
        lambda: made.backward().text,
        lambda: str(compare(made, "lstm")),
        lambda: made.count_at(**dict.fromkeys(made.counted_letters, 4 + choice % 9)),
        lambda: str(identify(choice + 1, made, n=3, m="1:50")),
        lambda: str(made.cost()),
    )
    questions[choice % len(questions)]()


def summed_up(model):
    str(model.summary())
    letters = model.size.letters
    if letters:
        model.count_at(**dict.fromkeys(letters, 4))


def written(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    return path


def sizes_of(text):
    sizes = {"x": "n", "h": "m", "c": "m"}
    return {name: size for name, size in sizes.items() if f"{name}[t" in text}


@cache
def plain_cell(name):
    from symbolic.report.documents.fragments import full_context

    return full_context(cell(name))


@cache
def rows():
    return [{"name": name, "title": entry.title, "source": entry.source} for name, entry in entries().items()]


def texts_of(folder, pattern):
    return [path.read_text("utf-8") for path in sorted(folder.rglob(pattern))]


def raws_of(pattern):
    return [path.read_bytes() for path in sorted(FILES.rglob(pattern)) if path.stat().st_size < 100_000]


def weights():
    """The HDF5 files inside of Keras's."""
    import zipfile

    return [zipfile.ZipFile(path).read("model.weights.h5") for path in sorted(FILES.glob("*.keras"))]


DOORS = {
    "cells": (written_cells, mutate_cell, ask_a_changed_cell),
    "equations": (lambda: [entry.equations for entry in entries().values()], mutate_text, equations),
    "toml": (lambda: texts_of(TESTS / "derive" / "cells", "*.toml"), mutate_toml, toml),
    "latex": (lambda: BLOCKS, mutate_text, latex),
    "formulas": (lambda: [*FORMULAS, *(str(cell(name).size) for name in cells()[:9])], mutate_text, formulas),
    "words": (lambda: COMMANDS, mutate_command, words),
    "networks": (lambda: NETWORKS, mutate_text, networks),
    "printouts": (lambda: texts_of(TESTS / "model" / "printouts" / "recorded", "*.txt"), mutate_text, printouts),
    "programs": (lambda: texts_of(TESTS / "model" / "code" / "snippets", "*.txt"), mutate_program, programs),
    "notation": (lambda: texts_of(Path(notation.__file__).parent, "*.toml"), mutate_toml, notations),
    "templates": (lambda: TEMPLATES, mutate_text, templates),
    "keras": (lambda: raws_of("*.keras"), mutate_archive, partial(network_file, ".keras")),
    "h5": (weights, mutate_hdf5, partial(network_file, ".h5")),
    "onnx": (lambda: raws_of("*.onnx"), mutate_protobuf, partial(network_file, ".onnx")),
    "safetensors": (lambda: raws_of("*.safetensors"), mutate_header, partial(network_file, ".safetensors")),
}
"""Of each door: the corpus, the mutation, and the question."""
