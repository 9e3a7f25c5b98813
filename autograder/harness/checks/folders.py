"""The folders of an assignment's tests; the id of every test begins with the name of its folder."""

from __future__ import annotations

PUBLIC = "public"  # students have these tests
HIDDEN = "hidden"  # the grader alone has these
TEST_FOLDERS = (PUBLIC, HIDDEN)  # in the order that they run
CONFIRMED = "confirmed"  # no folder on disk: begins the id of a public test's second run, between the two
