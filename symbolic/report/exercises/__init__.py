"""Exercises with solutions, made from the derivations."""
