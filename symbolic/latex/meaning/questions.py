"""Questions that a block leaves open, and the answers under which it is read."""

from __future__ import annotations

from collections.abc import Mapping

from symbolic.record import Record


class Answer(Record):
    """One way to settle a question: the ``word`` that chooses it and what it means, in a sentence."""

    word: str
    meaning: str


class Question(Record):
    """What is open: its ``subject`` is what a user names, ``u`` or ``product``; ``start`` and ``end`` its place."""

    subject: str
    answers: tuple[Answer, ...]
    start: int = 0
    end: int = 0


class Undecided(Exception):
    """A question that was met and has no answer yet."""

    def __init__(self, question: Question):
        super().__init__(question.subject)
        self.question = question


class Decisions:
    """The answers of one reading; a question without one raises `Undecided`."""

    def __init__(self, chosen: Mapping[str, str]):
        self.chosen = dict(chosen)
        self.used: dict[str, Answer] = {}

    def ask(self, question: Question) -> str:
        """The word that settles a question."""
        word = self.chosen.get(question.subject)
        if word is None:
            raise Undecided(question)
        answer = next((answer for answer in question.answers if answer.word == word), None)
        if answer is None:
            raise Undecided(question)
        self.used[question.subject] = answer
        return word
