"""The commands; each parses its words and prints an answer made elsewhere."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; refusals go to stderr, without a traceback."""
    from symbolic.cli.app import app
    from symbolic.errors import SymbolicError

    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show ² or σ gets a question mark, not a crash.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
    try:
        app(prog_name="symbolic")
    except SymbolicError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except OSError as error:
        print(f"error: the answer cannot be written: {(error.strerror or 'failed').lower()}", file=sys.stderr)
        # Else Python tries once more to write what is left of the answer.
        sys.stdout = None
        sys.exit(1)
