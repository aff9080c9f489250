import io
import json
import subprocess
import sys
import zipfile

import pytest

from symbolic.report.documents.kept_pages import PAGES_FILE
from symbolic.report.site.own import answer_text
from symbolic.report.site.package import package_archive

EQUATIONS = "h[t] = tanh(W @ x[t] + U @ h[t-1] + b)"


def test_equations_and_latex_lead_to_the_same_cell():
    latex = r"h_t = \tanh(W x_t + U h_{t-1} + b)"
    plain = "h_t = tanh(W x_t + U h_{t-1} + b)"
    own, *read = (json.loads(answer_text(text, "x=n h=m")) for text in (EQUATIONS, latex, plain))
    assert {answer["numbers"]["count"] for answer in read} == {own["numbers"]["count"]}
    assert all("Read as" in answer["html"] for answer in read)
    assert "Read as" not in own["html"]


def test_sizes_of_several_axes_are_read():
    text = "S[t] = S[t-1] + v[t] @ k[t].T\nv[t] = W @ x[t]\nk[t] = K @ x[t]\ny[t] = S[t] @ k[t]"
    assert json.loads(answer_text(text, "x=n S=(m,d)"))["numbers"]["count"] == "n*(d + m)"


@pytest.mark.parametrize(
    ("text", "sizes", "problem"),
    [
        ("h[t] = tanh(W @", "x=n h=m", "line 1"),
        (EQUATIONS, "x", "x is not a size; write a signal and its letter, such as x=n"),
        (EQUATIONS, "x=n", "cannot determine the shape"),
        (r"\section{Prose}", "", "there is no equation to read"),
        ("", "", "equation"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(text, sizes, problem):
    assert problem in json.loads(answer_text(text, sizes))["problem"]


def test_markup_in_the_text_stays_text():
    answer = json.loads(answer_text("h[t] = tanh(W @ x[t])  # <script>", "x=n h=m"))
    assert "<script>" not in answer.get("html", "")


def test_the_archive_answers_without_anything_else_installed(tmp_path):
    archive = package_archive()
    assert archive == package_archive()
    # A reader of the page waits for it; the data of the catalogue's pages is a quarter of the package.
    names = zipfile.ZipFile(io.BytesIO(archive)).namelist()
    assert PAGES_FILE.name not in {name.rpartition("/")[2] for name in names}
    zipfile.ZipFile(io.BytesIO(archive)).extractall(tmp_path)
    code = (
        f"import sys; sys.path = [{str(tmp_path)!r}, *(p for p in sys.path if 'site-packages' not in p and p)]\n"
        "from symbolic.report.site.own import answer_text\n"
        f"print(answer_text({EQUATIONS!r}, 'x=n h=m'))"
    )
    run = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["numbers"]["count"] == "m*(m + n + 1)"
