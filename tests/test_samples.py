"""Of a sweep a sample runs, wherever it stands, and the same one each time."""

from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture
def sampled(request, monkeypatch):
    """The places of the cases that run, of a test with so many of them."""
    (conftest,) = (plugin for plugin in request.config.pluginmanager.get_plugins() if hasattr(plugin, "SAMPLE"))
    monkeypatch.setattr(conftest, "LONG", False)

    def places(path, cases, **marks):
        items = [
            SimpleNamespace(path=Path(path), nodeid=f"{path}::test[{place}]", get_closest_marker=marks.get, place=place)
            for place in range(cases)
        ]
        hook = SimpleNamespace(pytest_deselected=lambda items: None)
        conftest.pytest_collection_modifyitems(SimpleNamespace(hook=hook), items)
        return [item.place for item in items]

    return places


def test_a_marked_sweep_is_a_sample_in_every_folder(sampled):
    mark = SimpleNamespace(args=(12,))
    for path in ("tests/test_imports.py", "tests/catalog/test_sources.py", "tests/cli/test_widths.py"):
        places = sampled(path, 32, sweep=mark)
        assert 0 < len(places) <= 12
        assert places == sampled(path, 32, sweep=mark)
    assert sampled("tests/cli/test_widths.py", 5, sweep=mark) == [*range(5)]


def test_an_unmarked_sweep_runs_whole_in_some_folders_alone(sampled):
    assert len(sampled("tests/test_imports.py", 100)) == 100
    assert len(sampled("tests/cli/test_widths.py", 100)) <= 24
    assert len(sampled("tests/cli/test_widths.py", 74)) == 74
