"""Whatever bytes a zip is made of: a refusal or the named files, within the limits and within time."""

from __future__ import annotations

import io
import tempfile
import warnings
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import SubmissionRefusedError
from autograder.grading.intake import submission
from autograder.grading.intake.submission import Submission, take_in
from autograder.harness.answers.form import ANSWERS
from autograder.text import safe_line, safe_text
from tests.support.intake import an_assignment

ASSIGNMENT = an_assignment(Path())
WANTED = {*ASSIGNMENT.modules, ANSWERS}
LIMIT = 1_000  # bytes, in place of 4 MiB: a small zip goes beyond it

PIECES = st.sampled_from(
    ["hw3_lib.py", "hw3_sol.py", "answers.toml", "HW3_lib.py", "a", "__MACOSX", "..", ".", "", "C:"]
)
NAMES = st.lists(PIECES | st.text(max_size=6), min_size=1, max_size=4).flatmap(
    lambda pieces: st.sampled_from(["/", "\\"]).map(lambda separator: separator.join(pieces))
)
MEMBERS = st.tuples(
    NAMES,
    st.binary(max_size=40) | st.integers(0, 3 * LIMIT).map(bytes),
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]),
    st.integers(0, 2**32 - 1) | st.sampled_from([0, 0o100644 << 16, 0o120777 << 16, 0o40755 << 16]),
)
CALM = settings(deadline=2_000, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def packed(members: list[tuple[str, bytes, int, int]]) -> bytes:
    """A zip of members with any names, contents, methods and attributes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # duplicates are meant
        for name, content, method, attributes in members:
            info = zipfile.ZipInfo("x")
            info.filename = name.encode("utf-8", "replace").decode("utf-8")
            info.compress_type, info.external_attr = method, attributes
            target.writestr(info, content)
    return buffer.getvalue()


def taken(content: bytes) -> Submission | None:
    """What is taken of these bytes, under small limits; None where they are refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hw3.zip"
        path.write_bytes(content)
        largest, submission.LARGEST_FILE = submission.LARGEST_FILE, LIMIT
        try:
            return take_in(path, ASSIGNMENT)
        except SubmissionRefusedError as error:
            refused = str(error)
        finally:
            submission.LARGEST_FILE = largest
    assert refused.isprintable()
    return None


def assert_vetted(result: Submission | None) -> None:
    """Only named files, none above the limit, notes that can be printed."""
    if result is not None:
        assert result.files.keys() <= WANTED
        assert result.files
        assert all(len(content) <= LIMIT for content in result.files.values())
        assert all(note.isprintable() for note in result.notes)


@CALM
@given(st.lists(MEMBERS, max_size=8))
def test_any_zip_is_taken_or_refused(members: list[tuple[str, bytes, int, int]]) -> None:
    """Names, contents, methods and attributes at will; what is taken is what the zip holds."""
    result = taken(packed(members))

    assert_vetted(result)
    if result is not None:
        contents = [content for _, content, _, _ in members]
        assert all(content in contents for content in result.files.values())


@CALM
@given(
    st.lists(MEMBERS, min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=12),
    st.integers(0, 40),
)
def test_any_damage_to_a_zip_is_taken_or_refused(
    members: list[tuple[str, bytes, int, int]], changes: list[tuple[int, int]], cut: int
) -> None:
    """Bytes overwritten anywhere, flags and sizes and offsets among them, and the end cut off."""
    content = bytearray(packed([("hw3_lib.py", b"x = 1\n" * 20, zipfile.ZIP_DEFLATED, 0), *members]))
    for place, value in changes:
        content[place % len(content)] = value

    assert_vetted(taken(bytes(content[: len(content) - cut])))


@CALM
@given(
    st.integers(0, 45),
    st.integers(0, 255),
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_any_change_to_a_header_is_taken_or_refused(place: int, value: int, method: int) -> None:
    """Every byte of the directory's fixed part: version, flags, method, sizes, attributes, offset."""
    content = bytearray(packed([("hw3_lib.py", b"x = 1\n" * 20, method, 0)]))
    content[content.rindex(b"PK\x01\x02") + place] = value

    assert_vetted(taken(bytes(content)))


@CALM
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(content: bytes) -> None:
    """Noise is no zip."""
    assert taken(content) is None
    assert taken(b"PK\x03\x04" + content) is None


@CALM
@given(st.text(max_size=400), st.integers(12, 120))
def test_any_text_becomes_showable(text: str, limit: int) -> None:
    """Within the limit, encodable, without control or direction characters; a line stays a line."""
    shown, line = safe_text(text, limit=limit), safe_line(text, limit=limit)

    assert len(shown) <= limit
    assert len(line) <= limit
    assert line.isprintable()
    assert shown.replace("\n", "").replace("\t", "").isprintable()
