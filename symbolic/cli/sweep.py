"""``symbolic sweep``: counts over ranges of sizes."""

from __future__ import annotations

import sys
from os.path import splitext

import click

from symbolic.cli.common import (
    FORCE,
    JSON,
    OF,
    PLOT,
    argument,
    found_options,
    found_text,
    note_unused,
    plot_found,
    print_found,
    printable,
    styled,
    tell,
)
from symbolic.cli.completion import paths, subject_words
from symbolic.cli.family import FAMILY, with_family
from symbolic.errors import UsageError

SWEEP_FORMATS = ("text", "csv", "jsonl", "markdown", "latex")


@click.command()
@argument(
    "words",
    shell_complete=subject_words(several=True),
    nargs=-1,
    required=True,
    metavar="CELL ... SIZE=START:STOP:STEP [SIZE=NUMBER ...]",
)
@click.option(
    "--as", "kind", type=click.Choice(SWEEP_FORMATS), help="How the counts are written; by default as a table."
)
@click.option(
    "-o",
    "--output",
    shell_complete=paths("file"),
    help="The file to write to: .csv, .jsonl, .parquet, .md, .tex or .txt.",
)
@FAMILY
@PLOT
@FORCE
@OF
@styled
@JSON
def sweep(
    words: tuple[str, ...],
    kind: str | None,
    output: str | None,
    family: str | None,
    plot: str | None,
    force: bool,
    of: str,
    as_json: bool,
    **names: str,
) -> None:
    """Count cells, layers and networks over ranges of sizes, both ends included; a list is 64,128,256.

    \b
    symbolic sweep lstm gru n=512 m=64:4096:64
    symbolic sweep --family gru n=512 m=64:4096:64 --plot gru.svg
    symbolic sweep lstm "torch.nn.LSTM num_layers=2" n=512 m=64:4096:64 -o counts.csv
    symbolic sweep "lstm(m, layers=L) > dense(10)" n=40 L=1:3 m=32:128:32
    """
    if as_json and (output or kind):
        raise UsageError("--json prints one document; leave out --as and -o")
    from symbolic.answers.sweep import sweep as over
    from symbolic.cli.words import keep_apart, read_several, refuse_option
    from symbolic.report.answers.sweep import SWEEP_ENDINGS, sweep_lines, write_sweep

    settings, rest = keep_apart(with_family(words, family), ["dtype"])
    subjects, sizes = read_several(rest)
    refuse_option(sizes)
    ending = splitext(output)[1].lower() if output else ""
    if output and ending not in (*SWEEP_ENDINGS, ".parquet"):
        raise UsageError(f"a sweep is written to {', '.join([*SWEEP_ENDINGS, '.parquet'])}, not to {output[:60]!r}")
    kind = kind or SWEEP_ENDINGS.get(ending, "text")
    table = over(*subjects, of=of, **settings, **sizes)
    note_unused(subjects, of, sizes)
    if plot:
        plot_found(table, plot, force)
    if as_json:
        sys.stdout.writelines(map(printable, sweep_lines(table, "json")))
        return
    if plot and not output and kind == "text":
        return
    found_options(kind, **names)
    text = sweep_lines(table, kind) if kind in ("csv", "jsonl") else iter([])
    if output:
        text = text if kind in ("csv", "jsonl") or ending == ".parquet" else iter([found_text(table, kind, **names)])
        write_sweep(table, output, text, force=force)
        tell(f"wrote {len(table):,} rows to {output}")
    elif kind in ("csv", "jsonl"):
        sys.stdout.writelines(map(printable, text))
    else:
        print_found(table, kind, as_json, **names)
