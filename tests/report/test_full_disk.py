"""A file system of one mebibyte, full half way: the old set stays whole, and nothing else is left there."""

import shutil
import subprocess
import sys

import pytest

MOUNTED = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
SMALL = 'mount -t tmpfs -o size=1m none "$1" && shift && exec "$@"'
SETS = """
import sys
from pathlib import Path
from symbolic.errors import FileError
from symbolic.report.files import GENERATED_MARK, write_files

def files(letter, size):
    return {f"part/{place:02}.tex": f"% {GENERATED_MARK}\\n" + letter * size for place in range(20)}

folder = Path(sys.argv[1])
write_files(folder, files("A", 20_000))
for size in (60_000, 30_000, 45_000):
    try:
        write_files(folder, files("B", size))
    except FileError as error:
        print(error)
    found = {path.name: path.read_text() for path in (folder / "part").iterdir()}
    assert found == {name[5:]: text for name, text in files("A", 20_000).items()}, "not the old set"
    assert [path.name for path in folder.iterdir()] == ["part"], "drafts are left"
write_files(folder, files("C", 20_000))
print(len({path.read_text() for path in (folder / "part").iterdir()}))
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Runs a command with a folder that is a file system of one mebibyte."""
    folder = tmp_path_factory.mktemp("small")
    if (
        not shutil.which("unshare")
        or subprocess.run([*MOUNTED, SMALL, "", folder, "true"], capture_output=True).returncode
    ):
        pytest.skip("no file system can be mounted here")

    def run(*words):
        done = subprocess.run([*MOUNTED, SMALL, "", str(folder), *words], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return folder, run


def test_a_set_that_does_not_fit_leaves_the_old_one(small):
    folder, run = small
    code, out, err = run(sys.executable, "-c", SETS, str(folder))
    assert (code, err) == (0, "")
    sentence = f"{folder}: cannot be written: no space left on device"
    assert out.splitlines() == [sentence] * 3 + ["1"]


@pytest.mark.sweep(2)
@pytest.mark.parametrize(
    "words",
    [
        ["report"],
        ["sweep", "lstm", "n=1", "m=1:200000", "-o", "{folder}/counts.csv"],
        ["sweep", "lstm", "n=1", "m=1:200000", "-o", "{folder}/counts.jsonl"],
        ["sweep", "lstm", "n=1", "m=1:2000000", "-o", "{folder}/counts.parquet"],
    ],
)
def test_a_command_says_so_in_one_sentence(small, words):
    if words[-1].endswith(".parquet"):
        pytest.importorskip("pyarrow")
    folder, run = small
    words = [word.format(folder=folder) for word in words] + (["-o", f"{folder}/out"] if words == ["report"] else [])
    listing = 'python=$1; shift; "$python" -m symbolic "$@"; echo $?; ls -A "$0"'
    code, out, err = run("sh", "-c", listing, str(folder), sys.executable, *words)
    assert (code, out) == (0, "1\n")
    assert err.startswith("error: ")
    assert " ".join(err.split()).endswith("cannot be written: no space left on device")
