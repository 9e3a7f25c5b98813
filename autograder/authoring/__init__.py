"""From one reference solution to what students, staff and graders get."""
