"""Make from one reference solution what students, staff and graders get."""
