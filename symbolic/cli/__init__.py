"""The commands; each parses its words and prints an answer made elsewhere."""

from __future__ import annotations

import gc
import sys
import warnings
from typing import Any


def main() -> None:
    """Run the command line; refusals go to stderr, without a traceback."""
    # A short life with many small expressions: a collector looks at all of them again and again and finds nothing.
    gc.disable()
    from symbolic.cli.app import app
    from symbolic.errors import SymbolicError

    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show ² or σ gets a question mark, not a crash.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _tell
            app(prog_name="symbolic")
    except SymbolicError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except OSError as error:
        print(f"error: the answer cannot be written: {(error.strerror or 'failed').lower()}", file=sys.stderr)
        # Else Python tries once more to write what is left of the answer.
        sys.stdout = None
        sys.exit(1)
    finally:
        # Switched on again, it would look at everything once more before the process ends.
        gc.freeze()
        gc.enable()


def _tell(message: Warning | str, *_where: Any) -> None:
    """A warning as one line; where it was raised in the code tells a user nothing."""
    print(f"warning: {message}", file=sys.stderr)
