"""Reads what your code has written."""


def text_of(name):
    with open(name, encoding="utf-8") as file:
        return file.read()
