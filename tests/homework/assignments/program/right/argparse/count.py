"""The same with argparse and a Counter."""

import argparse
import os
import re
import sys
from collections import Counter


def count_words(text):
    return dict(Counter(filter(None, (re.sub(r"^[.,;:!?]+|[.,;:!?]+$", "", one) for one in text.lower().split()))))


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--top", type=int)
    parser.add_argument("--save", action="store_true")
    parser.add_argument("files", nargs="*")
    options = parser.parse_intermixed_args(arguments)
    for name in options.files:
        if not os.path.exists(name):
            sys.stderr.write("count.py: no such file: " + name + "\n")
            raise SystemExit(2)
    text = ""
    for name in options.files:
        with open(name, encoding="utf-8") as file:
            text += file.read() + " "
    if not options.files:
        text = " ".join(sys.stdin)
    counts = count_words(text)
    words = sorted(counts)
    words.sort(key=counts.get, reverse=True)
    target = open("counts.txt", "w") if options.save else sys.stdout
    for word in words[: options.top]:
        print(counts[word], word, file=target)
    if options.save:
        target.close()


if __name__ == "__main__":
    main(sys.argv[1:])
