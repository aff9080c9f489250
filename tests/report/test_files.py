"""Files are written whole or not at all, and never over what somebody else wrote."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from symbolic.errors import FileError
from symbolic.report.files import ABSENT, GENERATED_MARK, STAGING, UNFINISHED, differences, staged, write_files

OURS = f"% {GENERATED_MARK} 0\nold\n"
NEW = {"a.tex": f"% {GENERATED_MARK} 1\nnew a\n", "fragments/b.md": f"<!-- {GENERATED_MARK} 1 -->\nnew b é\n"}


def listing(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_new_folder(tmp_path):
    folder = tmp_path / "deep" / "out"
    assert write_files(folder, NEW) == [folder / name for name in NEW]
    assert {name: (folder / name).read_text("utf-8") for name in NEW} == NEW
    assert listing(folder) == {*NEW, "fragments"}


def test_old_output_is_replaced(tmp_path):
    (tmp_path / "a.tex").write_text(OURS)
    (tmp_path / "mine.txt").write_text("mine")
    write_files(tmp_path, NEW)
    assert (tmp_path / "a.tex").read_text() == NEW["a.tex"]
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_foreign_file(tmp_path):
    foreign = tmp_path / "fragments" / "b.md"
    foreign.parent.mkdir()
    foreign.write_text("my notes\n")
    with pytest.raises(FileError, match=r"b\.md: this file was not written by this tool; --force overwrites it"):
        write_files(tmp_path, NEW)
    assert listing(tmp_path) == {"fragments", "fragments/b.md"}
    assert foreign.read_text() == "my notes\n"
    write_files(tmp_path, NEW, force=True)
    assert foreign.read_text("utf-8") == NEW["fragments/b.md"]


def test_folder_that_is_a_file(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(FileError, match="out: cannot be written: this is not a folder"):
        write_files(tmp_path / "out", NEW)
    assert (tmp_path / "out").read_text() == "mine"


def test_file_that_is_a_folder(tmp_path):
    (tmp_path / "a.tex").mkdir()
    with pytest.raises(FileError, match=r"a\.tex: this is a folder"):
        write_files(tmp_path, NEW, force=True)
    assert listing(tmp_path) == {"a.tex"}


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc here")
def test_path_that_cannot_be_written():
    with pytest.raises(FileError, match="/proc/nope: cannot be written: "):
        write_files(Path("/proc/nope"), NEW)


def test_name_that_is_too_long(tmp_path):
    with pytest.raises(FileError, match="cannot be written: file name too long"):
        write_files(tmp_path / "out", {**NEW, "x" * 400: "y"})
    assert listing(tmp_path) == set()


def test_failure_leaves_nothing(tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.tex").write_text(OURS)
    write = Path.write_bytes

    def full(path, text, **options):
        if b"new b" in text:
            write(path, text[:3], **options)
            raise OSError(28, "No space left on device")
        return write(path, text, **options)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(FileError, match="out: cannot be written: no space left on device"):
        write_files(tmp_path / "out", NEW)
    assert listing(tmp_path / "out") == {"a.tex"}
    assert (tmp_path / "out" / "a.tex").read_text() == OURS
    with pytest.raises(FileError):
        write_files(tmp_path / "fresh" / "deep", NEW)
    assert not (tmp_path / "fresh").exists()


def test_interruption_leaves_no_drafts(tmp_path, monkeypatch):
    def interrupted(*paths):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path / "out", NEW)
    assert listing(tmp_path) == set()


def test_failure_names_the_file(tmp_path, monkeypatch):
    def denied(draft, target):
        raise PermissionError(13, "Permission denied", str(draft))

    monkeypatch.setattr(os, "replace", denied)
    with pytest.raises(FileError, match=r"a\.tex: cannot be written: permission denied"):
        write_files(tmp_path, NEW)
    assert listing(tmp_path) == set()


def test_a_link_is_not_followed(tmp_path):
    """A link to a foreign file is refused; with --force the link gives way, the file stays."""
    other = tmp_path / "other.txt"
    other.write_text("mine")
    folder = tmp_path / "out"
    folder.mkdir()
    try:
        (folder / "a.tex").symlink_to(other)
    except OSError:
        pytest.skip("links cannot be made here")
    with pytest.raises(FileError, match="not written by this tool"):
        write_files(folder, NEW)
    write_files(folder, NEW, force=True)
    assert other.read_text() == "mine"
    assert (folder / "a.tex").read_text() == NEW["a.tex"]
    assert not (folder / "a.tex").is_symlink()


def test_what_is_current_has_no_difference(tmp_path):
    files = {"a.tex": f"% {GENERATED_MARK}\nx\n", "deep/b.md": f"<!-- {GENERATED_MARK} -->\ny\n"}
    write_files(tmp_path, files)
    assert differences(tmp_path, files) == ""
    assert differences(str(tmp_path), {"a.tex": files["a.tex"]}) == ""


def test_a_difference_is_a_diff_with_both_sides_and_nothing_is_written(tmp_path):
    write_files(tmp_path, {"a.tex": f"% {GENERATED_MARK}\nold\n"})
    difference = differences(tmp_path, {"a.tex": f"% {GENERATED_MARK}\nnew\n", "missing.md": "all of it"})
    assert f"--- {tmp_path / 'a.tex'}\n" in difference
    assert {"-old", "+new", "+all of it"} <= set(difference.splitlines())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tex"]
    assert (tmp_path / "a.tex").read_text() == f"% {GENERATED_MARK}\nold\n"


def test_line_ends_of_another_system_are_a_difference(tmp_path):
    (tmp_path / "a.tex").write_bytes(b"x\r\n")
    assert differences(tmp_path, {"a.tex": "x\n"})


def test_what_cannot_be_read_is_named(tmp_path):
    (tmp_path / "a.tex").mkdir()
    with pytest.raises(FileError, match=r"a\.tex: this is a folder"):
        differences(tmp_path, {"a.tex": "x\n"})


def test_a_folder_that_is_a_link_is_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "fragments").symlink_to(elsewhere)
    with pytest.raises(FileError, match="fragments: this is a link; files are not written through it"):
        write_files(folder, NEW, force=True)
    assert listing(folder) == {"fragments"}
    assert listing(elsewhere) == set()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.parametrize("force", [False, True])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path, force):
    os.mkfifo(tmp_path / "a.tex")
    (tmp_path / "fragments").mkdir()
    (tmp_path / "fragments" / "b.md").symlink_to("/dev/zero")
    with pytest.raises(FileError, match=r"a\.tex: this is a device or a pipe, not a regular file"):
        write_files(tmp_path, NEW, force=force)
    with pytest.raises(FileError, match=r"b\.md: this is a device or a pipe"):
        write_files(tmp_path / "fragments", {"b.md": "x"}, force=force)
    with pytest.raises(FileError, match="not a regular file"):
        differences(tmp_path, NEW)


@pytest.mark.parametrize(("folder", "name"), [("a\0b", "a.tex"), ("out", "a\0.tex"), ("\ud800", "a.tex")])
def test_what_is_no_path(tmp_path, folder, name):
    with pytest.raises(FileError, match="not a valid path"):
        write_files(tmp_path / folder, {name: "x"})
    assert listing(tmp_path) == set()


def test_a_file_keeps_its_mode(tmp_path):
    write_files(tmp_path, NEW)
    (tmp_path / "a.tex").chmod(0o640)
    write_files(tmp_path, {**NEW, "a.tex": OURS})
    assert (tmp_path / "a.tex").stat().st_mode & 0o777 == 0o640
    umask = os.umask(0)
    os.umask(umask)
    assert (tmp_path / "fragments" / "b.md").stat().st_mode & 0o777 == 0o666 & ~umask


def test_half_a_set_is_undone(tmp_path, monkeypatch):
    (tmp_path / "a.tex").write_text(OURS)
    replace = os.replace

    def second_fails(draft, target):
        if str(target).endswith("b.md"):
            raise PermissionError(13, "Permission denied", str(draft))
        replace(draft, target)

    monkeypatch.setattr(os, "replace", second_fails)
    with pytest.raises(FileError, match=r"b\.md: cannot be written: permission denied"):
        write_files(tmp_path, {**NEW, "0.tex": OURS})
    assert listing(tmp_path) == {"a.tex"}
    assert (tmp_path / "a.tex").read_text() == OURS


SETS = {letter: {f"{place:02}.tex": f"% {GENERATED_MARK}\n{letter}\n" for place in range(40)} for letter in "AB"}
WRITER = """
import sys
from symbolic.report.files import GENERATED_MARK, write_files
while True:
    for letter in sys.argv[2]:
        write_files(sys.argv[1], {f"{place:02}.tex": f"% {GENERATED_MARK}\\n{letter}\\n" for place in range(40)})
        print(letter, flush=True)
"""


def state(folder):
    """The letters of the files that are there, and whether the folder says that it may be incomplete."""
    letters = {path.read_text().splitlines()[1] for path in folder.glob("*.tex")}
    return letters, any(path.name.endswith(UNFINISHED) for path in folder.iterdir())


@contextmanager
def watched(folder):
    """Looks at the folder all the time; a list of the states in which it was at rest for a while."""
    states: list[tuple[set[str], bool]] = []
    done = threading.Event()

    def look():
        while not done.wait(0.002):
            with suppress(FileNotFoundError):
                changed = folder.stat().st_mtime_ns
                # While files move, those that are read one after the other are of different moments.
                if time.time_ns() - changed > 2e7:
                    seen = state(folder)
                    if folder.stat().st_mtime_ns == changed:
                        states.append(seen)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield states
    finally:
        done.set()
        watcher.join()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals here")
def test_killed_at_any_moment_it_is_an_old_set_or_a_new_one(tmp_path):
    write_files(tmp_path, SETS["A"])
    with watched(tmp_path) as states:
        kill_writers(tmp_path, int(os.environ.get("SYMBOLIC_KILLS", "6")))
    assert states
    assert all(len(letters) == 1 or incomplete for letters, incomplete in states)


def kill_writers(tmp_path, times):
    moments = random.Random(7)
    for _ in range(times):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), "BA"], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            threading.Event().wait(moments.random() * 0.05)
            writer.send_signal(signal.SIGKILL)
        letters, incomplete = state(tmp_path)
        assert len(letters) == 1 or incomplete
        threading.Event().wait(0.03)
        # The next run puts things in order before it fails itself, and leaves nothing of its predecessor.
        with pytest.raises(FileError, match="no space left"), staged(tmp_path):
            raise OSError(28, "No space left on device")
        letters, incomplete = state(tmp_path)
        assert len(letters) == 1
        assert not incomplete
        assert len(list(tmp_path.glob("*"))) == 40


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks here")
def test_of_two_writers_one_is_the_last(tmp_path):
    commands = [
        [sys.executable, "-c", WRITER.replace("while True", "for _ in range(15)"), str(tmp_path), x] for x in "AB"
    ]
    writers = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for command in commands]
    assert [writer.communicate()[1] for writer in writers] == [b"", b""]
    letters, incomplete = state(tmp_path)
    assert len(letters) == 1
    assert not incomplete


def test_what_a_killed_run_left_is_not_put_over_a_file_of_the_user(tmp_path):
    staging = tmp_path / f"{STAGING}killed{UNFINISHED}"
    for name, text in {"old/a.tex": OURS, ABSENT: "b.tex\0a.t", "new/a.tex": OURS}.items():
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).write_text(text)
    (tmp_path / "a.tex").write_text("mine")
    (tmp_path / "b.tex").write_text("mine too")
    write_files(tmp_path, {"c.tex": OURS})
    assert listing(tmp_path) == {"a.tex", "b.tex", "c.tex"}
    assert (tmp_path / "a.tex").read_text() == "mine"
