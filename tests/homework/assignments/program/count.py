"""Count the words of files, or of the standard input."""

import sys


def count_words(text):
    """How often each word stands in a text, in small letters and without `.,;:!?` at its ends, as a dictionary."""
    ### BEGIN SOLUTION
    counts = {}
    for word in text.lower().split():
        word = word.strip(".,;:!?")
        if word:
            counts[word] = counts.get(word, 0) + 1
    return counts
    ### END SOLUTION


def main(arguments):
    """Run the command with its arguments; returns the exit code."""
    ### BEGIN SOLUTION
    top, save, names = None, False, []
    arguments = list(arguments)
    while arguments:
        argument = arguments.pop(0)
        if argument == "--top":
            top = int(arguments.pop(0))
        elif argument == "--save":
            save = True
        else:
            names.append(argument)
    try:
        text = "\n".join(open(name).read() for name in names) if names else sys.stdin.read()
    except FileNotFoundError as error:
        print(f"count.py: no such file: {error.filename}", file=sys.stderr)
        return 2
    counts = sorted(count_words(text).items(), key=lambda item: (-item[1], item[0]))
    lines = [f"{count} {word}" for word, count in counts[:top]]
    if save:
        with open("counts.txt", "w") as file:
            file.writelines(line + "\n" for line in lines)
    else:
        print("\n".join(lines))
    return 0
    ### END SOLUTION


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
