"""Verdicts."""

from uuid import UUID
from api.problems import raise_problem


def verdict_page(*a):
    raise_problem(501, "soon")


def keep_verdict(*a):
    raise_problem(501, "soon")


def forget_verdict(*a):
    raise_problem(501, "soon")
