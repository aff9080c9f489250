"""Whatever comes in by whichever door: an answer or a `SymbolicError`, in time.

``SYMBOLIC_FUZZ=10000`` runs as many cases by each door.
"""

import os
import signal
from collections import Counter
from random import Random

import pytest
from doors import DOORS

from symbolic.cli import FAULT
from symbolic.errors import SymbolicError

CASES = int(os.environ.get("SYMBOLIC_FUZZ", "200" if "SYMBOLIC_LONG" in os.environ else "60"))
SECONDS = 5.0
"""Of the processor for a case: twenty times what ``import sympy`` takes."""


class TooSlow(BaseException):
    """A case that takes longer than its deadline; nothing in the package catches it."""


@pytest.fixture
def deadline():
    def stop(*_):
        raise TooSlow

    before = signal.signal(signal.SIGPROF, stop)
    yield lambda seconds: signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


@pytest.mark.skipif(not hasattr(signal, "SIGPROF"), reason="the system has no timer of a process's work")
@pytest.mark.parametrize("door", DOORS)
def test_an_answer_or_a_sentence(door, tmp_path, deadline, monkeypatch):
    if door == "onnx":
        pytest.importorskip("onnx")
    monkeypatch.chdir(tmp_path)
    corpus, mutate, ask = DOORS[door]
    corpus = corpus()
    ends = Counter()
    faults = {}
    for number in range(CASES):
        random = Random(f"{door} {number}")
        chosen = random.choice(corpus)
        case = mutate(random, chosen) if isinstance(chosen, bytes) else mutate(random, chosen, corpus)
        if (end := outcome(ask, tmp_path, case, deadline)) in ("answer", "refusal"):
            ends[end] += 1
        else:
            faults.setdefault(end, (number, str(case)[:400]))
    assert not faults, "\n".join(f"{end}\n    case {case}" for end, case in faults.items())
    assert ends["refusal"]


def outcome(ask, folder, case, deadline):
    """``answer``, ``refusal``, or what went wrong and where."""
    deadline(SECONDS)
    try:
        ask(folder, case)
    except SymbolicError as error:
        sentence = str(error)
        return (
            "refusal"
            if sentence.strip() and len(sentence) < 5000 and FAULT not in sentence
            else f"says {sentence[:300]!r}"
        )
    except (Exception, TooSlow) as error:
        return described(error)
    finally:
        deadline(0)
    return "answer"


def described(error):
    """The kind of an error with the last places of the package that it went through."""
    trace, places = error.__traceback__, []
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if "symbolic" in name:
            places.append(f"{name.rpartition('symbolic/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} {str(error)[:120]!r} at {' '.join(places[-3:])}"


@pytest.mark.parametrize(
    ("planted", "verdict"),
    [
        (lambda folder, case: 1 / 0, "ZeroDivisionError 'division by zero' at "),
        (lambda folder, case: sum(number for number in iter(int, 1)), "TooSlow '' at "),
    ],
)
def test_a_planted_fault_is_found(planted, verdict, tmp_path, deadline, monkeypatch):
    monkeypatch.setitem(globals(), "SECONDS", 0.05)
    assert outcome(planted, tmp_path, "", deadline).startswith(verdict)
