secret = int(input("Secret? "))


def main():
    n = 0
    answer = None
    while answer != secret:
        line = input("Guess? ").strip()
        if not line.lstrip("-").isdigit():
            print("a number, please")
            continue
        n, answer = n + 1, int(line)
        if answer < secret:
            print("too small")
        if answer > secret:
            print("too large")
    print(f"found in {n}")


main()
