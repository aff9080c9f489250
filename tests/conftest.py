"""Profiles of the property tests, and what runs only where there is time.

``HYPOTHESIS_PROFILE=ci`` runs fifty times as many examples, ``SYMBOLIC_LONG=1`` the sweeps over everything.
"""

import os

import pytest
from hypothesis import HealthCheck, settings

COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("default", max_examples=200, **COMMON)
settings.register_profile("ci", max_examples=10_000, **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not os.environ.get("SYMBOLIC_LONG"):
        skip = pytest.mark.skip(reason="a long sweep: set SYMBOLIC_LONG=1")
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(skip)
