"""What is delivered: the templates are found from a wheel, from a wheel of the sdist and in a checkout."""

import os
import subprocess
import sys
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(not os.environ.get("SYMBOLIC_PACKAGING"), reason="runs with SYMBOLIC_PACKAGING=1"),
    pytest.mark.skipif(not find_spec("build"), reason="build is not installed"),
]


def build(source, target, *options):
    isolation = ["--no-isolation"] if find_spec("hatchling") else []
    command = [sys.executable, "-m", "build", *options, *isolation, "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sdist")
    build(ROOT, folder, "--sdist")
    (archive,) = folder.glob("*.tar.gz")
    return archive


@pytest.fixture(scope="module", params=["checkout", "sdist"])
def wheel(request, tmp_path_factory, sdist):
    folder = tmp_path_factory.mktemp("wheel")
    source = ROOT
    if request.param == "sdist":
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        (source,) = (path for path in folder.iterdir() if path.is_dir())
    build(source, folder, "--wheel")
    (file,) = folder.glob("*.whl")
    return file


def test_contents_of_the_wheel(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    templates = [path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*.*")]
    wanted = {f"symbolic/{path}" for path in templates}
    data = [path for ending in ("toml", "bib") for path in (ROOT / "symbolic").rglob(f"*.{ending}")]
    assert len(data) > 5
    wanted |= {path.relative_to(ROOT).as_posix() for path in data}
    assert wanted
    assert wanted <= names
    assert "symbolic/py.typed" in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} <= {"symbolic", "symbolic_cells"}
    assert not [name for name in names if "__pycache__" in name or name.startswith("symbolic/output")]
    sources = {f"symbolic/{path.relative_to(ROOT / 'symbolic')}" for path in (ROOT / "symbolic").rglob("*.py")}
    assert sources <= names


def test_contents_of_the_sdist(sdist):
    with tarfile.open(sdist) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    tops = {name.partition("/")[0] for name in names}
    assert {"symbolic", "templates", "tests", "pyproject.toml", "README.md", "LICENSE"} <= tops
    # The tests read the manual; the documents are made anew.
    assert all(name.startswith("output/manual/") for name in names if name.startswith("output/"))


def test_wheel_finds_its_templates(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    assert run(tmp_path / "site", tmp_path) == str(tmp_path / "site" / "symbolic" / "templates")


def test_checkout_finds_its_templates(tmp_path):
    assert run(ROOT, tmp_path) == str(ROOT / "templates")


def run(site, folder):
    """Write a fragment with the package in ``site``, from another folder; return where its templates are."""
    code = (
        "from symbolic.report.documents.templates import template_folder; print(template_folder());"
        "from symbolic import cell; from symbolic.report.documents.fragments import fragment;"
        "assert 'align' in fragment(cell('lstm'), 'latex')"
    )
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()
