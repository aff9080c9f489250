"""Which equations of a text may be a cell at all, by how they are written, whether they can be read or not."""

from __future__ import annotations

import re

_STEP = re.compile(
    r"[_^]\s*\{?[^{}=]{0,12}?\bt\s*[-−]\s*1|[\[(<]\s*t\s*[-−]\s*1|\\langle\s*t\s*[-−]\s*1|(?:old|prev|last)\b|₋₁"
    r"|_\s*\{?[^{}=]{0,12}?\b[nkijls]\s*[-−]\s*1|\^\s*\{?\(?[nkijls]\s*[-−]\s*1|[a-zA-Z}]'|\\prime|\bt\s*\+\s*1"
)
_SCRIPTS = r"(?:\s*[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\?\w))*"
_KERNEL = re.compile(
    rf"(?:\\(?:mathbf|boldsymbol|bm|mathrm|mathsf|textbf|bf)\s*\{{?\s*)?(?<![A-Za-z\\])[A-Z]\}}?{_SCRIPTS}"
    rf"\s*(?:\\(?:cdot|times|ast|,|;|!|left)|[*@·]|\}})*\s*(?:\\[a-zA-Z]+|[\[({{a-z])"
)
_CAPITAL_WORD = re.compile(r"(?<![A-Za-z\\])[A-Z][a-z]{2,}(?![a-z])")
_OTHER_MATHEMATICS = re.compile(
    r"\\(?:partial|nabla|prod|arg|Pr|mathbb\s*\{?\s*[EP]|log|ln|int|binom|argmax|argmin|mid|sim|propto|underset)(?![a-zA-Z])"
    r"|\\(?:max|min)\s*_|\\\||\\[lr]?Vert(?![a-zA-Z])"
    r"|\\mathcal\s*\{?\s*[LJRNP]\b|(?<![A-Za-z\\_])[pP]\s*\(|\\frac\{\s*d|\bE\s*\[|\bvar\b|\bVar\b|\bcov\b|\\(?:tanh|sigma)\s*'"
)

_ACTIVATION_WRITTEN = re.compile(
    r"\\(?:tanh|sigma|phi|varphi|psi)(?![a-zA-Z])\s*(?:\\(?:left|[Bb]igg?l?)\s*)?[\[({\\a-zA-Z]"
    r"|(?i:sigm|tanh|relu|softmax|softplus|sigmoid|logistic|elu|σ)\b"
)


def is_no_cell(written: str) -> bool:
    r"""Whether equations are none of a cell for sure: a loss, a density, or steps without a kernel and an activation.

    >>> is_no_cell(r"m_t = \beta m_{t-1} + (1-\beta) g_t"), is_no_cell(r"L = \frac{1}{T} \sum_t \| y_t - z_t \|^2")
    (True, True)
    >>> is_no_cell(r"h_t = \tanh(w x_t + u h_{t-1})"), is_no_cell(r"h_t = W h_{t-1} + x_t")
    (False, False)
    """
    rows = [row for row in re.split(r"\\\\|\n", written) if "=" in row or r"\gets" in row or r"\leftarrow" in row]
    return all(
        _OTHER_MATHEMATICS.search(row) or not (_KERNEL.search(row) or _ACTIVATION_WRITTEN.search(row)) for row in rows
    )


def may_be_a_cell(written: str) -> bool:
    r"""Whether equations read an earlier step and apply a kernel, and are no loss, density or gradient.

    >>> may_be_a_cell(r"h_t = \tanh(W x_t + U h_{t-1})"), may_be_a_cell(r"h_t = \red{W} h_{t-1")
    (True, True)
    >>> may_be_a_cell(r"p(y) = \prod_t p(y_t | y_{t-1}, W x)"), may_be_a_cell(r"m_t = \beta m_{t-1} + (1-\beta) g_t")
    (False, False)
    >>> may_be_a_cell(r"h_t = \tanh(W x_t + U h_{t-1}) \\ p(y_t \mid h_t) = \mathrm{softmax}(V h_t)")
    True
    """
    # A cell stands beside the density of its output, and the loss that it is trained with.
    rows = [row for row in re.split(r"\\\\|\n", written) if not _OTHER_MATHEMATICS.search(row)]
    return any(_STEP.search(row) and _KERNEL.search(_CAPITAL_WORD.sub(" ", row)) for row in rows)
