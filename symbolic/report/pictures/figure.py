r"""A picture as a float for a paper, with a caption and a label."""

from __future__ import annotations

from symbolic.report.files import generated
from symbolic.report.pictures.picture import Picture
from symbolic.report.pictures.tikz import fitted, is_wide
from symbolic.report.writing.escape import latex_text
from symbolic.report.writing.prose import prose_latex

STAR = r"\ifdim\columnwidth<\textwidth *\fi"
"""What is wide spans both columns where there are two."""


def figure(picture: Picture) -> str:
    r"""The float, for tikz and amsmath.

    >>> figure(Picture("A cell", 40, 20, (), "own")).splitlines()[-2]
    '\\caption{A cell.}\\label{fig:own}'
    """
    caption = [latex_text(picture.title + "."), *map(prose_latex, picture.notes)]
    star = STAR if is_wide(picture) else ""
    lines = [
        f"% {generated()}: {latex_text(picture.title)}; needs tikz and amsmath",
        rf"\begin{{figure{star}}}[tbp]\centering",
        fitted(picture),
        rf"\caption{{{' '.join(caption)}}}\label{{fig:{picture.name}}}",
        rf"\end{{figure{star}}}",
    ]
    return "\n".join(lines) + "\n"
