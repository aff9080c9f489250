"""The commands; each parses its words and prints an answer made elsewhere."""

from __future__ import annotations

import codecs
import errno
import gc
import io
import os
import sys
import warnings
from typing import Any

FAULT = "this is a fault of symbolic-cells"
"""What the last guard says; tests that try random words take it for a failure."""
ASKED = "_SYMBOLIC_COMPLETE"
"""Where a shell says what it asks of completion."""
SPELLED = "symbolic.spelled"
"""How a stream writes a character that its encoding cannot hold."""


def main() -> None:
    """Run the command line; refusals go to stderr, without a traceback."""
    # A short life with many small expressions: a collector looks at all of them again and again and finds nothing.
    gc.disable()
    _open_streams()
    from symbolic.cli.printing import told
    from symbolic.errors import SymbolicError, shortened

    try:
        with warnings.catch_warnings():
            warnings.showwarning = _tell
            sys.exit(_run(sys.argv[1:]))
    except SymbolicError as error:
        print(told(f"error: {error}"), file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("\nAborted!", file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        if error.errno != errno.EPIPE:
            what = "the answer cannot be written" if error.filename is None else shortened(str(error.filename))
            print(told(f"error: {what}: {(error.strerror or 'failed').lower()}"), file=sys.stderr)
        # Else Python tries once more to write what is left of the answer.
        sys.stdout = None
        sys.exit(1)
    except Exception as error:
        # The one place that catches all: what nobody thought of is told in a sentence too.
        print(told(f"error: {_fault(error)}"), file=sys.stderr)
        sys.exit(1)
    finally:
        # Switched on again, it would look at everything once more before the process ends.
        gc.freeze()
        gc.enable()


def _run(words: list[str]) -> Any:
    """Run the command that the words ask for."""
    if words[:1] == ["count"] and ASKED not in os.environ:
        from symbolic.cli.class_word import allow
        from symbolic.cli.number import is_plain, print_count

        if is_plain(words):
            allow(False)
            # Without options there is nothing to parse; to load a parser of them takes longer than to count.
            return print_count(words[1:])
    from click import Abort, ClickException

    from symbolic.cli.app import app
    from symbolic.cli.help import help_columns, refusal
    from symbolic.cli.printing import printable
    from symbolic.errors import UsageError

    if ASKED in os.environ:
        from symbolic.cli.shells import add_shells

        add_shells()
    # click quotes an unknown option as it is.
    for word in words:
        if word.startswith("-") and printable(word) != word:
            raise UsageError(f"an option holds a sign that is not to be seen: {printable(word)[:60]}")
    try:
        return app.main(prog_name="symbolic", terminal_width=help_columns(), standalone_mode=False)
    except ClickException as error:
        print(printable(refusal(error)), file=sys.stderr)
        sys.exit(error.exit_code)
    except Abort:
        print("Aborted!", file=sys.stderr)
        sys.exit(1)


def _open_streams() -> None:
    """Put something in the place of closed streams; have characters that a terminal cannot show spelled out."""
    # A file that is opened later must not become standard output by its number.
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)
    sys.stdout = sys.stdout or _Closed()
    sys.stderr = sys.stderr or io.StringIO()
    codecs.register_error(SPELLED, _spell)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=SPELLED)


def _spell(error: UnicodeError) -> tuple[str, int]:
    from symbolic.terminal import spelled_out

    if not isinstance(error, UnicodeEncodeError):
        raise error
    return spelled_out(error.object[error.start : error.end]), error.end


class _Closed(io.TextIOBase):
    """Standard output that is closed: what is written to it cannot be."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, "standard output is closed")


def _fault(error: Exception) -> str:
    """A sentence that asks for a report, with the place in the program."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""
    problem = " ".join(f"{type(error).__name__} {error}".split())[:200]
    return f"{FAULT}; please report it with the command that you ran: {problem}{place}"


def _tell(message: Warning | str, *_where: Any) -> None:
    """A warning as one line; where it was raised in the code tells a user nothing."""
    from symbolic.cli.printing import told

    print(told(f"warning: {message}"), file=sys.stderr)
