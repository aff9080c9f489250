"""From LaTeX to PDF, by the TeX engine that is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from symbolic.errors import TypesettingError
from symbolic.limits import TYPESETTING_SECONDS
from symbolic.report.files import generated

ENGINES = {
    "latexmk": ("latexmk", "-pdf", "-interaction=nonstopmode", "-halt-on-error", "-file-line-error", "-norc"),
    "tectonic": ("tectonic", "--chatter=minimal", "--keep-logs", "--untrusted"),
}
CLOSED = {"shell_escape": "f", "openin_any": "p", "openout_any": "p"}
"""A document runs no programs, and reads and writes no files outside its own folder."""


def typeset(latex: str) -> bytes:
    """The PDF of a complete LaTeX document, with a last line by which the tool knows it for its own.

    Raises `TypesettingError` where neither latexmk nor tectonic is installed, and for what TeX refuses, with
    its first complaint.
    """
    engine = next((name for name in ENGINES if shutil.which(name)), None)
    if engine is None or (engine == "latexmk" and not shutil.which("pdflatex")):
        raise TypesettingError(
            "a PDF needs a TeX engine, latexmk with pdflatex or tectonic: install TeX Live "
            "(texlive-latex-recommended, texlive-pictures, texlive-fonts-recommended, lmodern, latexmk) or tectonic"
        )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "document.tex").write_text(latex, encoding="utf-8", newline="\n")
        # The date in a PDF would make each run a different file.
        fixed = {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1", "max_print_line": "1000"}
        try:
            done = subprocess.run(
                [*ENGINES[engine], "document.tex"],
                cwd=folder,
                env={**os.environ, **fixed, **CLOSED},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=TYPESETTING_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TypesettingError(f"not done after {TYPESETTING_SECONDS} seconds", engine) from None
        made = Path(folder, "document.pdf")
        if done.returncode or not made.exists():
            raise TypesettingError(_complaint((done.stdout + done.stderr).decode("utf-8", "replace")), engine)
        return made.read_bytes() + f"% {generated()}\n".encode()


def _complaint(log: str) -> str:
    """The first line in which TeX says what is wrong."""
    match = re.search(r"^(?:! |error: |\S*document\.tex:\d+: )(.+)$", log, re.MULTILINE)
    return match[1].strip() if match else (log.strip().splitlines() or ["no word of what is wrong"])[-1]
