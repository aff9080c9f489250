"""The jinja2 environments: layout only, plain data in, LaTeX or Markdown out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.exceptions import TemplateError, TemplateNotFound, TemplateSyntaxError

from symbolic.catalog import entries
from symbolic.errors import SymbolicError, TemplateFailure
from symbolic.report.documents.latex_tables import add_tables
from symbolic.report.files import generated
from symbolic.report.writing.escape import comment_text, html_text, latex_math, latex_text, markdown_text, verbatim_html
from symbolic.report.writing.fitting import boxed, fitted, visible
from symbolic.report.writing.flavours import find_flavour
from symbolic.report.writing.notation import grouped
from symbolic.report.writing.options import DEFAULT_OPTIONS, Options
from symbolic.report.writing.polynomials import with_commas
from symbolic.report.writing.prose import prose
from symbolic.report.writing.typeset import Checked, typeset
from symbolic.report.writing.width import Width


class _Undefined(StrictUndefined):
    """What a template asks for and is not there; the data is called a dict, whatever class of one it is."""

    @property
    def _undefined_message(self) -> str:
        kind = type(self._undefined_obj)
        return super()._undefined_message.replace(f"{kind.__module__}.{kind.__name__} object", "dict object")


class _Environment(Environment):
    """An environment for the templates of the project, which looks for data where data is."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        # jinja2 asks a dictionary for an attribute first, and does so with an exception for each value of a document.
        if (type(obj) is Checked or type(obj) is dict) and attribute in obj and attribute not in _OWN:
            return obj[attribute]
        return super().getattr(obj, attribute)


_OWN = frozenset(dir(Checked()))
"""What a dictionary has itself, by these names."""


def render(template: str, context: Mapping[str, Any], options: Options = DEFAULT_OPTIONS) -> str:
    """A template by name; the part before ``.j2`` tells the kind of document.

    Templates of a user run in a sandbox, in a process of their own. Raises `TemplateFailure` for what they do wrong,
    `DefinitionError` for a formula that does more than typeset.
    """
    context = typeset(context)
    if options.templates:
        from symbolic.report.documents.limited import run_limited

        return run_limited(template, render_here, template, context, options)
    return _ended(_find_environment(template, options).get_template(template).render(context))


def render_here(template: str, context: Mapping[str, Any], options: Options) -> str:
    """A template of a user in this process, which its caller has bounded; raises `TemplateFailure`."""
    from symbolic.report.documents.sandbox import bounded_text

    try:
        return _ended(bounded_text(_find_environment(template, options), template, context))
    except TemplateError as error:
        raise TemplateFailure(template, *_place(error)) from None
    except (SymbolicError, MemoryError):
        raise
    except Exception as error:
        # A user's template can fail like any program; the line is in the deepest frame that is a template.
        raise TemplateFailure(template, f"{type(error).__name__}: {error}", _line(error)) from None


def _ended(text: str) -> str:
    """The text with one line end behind it."""
    return text.rstrip("\n") + "\n"


def read_template(name: str, options: Options = DEFAULT_OPTIONS) -> str:
    """A file among the templates as it is, the user's where there is one."""
    return _ended(_find_environment(name, options).get_template(name).render())


def _find_environment(template: str, options: Options) -> Environment:
    kind = "site" if template.startswith("site/") else template.removesuffix(".j2").rpartition(".")[2]
    return _environment(kind, options.flavour, options.templates, options.width)


def template_folder() -> Path:
    """Where the templates are: inside an installed package, beside it in a checkout."""
    package = Path(__file__).parents[2]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@cache
def _environment(kind: str, flavour: str, folder: str, width: Width) -> Environment:
    latex = kind == "tex"
    delimiters: dict[str, Any] = {
        "block_start_string": r"\BLOCK{",
        "block_end_string": "}",
        "variable_start_string": r"\VAR{",
        "variable_end_string": "}",
        "comment_start_string": r"\#{",
        "comment_end_string": "}",
    }
    made: type[Environment] = _Environment
    if folder:
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        made = ImmutableSandboxedEnvironment
    environment = made(
        loader=_loader(folder),
        undefined=_Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        **(delimiters if latex else {}),
    )
    environment.filters["text"] = {"tex": latex_text, "html": html_text, "site": html_text}.get(kind, markdown_text)
    if latex:
        environment.filters["math"] = latex_math
        environment.filters["array"] = _array
        add_tables(environment, width)
    elif kind == "site":
        from symbolic.report.writing.mathml import inline_math, mathml, mathml_rows

        environment.filters |= {"math": inline_math, "display": mathml, "rows": mathml_rows, "verbatim": verbatim_html}
    elif kind == "html":
        environment.filters["math"] = lambda math: f"${html_text(math)}$" if math else ""
        environment.filters["cell"] = _unbroken
        environment.filters["inside"] = html_text
    else:
        written = find_flavour(flavour)
        environment.filters["math"] = written.inline
        environment.globals["flavour"] = flavour
        environment.globals |= {name: getattr(written, name) for name in ("opening", "closing", "refer")}
    environment.filters["words"] = lambda words: _words(words, environment)
    environment.filters["code"] = _CODE.get(kind, _markdown_code)
    environment.filters["prose"] = lambda text: _words(prose(text), environment)
    environment.filters["fit"] = fitted
    environment.filters["boxed"] = boxed
    environment.filters["visible"] = visible
    environment.filters["comment"] = comment_text
    environment.filters["grouped"] = grouped
    environment.filters["commas"] = with_commas
    environment.globals["generated"] = generated()
    return environment


def _loader(folder: str) -> BaseLoader:
    """The project's templates, under a user's where there are any; ``original/`` names the project's."""
    original = FileSystemLoader(template_folder())
    if not folder:
        return original
    from symbolic.report.documents.sandbox import TemplateFolder

    return ChoiceLoader([TemplateFolder(folder), PrefixLoader({"original": original}), original])


def _place(error: TemplateError) -> tuple[str, int]:
    """What a template does wrong, and in which line."""
    if isinstance(error, TemplateSyntaxError):
        return str(error.message), error.lineno
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name!r} beside it nor among the project's", _line(error)
    return str(error.message or error), _line(error)


def _line(error: BaseException) -> int:
    """The line of the template that was being run, 0 where none was."""
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename.endswith(".j2"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _array(words: list[dict[str, str]]) -> str:
    """Text and formulas inside a formula, on a line of its own behind a semicolon."""
    pieces = [rf"\text{{{latex_text(word['text'])}}}" if "text" in word else word["latex"] for word in words]
    breaks = [place for place, word in enumerate(words) if word.get("text", "").startswith("; ")]
    if not breaks:
        return "".join(pieces)
    starts = [0, *breaks]
    lines = ["".join(pieces[start:end]) for start, end in zip(starts, [*breaks, len(pieces)], strict=True)]
    below = [r" \\ \quad " + line.replace(r"\text{; ", r"\text{", 1) for line in lines[1:]]
    return rf"\begin{{array}}{{l}} {lines[0]}{''.join(below)} \end{{array}}"


def _words(words: list[dict[str, str]], environment: Environment) -> str:
    """Text, formulas and code in one line."""
    filters = environment.filters
    written = {"text": filters["text"], "latex": filters["math"], "code": filters["code"]}
    return "".join(written[kind](value) for word in words for kind, value in word.items())


def _unbroken(words: list[dict[str, str]]) -> str:
    """Text and formulas in a cell of a table, whose lines are broken between the formulas and not within one."""
    return "".join(
        f'<span style="white-space: nowrap">${html_text(value)}$</span>' if kind == "latex" else html_text(value)
        for word in words
        for kind, value in word.items()
    )


def _latex_code(code: str) -> str:
    """Typewriter, and the section of a cell that it names, with a link."""
    # Paths and names of classes are long: a line may break within them.
    broken = re.sub(r"(/|\\_|=|\.(?=\w)|(?<=[a-z])(?=[A-Z]))", r"\1\\allowbreak{}", latex_text(code))
    typed = rf"\texttt{{{broken}}}"
    return rf"\hyperref[cell:{code}]{{{typed}~\S\,\ref*{{cell:{code}}}}}" if code in entries() else typed


def _markdown_code(code: str) -> str:
    """Code, and a link to the page of a cell that it names; the pages of all cells are in one folder."""
    return f"[`{code}`]({code}.md)" if code in entries() else f"`{code}`"


def _html_code(code: str) -> str:
    return f"<code>{html_text(code)}</code>"


_CODE = {"tex": _latex_code, "html": _html_code, "site": _html_code}
