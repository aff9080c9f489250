"""Work shared among processes: the same answers, the same errors, nothing left behind."""

import os
import sys
from time import sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbolic.report.documents import processes
from symbolic.report.documents.processes import shared

linux = pytest.mark.skipif(sys.platform != "linux", reason="a running process is divided on Linux only")


@given(st.lists(st.text(), max_size=40))
def test_the_answers_are_those_of_a_loop_in_its_order(items):
    assert shared(lambda item: {"text": item * 2, "length": len(item)}, items) == [
        {"text": item * 2, "length": len(item)} for item in items
    ]


@linux
def test_several_processes_share_the_work(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1, 2})
    found = set(shared(lambda item: (sleep(0.02), os.getpid())[1], range(60)))
    assert len(found) == 3
    assert os.getpid() in found


@linux
def test_an_error_of_any_share_is_raised_here(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})

    def work(item):
        if item == wrong:
            raise ValueError(f"no {wrong}")
        return item

    for wrong in (0, 39):
        with pytest.raises(ValueError, match=f"no {wrong}"):
            shared(work, range(40))
        with pytest.raises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)


@linux
def test_what_a_process_cannot_hand_over_is_done_here(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})
    found = shared(lambda item: object(), range(20))
    assert len(found) == 20


@linux
def test_no_process_is_left_behind(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})
    shared(lambda item: item, range(40))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_few_things_are_not_worth_a_process(monkeypatch):
    monkeypatch.setattr(processes, "_divided", None)
    assert shared(str, range(15)) == [str(item) for item in range(15)]
