"""Layers that a program takes away again: ``del model[1:]``, ``del self.head``."""

from __future__ import annotations

from typing import Any

from symbolic.model.code.values import PackageObject


def taken_away(holder: Any, key: Any) -> bool:
    """Take a layer away from a list, a row or an object, by its name or its places; False where it is not there."""
    held = (
        holder if isinstance(holder, list) else holder.items if isinstance(holder, PackageObject) else holder.attributes
    )
    if held is None:
        return False
    if isinstance(held, dict) and isinstance(key, str):
        return held.pop(key, held) is not held
    if not isinstance(key, int | slice):
        return False
    places = range(len(held))[key] if isinstance(key, slice) or -len(held) <= key < len(held) else None
    if places is None:
        return False
    gone = {places} if isinstance(places, int) else {*places}
    if isinstance(held, list):
        held[:] = [value for place, value in enumerate(held) if place not in gone]
    else:
        kept = [value for place, value in enumerate(held.values()) if place not in gone]
        held.clear()
        held |= {str(place): value for place, value in enumerate(kept)}
    return True
