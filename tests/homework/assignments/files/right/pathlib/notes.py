"""Marks in files, with pathlib."""

from pathlib import Path
from statistics import fmean


def read_marks(path):
    lines = [line.strip() for line in Path(path).read_text().splitlines()]
    pairs = [line.split(",") for line in lines if line and line[0] != "#"]
    return {name: float(mark) for name, mark in pairs}


def write_report(source, target):
    marks = read_marks(source)
    names = sorted(sorted(marks), key=marks.__getitem__, reverse=True)
    with Path(target).open("w") as file:
        for name in names:
            print(name, format(marks[name], ".1f"), sep=": ", file=file)
        print("average:", format(fmean(marks.values()), ".2f"), file=file)
    return len(names) + 1


def add_mark(path, name, mark):
    path = Path(path)
    before = path.read_text() if path.exists() else ""
    path.write_text(before + f"{name},{mark}\n")


def total_size(folder):
    size = 0
    for one in Path(folder).iterdir():
        size += total_size(one) if one.is_dir() else len(one.read_bytes())
    return size
