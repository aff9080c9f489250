"""A sweep as a table and as files."""

import csv
import io
import json
import tracemalloc

import pytest

from symbolic import Cell, SymbolicError, cell, sweep
from symbolic.report.answers.formats import answer_data, answer_text
from symbolic.report.answers.sweep import sweep_lines, write_sweep

HUGE = 10**12
FOUND = sweep("lstm", "gru", n=512, m="64:256:64")
BIG = sweep("lstm", n=HUGE, m=[3, HUGE])
ROWS = [list(row) for row in FOUND.rows()]


def test_a_table():
    lines = [line.split() for line in answer_text(FOUND).splitlines()]
    assert lines[0] == ["n", "m", "lstm", "gru"]
    assert lines[1] == ["512", "64", "147,712", "110,784"]
    assert len(lines) == 5


def test_a_table_that_nobody_reads():
    with pytest.raises(SymbolicError, match="a table of 30,000 rows is for a machine: --as csv"):
        answer_text(sweep("lstm", n=1, m="1:30000"))


def test_csv():
    read = list(csv.reader("".join(sweep_lines(FOUND, "csv")).splitlines()))
    assert read[0] == ["n", "m", "lstm", "gru"]
    assert [[int(value) for value in row] for row in read[1:]] == ROWS


def test_json_lines():
    read = [json.loads(line) for line in "".join(sweep_lines(FOUND, "jsonl")).splitlines()]
    assert read == [dict(zip(FOUND.names, row, strict=True)) for row in ROWS]


def test_a_name_with_blanks_stays_one_column():
    answer = sweep(cell("lstm", bias="none", project="r"), n=1, m=1, r=1)
    assert next(csv.reader(sweep_lines(answer, "csv"))) == ["n", "m", "r", "lstm bias=none project=r"]


def test_parquet(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    for answer, name in ((FOUND, "small.parquet"), (BIG, "BIG.PARQUET")):
        path = tmp_path / name
        write_sweep(answer, path, iter([]))
        table = parquet.read_table(path)
        columns = [[int(value) for value in table[name].to_pylist()] for name in answer.names]
        assert table.column_names == list(answer.names)
        assert [*zip(*columns, strict=True)] == list(answer.rows())
        assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


def test_a_file_that_is_there_is_kept(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text("mine")
    with pytest.raises(SymbolicError, match=r"counts\.csv: there is a file of that name; --force overwrites it"):
        write_sweep(FOUND, path, sweep_lines(FOUND, "csv"))
    assert path.read_text() == "mine"
    write_sweep(FOUND, path, sweep_lines(FOUND, "csv"), force=True)
    assert path.read_text() == "".join(sweep_lines(FOUND, "csv"))


def test_what_breaks_in_the_middle_leaves_nothing(tmp_path):
    def broken():
        yield "n,m\n"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_sweep(FOUND, tmp_path / "counts.csv", broken())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(SymbolicError, match="cannot be written: there is no such folder"):
        write_sweep(FOUND, tmp_path / "none" / "counts.csv", iter([]))


def test_json_in_pieces_is_one_document():
    text = "".join(sweep_lines(FOUND, "json"))
    assert text == json.dumps(answer_data(FOUND), indent=2, sort_keys=True) + "\n"


@pytest.mark.sweep(1)
@pytest.mark.parametrize("kind", ["csv", "json", "jsonl"])
def test_a_long_sweep_takes_the_memory_of_a_piece(monkeypatch, kind):
    monkeypatch.setattr("symbolic.report.answers.sweep.AT_ONCE", 4096)
    answer = sweep("lstm", n=512, m="1:100000")
    tracemalloc.start()
    length = sum(map(len, sweep_lines(answer, kind)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert length > 2_000_000
    assert most < 1_500_000


@pytest.mark.parametrize("name", ["=1+1", "+x", "-x", "@x", 'say "h", please', "a\nb", "a\rb", "a;b\t=c"])
def test_a_name_in_csv_is_one_cell_and_no_formula(name):
    made = Cell("h[t] = tanh(W @ x[t])", {"x": "n", "h": "m"}, name=name)
    rows = list(csv.reader(io.StringIO("".join(sweep_lines(sweep(made, n=3, m=[4, 5]), "csv")))))
    assert [len(row) for row in rows] == [3, 3, 3]
    assert rows[0][2][0] not in "=+-@"
    assert rows[1:] == [["3", "4", "12"], ["3", "5", "15"]]


def test_parquet_in_groups_is_the_rows(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    answer = sweep("lstm", n=10**12, m=[1, 5, 10**12])
    write_sweep(answer, tmp_path / "a.parquet", iter(()))
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.column_names == list(answer.names)
    assert [tuple(map(int, row.values())) for row in table.to_pylist()] == list(answer.rows())
    assert [str(field.type) for field in table.schema] == ["int64", "int64", "decimal256(76, 0)"]
