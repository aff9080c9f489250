"""Files that a user names, and standard input, read up to a bound."""

from __future__ import annotations

import stat
import sys
from typing import TYPE_CHECKING, Any

from symbolic.errors import FileError
from symbolic.limits import KIB, LARGEST_COUNT, MIB

if TYPE_CHECKING:
    from pathlib import Path


def read_bytes(path: Path, most: int, what: str) -> bytes:
    """The whole file; raises `FileError` where it is longer than ``most`` bytes, is not a file or cannot be read.

    >>> from pathlib import Path
    >>> read_bytes(Path("missing.toml"), 1024, "a cell")
    Traceback (most recent call last):
    symbolic.errors.FileError: missing.toml: no such file or directory
    """
    check_regular(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(most + 1)
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError:
        raise FileError(path, "not a valid path") from None
    return _within(path, raw, most, what)


def check_regular(path: Path) -> None:
    """Raise `FileError` for what is not there, and for a device or a pipe, which may never end, also behind a link."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError:
        raise FileError(path, "not a valid path") from None
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise FileError(path, "not a regular file")


def read_text(path: Path, most: int, what: str) -> str:
    """The whole file as text, its lines ended by a newline alone; raises `FileError` as `read_bytes` does."""
    return _text(path, read_bytes(path, most, what))


def read_standard_input(most: int, what: str, errors: str = "strict") -> str:
    """The text of standard input; raises `FileError` as `read_text` does."""
    raw = sys.stdin.buffer.read(most + 1)
    return _text("standard input", _within("standard input", raw, most, what), errors)


def parse_toml(path: Path, text: str) -> dict[str, Any]:
    """The table in a TOML text; raises `FileError` for other text, and for a number with too many digits."""
    import tomllib

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileError(path, f"not valid TOML: {error}") from None
    except RecursionError:
        raise FileError(path, "not valid TOML: nested too deeply to be read") from None
    except ValueError:
        # Python reads no decimal number of thousands of digits.
        raise _too_long(path) from None
    waiting: list[Any] = [table]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict | list):
            waiting += value.values() if isinstance(value, dict) else value
        elif isinstance(value, int) and abs(value) > LARGEST_COUNT:
            raise _too_long(path)
    return table


def read_toml(path: Path, most: int, what: str) -> dict[str, Any]:
    """The table in a TOML file; raises `FileError` as `read_text` and `parse_toml` do."""
    return parse_toml(path, read_text(path, most, what))


def unreadable(path: Path, error: OSError) -> FileError:
    """A `FileError` with the reason of the operating system."""
    return FileError(path, (error.strerror or "cannot be read").lower())


def _within(name: Path | str, raw: bytes, most: int, what: str) -> bytes:
    if len(raw) > most:
        raise FileError(name, f"{what} is at most {f'{most // MIB} MiB' if most >= MIB else f'{most // KIB} KiB'}")
    return raw


def _text(name: Path | str, raw: bytes, errors: str = "strict") -> str:
    try:
        return raw.decode("utf-8-sig", errors).replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise FileError(name, "not UTF-8 text") from None


def _too_long(path: Path) -> FileError:
    return FileError(path, f"it contains a whole number of more than {len(str(LARGEST_COUNT)) - 1} digits")
