"""Profiles of the property tests: ``HYPOTHESIS_PROFILE=ci`` runs fifty times as many examples."""

import os

from hypothesis import HealthCheck, settings

COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("default", max_examples=200, **COMMON)
settings.register_profile("ci", max_examples=10_000, **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
