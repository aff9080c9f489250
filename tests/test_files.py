"""Files that a user names, read up to a bound."""

import os
from pathlib import Path

import pytest

from symbolic.errors import FileError
from symbolic.files import parse_toml, read_bytes, read_text, read_toml


def refusal(path, most=16):
    with pytest.raises(FileError) as refused:
        read_text(Path(path), most, "a note")
    return refused.value.problem


def test_a_file_is_read_up_to_its_bound_and_no_further(tmp_path):
    path = tmp_path / "note"
    path.write_bytes(b"a" * 16)
    assert read_bytes(path, 16, "a note") == b"a" * 16
    path.write_bytes(b"a" * 2048)
    assert refusal(path, 1024) == "a note is at most 1 KiB"
    path.write_bytes(b"a" * (1 << 20) + b"a")
    assert refusal(path, 1 << 20) == "a note is at most 1 MiB"


def test_a_byte_order_mark_and_the_lines_of_other_systems_make_no_difference(tmp_path):
    path = tmp_path / "note"
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\n")
    assert read_text(path, 16, "a note") == "a\nb\n"


def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path):
    (tmp_path / "latin").write_bytes(b"\xff")
    assert refusal(tmp_path / "latin") == "not UTF-8 text"
    assert refusal(tmp_path / "missing") == "no such file or directory"
    assert refusal(tmp_path) == "is a directory"
    assert refusal("a\0b") == "not a valid path"


def test_a_pipe_and_a_device_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zeros").symlink_to("/dev/zero")
    assert refusal(tmp_path / "pipe") == refusal(tmp_path / "zeros") == "not a regular file"


@pytest.mark.parametrize("number", ["1" * 5000, "1" * 42, "0x" + "f" * 5000, "-" + "9" * 41, "0b" + "1" * 140])
def test_a_number_that_nobody_could_print_is_refused(number):
    for text in (f"a = {number}", f"[t]\nb = [1, {{c = {number}}}]"):
        with pytest.raises(FileError, match=r"^x: it contains a whole number of more than 40 digits$"):
            parse_toml(Path("x"), text)


def test_a_toml_file_is_read_as_a_table(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text("a = 1\n[b]\nc = [1.5]\n")
    assert read_toml(path, 100, "a note") == {"a": 1, "b": {"c": [1.5]}}
    for text, problem in (("a =", "not valid TOML: "), ("a = " + "[" * 60_000, "nested too deep")):
        path.write_text(text)
        with pytest.raises(FileError, match=problem):
            read_toml(path, 100_000, "a note")
