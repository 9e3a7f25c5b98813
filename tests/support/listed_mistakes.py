"""The mistakes of a catalogue as submissions, and whether their students are told what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.grading.intake.submission import Submission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.model.mistakes import Mistake
    from autograder.model.results import SubmissionResult


def with_mistake(mistake: Mistake, texts: Mapping[str, str]) -> Submission:
    """The reference solution with one mistake in it, named for the mistake.

    Args:
        mistake: The entry of the catalogue.
        texts: The text of each module of the reference by its file's name.
    """
    edited = {**texts, mistake.file: texts[mistake.file].replace(mistake.replace, mistake.with_)}
    files = {file: text.encode() for file, text in edited.items()}
    return Submission(name=mistake.id, files=files, notes=(), sha256="")


def hints_of(result: SubmissionResult) -> set[str]:
    """The ids of the mistakes and relations that the student is told."""
    return {word for test in result.tests for word in test.diagnosis.split(", ") if word}


def is_told(result: SubmissionResult, mistakes: Mapping[str, Mistake]) -> bool:
    """Whether the student is told this mistake: by its hint, by those of its parts, or by a test's sentence."""
    mistake, told = mistakes[result.submission], hints_of(result)
    if mistake.id in told or (mistake.made_of and set(mistake.made_of) <= told):
        return True
    public = (" ".join(one.feedback.split()) for one in result.tests if one.id.startswith("public/"))
    return bool(mistake.said) and any(mistake.said in sentence for sentence in public)
