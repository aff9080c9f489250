"""Counts in other languages, each run by the real thing where it is there.

``SYMBOLIC_SPREADSHEET`` names the folder in which ``npm install hyperformula`` was run.
"""

import json
import os
import shutil
import subprocess
from random import Random

import numpy
import pytest

from symbolic import Cell, SymbolicError, cell, cells, export
from symbolic.answers.export import LANGUAGES, function_name
from symbolic.frameworks import layer

SPREADSHEET = os.environ.get("SYMBOLIC_SPREADSHEET", "")
NAMES = [name for name in cells() if cell(name).counted_letters]
random = Random(20261125)


def sized(name, most):
    """Random sizes at which the cell can be, its count past 64 bits where ``most`` is large."""
    made = cell(name)
    divisors = {
        letter
        for size in (made.size, *made.divided)
        for monomial in size.terms
        for letter, power in monomial
        if power < 0
    }
    sizes = {letter: 12 * random.randint(most // 24, most // 12) for letter in made.counted_letters}
    sizes |= dict.fromkeys(divisors & {*made.counted_letters}, 2)
    return name, sizes, made.count_at(**sizes)


def degree(name):
    return max(sum(power for _, power in monomial) for monomial in cell(name).size.terms)


SMALL = [sized(name, 600) for name in NAMES]
LARGE = [sized(name, min(10**12, int(10 ** (36 / max(1, degree(name)))))) for name in NAMES]
ALL = [*SMALL, *LARGE]


def test_large_counts_are_past_64_bits():
    assert sum(count >= 2**63 for _, _, count in LARGE) > len(NAMES) / 2


@pytest.mark.parametrize("language", ["python", "numpy"])
def test_python(language):
    for name, sizes, count in ALL:
        space = {}
        exec(export(name, language), space)
        assert space[f"{name}_count"](**sizes) == count


def test_numpy_columns():
    space = {}
    exec(export("lstm", "numpy"), space)
    column = space["lstm_count"](numpy.array([3, 10**12]), numpy.array([5, 10**12]))
    assert column.tolist() == [cell("lstm").count_at(n=k, m=j) for k, j in ((3, 5), (10**12, 10**12))]


@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler")
def test_c(tmp_path):
    functions = "".join(export(name, "c") for name in NAMES)
    calls = "".join(
        f"    print({name}_count({', '.join(f'{sizes[letter]}ULL' for letter in cell(name).counted_letters)}));\n"
        for name, sizes, _ in ALL
    )
    printer = (
        "#include <stdio.h>\n"
        "static void print(unsigned __int128 x)\n"
        '{ char s[48]; int k = 47; s[k] = 0; do { s[--k] = "0123456789"[(int)(x % 10)]; x /= 10; } while (x);'
        " puts(s + k); }\n"
    )
    (tmp_path / "counts.c").write_text(f"{printer}{functions}int main(void)\n{{\n{calls}    return 0;\n}}\n")
    subprocess.run(["cc", "-Wall", "-Werror", "-o", "counts", "counts.c"], cwd=tmp_path, check=True)
    printed = subprocess.run([tmp_path / "counts"], capture_output=True, text=True, check=True).stdout
    assert list(map(int, printed.split())) == [count for _, _, count in ALL]


@pytest.mark.skipif(not shutil.which("node"), reason="no node")
def test_javascript():
    functions = "".join(export(name, "javascript") for name in NAMES)
    calls = [
        f"{name}_count({', '.join(f'{sizes[letter]}' for letter in cell(name).counted_letters)})"
        for name, sizes, _ in ALL
    ]
    program = f"{functions}console.log([{', '.join(calls)}].join(' '))"
    printed = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True).stdout
    assert list(map(int, printed.split())) == [count for _, _, count in ALL]


@pytest.fixture
def database():
    with pytest.importorskip("duckdb").connect() as connection:
        yield connection


def test_sql(database):
    for name, sizes, count in ALL:
        # SQL takes N for n, so that the second of the two has an underscore.
        names = {letter: f"{letter}_" if letter == "N" and "n" in sizes else letter for letter in sizes}
        row = ", ".join(f"CAST({size} AS BIGINT) AS {names[letter]}" for letter, size in sizes.items())
        query = f"SELECT {export(name, 'sql')} FROM (SELECT {row})"
        assert database.execute(query).fetchall() == [(count,)]


def test_sql_sweeps_where_the_data_is(database):
    rows = "SELECT 512 AS n, range AS m FROM range(1, 1001)"
    query = f"SELECT sum(lstm_count) FROM (SELECT {export('lstm', 'sql')} FROM ({rows}))"
    wanted = sum(cell("lstm").count_at(n=512, m=m) for m in range(1, 1001))
    assert database.execute(query).fetchall() == [(wanted,)]


@pytest.mark.skipif(not SPREADSHEET, reason="SYMBOLIC_SPREADSHEET names no folder with hyperformula")
def test_spreadsheet():
    sheets = []
    for name, sizes, _ in SMALL:
        head, row = (line.split("\t") for line in export(name, "excel").splitlines())
        assert head == [*cell(name).counted_letters, f"{name}_count"]
        sheets.append([head, [*(sizes[letter] for letter in head[:-1]), row[-1]]])
    # Its smart rounding keeps ten digits, which no spreadsheet does.
    program = """
        const { HyperFormula } = require("hyperformula")
        const last = sheet => sheet[1].length - 1
        console.log(JSON.stringify(JSON.parse(process.argv[1]).map(sheet =>
            HyperFormula.buildFromArray(sheet, { licenseKey: "gpl-v3", smartRounding: false })
                .getCellValue({ sheet: 0, row: 1, col: last(sheet) }))))
    """
    words = ["node", "-e", program, json.dumps(sheets)]
    printed = subprocess.run(words, capture_output=True, text=True, check=True, cwd=SPREADSHEET).stdout
    assert json.loads(printed) == [count for _, _, count in SMALL]


@pytest.mark.skipif(not shutil.which("julia"), reason="no julia")
def test_julia():
    functions = "".join(export(name, "julia") for name in NAMES)
    calls = "".join(
        f"println({name}_count({', '.join(f'{sizes[letter]}' for letter in cell(name).counted_letters)}))\n"
        for name, sizes, _ in ALL
    )
    printed = subprocess.run(["julia", "-e", functions + calls], capture_output=True, text=True, check=True).stdout
    assert list(map(int, printed.split())) == [count for _, _, count in ALL]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_size_with_a_name_of_the_language(language):
    own = Cell("h[t] = tanh(W @ x[t] + b)", {"x": "int", "h": "select"}, name="mine")
    text = export(own, language)
    assert "int_" in text
    assert "select_" in text


def test_a_function_has_a_plain_name():
    assert function_name(cell("lstm", bias="double")) == "lstm_bias_double_count"
    assert function_name(layer("torch.nn.LSTM", num_layers=2)) == "torch_nn_LSTM_num_layers_2_count"
    assert function_name(Cell("h[t] = tanh(x[t])", {"x": "n"}, name="2 fast-é")) == "cell_2_fast_count"


def test_an_unknown_language():
    with pytest.raises(SymbolicError, match="there is no language 'cobol'; known: python, numpy, c,"):
        export("lstm", "cobol")
