"""Work shared among processes: the same answers, the same errors, nothing left behind."""

import os
import sys
import threading
from multiprocessing import active_children
from time import sleep

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symbolic.report.documents.processes import shared


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """Test workers have threads of their own, with which no process is divided."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


linux = pytest.mark.skipif(sys.platform != "linux", reason="a running process is divided on Linux only")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.lists(st.text(), max_size=40))
def test_the_answers_are_those_of_a_loop_in_its_order(items):
    assert shared(lambda item: {"text": item * 2, "length": len(item)}, items) == [
        {"text": item * 2, "length": len(item)} for item in items
    ]


@linux
def test_several_processes_share_the_work(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1, 2})
    processes = set(shared(lambda item: (sleep(0.02), os.getpid())[1], range(60)))
    assert 1 < len(processes) <= 3
    assert os.getpid() not in processes


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
        assert active_children() == []


@linux
def test_what_an_ended_process_had_to_do_is_done_here(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})
    here = os.getpid()

    def work(item):
        if item == 7 and os.getpid() != here:
            os._exit(1)
        return item

    assert shared(work, range(20)) == list(range(20))


@linux
def test_no_process_is_left_behind(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})
    shared(lambda item: item, range(40))
    assert active_children() == []


def test_a_few_things_are_not_worth_a_process():
    assert set(shared(lambda item: os.getpid(), range(15))) == {os.getpid()}
