"""Random programs, run by the frameworks themselves and read without being run; with ``SYMBOLIC_FRAMEWORKS=1``.

The snippets are run again too, so that the numbers that are kept of them are those of the frameworks.
"""

import json
import os
import subprocess
import sys

import pytest
from recorded_programs import HERE, NUMBERS, counted, same

pytestmark = pytest.mark.skipif("SYMBOLIC_FRAMEWORKS" not in os.environ, reason="runs with SYMBOLIC_FRAMEWORKS=1")
FRAMEWORKS = {"pytorch": "torch", "keras": "keras", "flax": "flax"}
ONLY = os.environ.get("SYMBOLIC_FRAMEWORKS", "1")
CHOSEN = [FRAMEWORKS[ONLY]] if ONLY in FRAMEWORKS else [*FRAMEWORKS.values()] if ONLY == "1" else []
PROGRAMS = {"torch": 200, "keras": 200, "flax": 100}


def run(*words):
    command = [sys.executable, str(HERE / "run_programs.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    lines = [json.loads(line[2:]) for line in done.stdout.splitlines() if line.startswith("@@")]
    assert lines, done.stderr[-2000:]
    return lines


@pytest.mark.parametrize("framework", CHOSEN)
def test_a_random_program_has_the_numbers_that_it_has_when_it_is_run(framework, network):
    wrong = []
    for text, *real in run(framework, str(PROGRAMS[framework])):
        assert len(real) == 3, f"{text}\n{real}"
        if not same(result := counted(network(text, "model")), real):
            wrong.append(f"{text}\n{result} {real}")
    assert not wrong, wrong[0]


@pytest.mark.parametrize("framework", CHOSEN)
def test_the_numbers_of_the_snippets_are_those_of_the_framework(framework):
    results = {name: real for name, *real in run(framework, "snippets")}
    assert results == {name: real for name, real in NUMBERS.items() if name.startswith(framework)}
