import sys

secret, count = int(input("Secret? ")), 1
while True:
    try:
        guess = int(input("Guess? "))
    except ValueError:
        print("a number, please")
        count -= 1
    else:
        if guess == secret:
            print("found in", count)
            sys.exit(0)
        print(("too small", "too large")[guess > secret])
    count += 1
