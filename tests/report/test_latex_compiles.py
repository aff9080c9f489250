"""What is written compiles: no errors, no undefined references, nothing that runs off the page."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from subjects import bias_variants

from symbolic import Cell, Model, cell, cells
from symbolic.catalog import family_entries, family_names, family_title
from symbolic.frameworks import layer, layers
from symbolic.report.answers.formats import answer_text
from symbolic.report.documents.documents import report
from symbolic.report.documents.fragments import fragment
from symbolic.report.documents.network_layer import layer_answer
from symbolic.report.documents.paper import part
from symbolic.report.writing.notation import notations
from symbolic.report.writing.options import find_options

pytestmark = [
    pytest.mark.latex,
    pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed"),
]
WARNINGS = re.compile(r"^! |^LaTeX Warning: (?:Reference|Label|There were undefined)|^Overfull \\hbox \(([\d.]+)pt")
NASTY = "50% & a_b #1 $x$ {y} ~ ^ \\ <z> | \"q\" 'é' --- ``"


def layer_variants():
    yield from map(layer, layers())
    yield layer("torch.nn.LSTM", num_layers=2, bidirectional=True, input_size=30, hidden_size=20, proj_size=10)
    yield layer("onnx.LSTM", P=True, input_forget=True, direction="bidirectional")


def own_cells():
    sizes = {"x": "n", "h": "m"}
    gates = "for k in N:\n    f[t, k] = sigmoid(W_f @ x[t] + U_f @ h[t-1, k])\n"
    tree = gates + "h[t] = sum(f[t, k] ** 2 * h[t-1, k] for k in N)"
    attention = """
        q[t] = W_q @ x[t]
        a_hat[t] = softmax(dot(q[t], h_tilde[t-k]) for k in range(1, K+1))
        s_prime[t] = sum(element(a_hat[t], k-1) * h_tilde[t-k] for k in range(1, K+1))
        for j in H: v[t, j] = part(x[t], j, H)
        h_tilde[t] = tanh(W__x @ concat(omega * v[t, j] for j in H) + U__h @ s_prime[t])"""
    static = """
        i_prime = sigmoid(W_i @ s + b_i)
        for k in 2: e_prime[k] = tanh(V[k] @ s)
        h[t] = i_prime * tanh(W @ x[t] + blocks(R[i, j] for i in g for j in range(i, g)) @ h[t-1]) + e_prime[1]"""
    words = {"title": NASTY, "source": NASTY, "summary": NASTY, "note": NASTY}
    return [
        Cell(attention, {"x": "n", "h_tilde": "m", "omega": 1}, name="attention"),
        Cell(static, {**sizes, "s": "p"}, name="static", static=["s"]),
        Cell("h[t] = tanh(x[t])", {"x": "n"}, name="empty"),
        Cell("h[t] = tanh(W @ x[t])", {"x": 3, "h": 5}, name="numbers"),
        Cell(tree, sizes, name="tree", latex={"h": "h'", "f": "f^a"}),
        Cell("h[t] = tanh(W.T @ x[t] + (b / c) ** 2)", sizes, name="scripts", latex={"W": "W_a^*", "h": "h_e"}),
        Cell("h[t] = tanh(blockdiag(R[j] for j in H) @ h[t-1] + W @ x[t])", sizes, name="nasty", **words),
    ]


def compiled(folder, name, runs=1):
    """Compile and return what the log complains of."""
    for _ in range(runs):
        command = ["pdflatex", "-interaction=nonstopmode", "-file-line-error", f"{name}.tex"]
        subprocess.run(command, cwd=folder, capture_output=True, timeout=300)
    log = (folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")
    assert "Output written on" in log, log[-2000:]
    wrong = [line for line in log.splitlines() if re.search(r"^\S+\.tex:\d+: ", line)]
    for line in log.splitlines():
        match = WARNINGS.match(line)
        if match and float(match[1] or 99) > 1:
            wrong.append(line)
    return wrong


def write_book(folder, fragments):
    lines = [r"\documentclass[11pt,a4paper]{article}", r"\usepackage{amsmath}", r"\usepackage{booktabs}"]
    lines += [r"\usepackage[margin=25mm]{geometry}", r"\begin{document}"]
    for place, text in enumerate(fragments):
        (folder / f"part{place}.tex").write_text(text, encoding="utf-8")
        lines += [f"Before it.\n\\input{{part{place}}}\nAfter it.\n"]
    (folder / "book.tex").write_text("\n".join([*lines, r"\end{document}", ""]), encoding="utf-8")


def test_fragments_in_one_document(tmp_path):
    fragments = [fragment(variant, "latex") for variant in bias_variants(None, "double")]
    layers_too = [fragment(variant, "latex") for variant in layer_variants()]
    write_book(tmp_path, [*fragments, *layers_too, *(fragment(own, "latex") for own in own_cells())])
    assert compiled(tmp_path, "book") == []


def test_summaries_of_networks(tmp_path):
    both = Model.parse("embedding(V, e) > lstm(m, layers=L, bidirectional) > dense(V)")
    mixed = Model.parse("conv(8, k1, k2) > batch_norm() > reshape(F*c_out) > torch.nn.GRU(m, layers=2) > dense(3)")
    tables = [answer_text(summary, "latex") for summary in (both.summary(), both.summary(V=9, e=8, m=7, L=6))]
    tables += [answer_text(mixed.summary(), "latex"), layer_answer(both.summary(), "lstm", "latex")]
    write_book(tmp_path, [r"\scriptsize " + text for text in tables])
    assert compiled(tmp_path, "book") == []


@pytest.mark.long
@pytest.mark.parametrize("notation", notations())
def test_each_cell_in_each_notation(tmp_path, notation):
    options = find_options(notation)
    fragments = [fragment(cell(name), "latex", options=options) for name in cells()]
    write_book(tmp_path, [*fragments, *(part(cell(name), "backward", options=options) for name in cells())])
    wide = [] if notation == "own" else ["Overfull"]
    assert [line for line in compiled(tmp_path, "book", runs=2) if not line.startswith(tuple(wide))] == []


def test_the_notation_of_the_manual(tmp_path):
    page = (Path(__file__).parents[2] / "output/manual/notation.md").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(next(block for block in re.findall(r"```toml\n(.*?)```", page, re.S) if "[roles]" in block))
    options = find_options(str(own))
    write_book(tmp_path, [fragment(cell(name), "latex", options=options) for name in cells()])
    assert compiled(tmp_path, "book") == []


@pytest.mark.long
def test_handbook_of_the_catalogue(tmp_path):
    chapters = {family_title(family): [cell(name) for name in family_entries(family)] for family in family_names()}
    (tmp_path / "handbook.tex").write_text(report(chapters)["handbook.tex"], encoding="utf-8")
    assert compiled(tmp_path, "handbook", runs=3) == []


def test_handbook_of_own_cells(tmp_path):
    (tmp_path / "own.tex").write_text(report({NASTY: own_cells()})["handbook.tex"], encoding="utf-8")
    assert compiled(tmp_path, "own", runs=2) == []


def test_the_check_can_fail(tmp_path):
    for wrong in (r"$a^b^c$", r"\ref{nowhere}", r"\hbox to 200mm{}\noindent\rule{300mm}{1pt}", r"\unknown"):
        write_book(tmp_path, [wrong])
        assert compiled(tmp_path, "book"), wrong
