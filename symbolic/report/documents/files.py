"""Writing documents: whole or not at all, and never over what somebody else wrote."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from difflib import unified_diff
from pathlib import Path

from symbolic.errors import FileError
from symbolic.report.documents.templates import MARK


def write_files(folder: str | Path, files: Mapping[str, str | bytes], *, force: bool = False) -> list[Path]:
    """Write each text, or what is no text, under its name in the folder; return the paths.

    Everything is checked before anything is written. Raises `FileError` for a folder that cannot be
    written and, without ``force``, for a file there that this tool did not write.
    """
    targets = {Path(folder, name): text for name, text in files.items()}
    made: list[Path] = []
    drafts: dict[Path, Path] = {}
    try:
        for target in targets:
            _check(target, force)
        for target, text in targets.items():
            made += [parent for parent in target.parents if not parent.exists()]
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_name(f".{target.name}.{os.getpid()}.part")
            drafts[draft] = target
            draft.write_bytes(text if isinstance(text, bytes) else text.encode())
        for draft, target in drafts.items():
            os.replace(draft, target)
    except OSError as error:
        failed = Path(error.filename or folder)
        problem = f"cannot be written: {(error.strerror or 'failed').lower()}"
        raise FileError(drafts.get(failed, failed), problem) from None
    finally:
        _clear(drafts, made)
    return list(targets)


def differences(folder: str | Path, files: Mapping[str, str]) -> str:
    """How the folder differs from the texts that would be written there, as a unified diff; empty where it does not.

    Raises `FileError` for a file that cannot be read.
    """
    found: list[str] = []
    for name, text in files.items():
        path = Path(folder, name)
        try:
            there = path.read_bytes().decode("utf-8", "replace") if path.exists() else ""
        except OSError as error:
            raise FileError(path, f"cannot be read: {(error.strerror or 'failed').lower()}") from None
        if there != text:
            before, after = there.splitlines(keepends=True), text.splitlines(keepends=True)
            lines = list(unified_diff(before, after, str(path), f"{path} as it would be written"))
            found += [line if line.endswith("\n") else f"{line}\n" for line in lines]
    return "".join(found)


def _check(target: Path, force: bool) -> None:
    if target.is_dir():
        raise FileError(target, "this is a folder")
    if not force and target.exists():
        # A text says in its first line whose it is, a PDF behind its last.
        content = target.read_bytes()
        if MARK.encode() not in content.partition(b"\n")[0] + content[-200:]:
            raise FileError(target, "this file was not written by this tool; --force overwrites it")


def _clear(drafts: Iterable[Path], folders: Iterable[Path]) -> None:
    """Remove what a failure leaves: drafts, and the new folders that stayed empty, the deepest first."""
    for draft in drafts:
        with suppress(OSError):
            draft.unlink()
    for folder in sorted(folders, key=lambda path: -len(path.parts)):
        with suppress(OSError):
            folder.rmdir()
