"""Light commands stay light, and the rooms of the package import one way."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import symbolic

PACKAGE = Path(symbolic.__file__).parent
ROOMS = (
    "terminal",
    "errors",
    "limits",
    "version",
    "files",
    "record",
    "collector",
    "display",
    "language",
    "latex",
    "modify",
    "derive",
    "numeric",
    "backward",
    "code",
    "diagram",
    "tracing",
    "_sources",
    "_cell",
    "catalog",
    "frameworks",
    "model",
    "answers",
    "report",
    "cli",
    "__init__",
)

CHILD = """
import __future__, typing, sys
before = set(sys.modules)
try:
    exec(sys.argv.pop(1))
except SystemExit:
    pass
finally:
    sys.__stderr__.write("\\nLOADED " + " ".join(sorted(set(sys.modules) - before)))
"""
COMMAND = "from symbolic.cli import main; main()"


def loaded(code, *words):
    """The modules that a fresh interpreter loads to run the code."""
    command = [sys.executable, "-c", CHILD, code, *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=PACKAGE.parent)
    assert "Traceback" not in done.stderr
    return set(done.stderr.rpartition("LOADED ")[2].split())


def heavy(modules):
    """What is neither of Python, nor ours, nor click."""
    tops = {name.partition(".")[0] for name in modules}
    return tops - sys.stdlib_module_names - {"symbolic", "click", "colorama"}


def test_import_alone():
    assert loaded("import symbolic") <= {"symbolic", "symbolic.version", "symbolic.display", "collections.abc"}


def test_a_command_loads_no_other():
    modules = loaded(COMMAND, "count", "lstm", "n=4096", "m=256")
    assert not modules & {f"symbolic.cli.{name}" for name in ("report", "check", "sweep", "diagram", "export")}
    assert not modules & {"pathlib", "fractions", "click", "inspect"}
    assert "click" in loaded(COMMAND, "count", "lstm", "--json")
    assert "symbolic.cli.solve" in loaded(COMMAND, "solve", "lstm", "m", "budget=10M", "n=300")


@pytest.mark.sweep(12)
@pytest.mark.parametrize(
    "words",
    [
        "--help",
        "--version",
        "list",
        "list --json",
        "count lstm n=4096 m=256",
        "count lstm n=4096 m=256 bias=double project=r r=64",
        "count lsmt n=1 m=1",
        "count lstm n=0 m=1",
        "count lstm biass=none",
        "count missing.toml",
        "cuont lstm",
        "identify 4457472 n=4096 m=256",
        "identify 4457472 n=4096 m=1:4096 --json",
        "check lstm 4*(n*m+n**2)",
        "count lstm",
        "count cwrnn --json",
        "show lstm",
        "show treelstm_nary n=3 m=5 N=2",
        "show torch.nn.LSTM input_size=3 hidden_size=5",
        "check lstm 4*(n*m",
        "sweep lstm gru n=512 m=1:100 --as csv",
        "solve lstm m budget=1 n=3",
        "cost lstm n=4096 m=256 B=32 T=100",
        "cost torch.nn.LSTM num_layers=2 --json",
        "cost lstm n=4096 m=256 backward=all",
        "cost keras.layers.GRU backward=all activation=hard_silu --json",
        "summary tests/model/files/row.keras",
        "summary tests/model/files/sample.safetensors --json",
        "summary lstm(m,layers=L)",
        "count tests/latex/paper.tex#eq:gru n=3 m=5",
        "read tests/latex/paper.tex#eq:gru",
        "lint tests/latex/paper.tex --json",
        "summary lstm(m)>dense(3) --as latex",
        "diagram lstm",
    ],
)
def test_light_command(words):
    assert heavy(loaded(COMMAND, *words.split())) == set()


def test_number_from_python():
    code = "from symbolic import cell; assert cell('lstm').count_at(n=4096, m=256) == 4457472"
    assert heavy(loaded(code)) == set()


def test_every_public_name():
    assert heavy(loaded("from symbolic import *")) == set()


def test_cost_from_python():
    code = "from symbolic import cell; assert cell('lstm').cost(32, 100, n=4096, m=256).macs == 14260633600"
    assert heavy(loaded(code)) == set()


def test_a_backward_pass_from_python():
    own = "Cell('h[t] = mine(W @ x[t])', {'x': 'n', 'h': 'm'}, activations={'mine': 'u * tanh(softplus(u))'})"
    for cell in ("cell('lstm')", own):
        assert heavy(loaded(f"from symbolic import Cell, cell; assert {cell}.backward().text")) == set()


def test_light_modules():
    assert (
        heavy(loaded("import symbolic.report.pages.catalogue_list, symbolic.modify, symbolic.language.definition"))
        == set()
    )


@pytest.mark.parametrize("words", ["latex lstm", "markdown gru bias=double", "report lstm rhn -o"])
def test_documents_are_written_without_sympy(tmp_path, words):
    folder = [str(tmp_path)] if words.endswith("-o") else []
    assert {"jinja2", "sympy", "numpy"} & loaded(COMMAND, *words.split(), *folder) == {"jinja2"}


@pytest.mark.parametrize("name", ["sympy", "jinja2"])
def test_the_guard_can_fail(name):
    assert name in heavy(loaded(f"import symbolic, {name}"))
    assert {"sympy", "jinja2"} <= heavy(loaded("from symbolic import cell; cell('lstm').count, cell('lstm').latex()"))


def name_of(path):
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def tree_of(module):
    return ast.parse(MODULES[module].read_text("utf-8"))


def imports(tree):
    """The modules of this package that a tree names: inside functions and for type checkers too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "symbolic":
            base = (node.module or "").removeprefix("symbolic").lstrip(".")
            inner = [f"{base}.{alias.name}".lstrip(".") for alias in node.names]
            yield from (name if name in MODULES else base or "__init__" for name in inner)
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            yield from (name.removeprefix("symbolic.") for name in names if name.startswith("symbolic."))


def room(module):
    return module.partition(".")[0] or "__init__"


def against_the_flow(module, tree):
    """Imports of a room to the right of the module's own."""
    places = {name: place for place, name in enumerate(ROOMS)}
    return [other for other in imports(tree) if places[room(other)] > places[room(module)]]


@pytest.mark.parametrize("module", [module for module in MODULES if room(module) != "__main__"])
def test_rooms_import_one_way(module):
    assert against_the_flow(module, tree_of(module)) == []


def test_every_room_is_named():
    assert {room(name) for name in MODULES} - {"__main__"} == {*ROOMS}


def by_room(graph, depth):
    """The same arrows between rooms: what agrees in the first names of its path is one."""
    rooms = {}
    for module, others in graph.items():
        place = ".".join(module.split(".")[:depth])
        rooms.setdefault(place, set()).update({".".join(other.split(".")[:depth]) for other in others} - {place})
    return rooms


def circle(graph):
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_no_circle():
    graph = {module: {*imports(tree_of(module))} - {module} for module in MODULES}
    for depth in range(1, 5):
        assert circle(by_room(graph, depth)) == []
    assert circle(by_room({**graph, "errors": {"cli.app"}}, 4))


def test_a_circle_is_seen():
    # No circle of files, but one of rooms.
    assert circle(by_room({"a.one.x": {"a.two.x"}, "a.two.y": {"a.one.y"}}, 2))
    assert not circle(by_room({"a.one.x": {"a.two.x"}, "a.two.y": {"a.one.y"}}, 3))


def test_the_flow_can_be_broken():
    assert against_the_flow("language.nodes", ast.parse("def f():\n    from symbolic.report import text"))
    assert against_the_flow("derive.count", ast.parse("import symbolic.cli.app"))
    assert not against_the_flow("report.text", ast.parse("from symbolic.derive import algebra"))
