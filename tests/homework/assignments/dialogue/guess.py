"""A number is looked for."""

secret = int(input("Secret? "))
### BEGIN SOLUTION
guesses = 0
while True:
    word = input("Guess? ")
    try:
        guess = int(word)
    except ValueError:
        print("a number, please")
        continue
    guesses += 1
    if guess == secret:
        break
    print("too small" if guess < secret else "too large")
print("found in", guesses)
### END SOLUTION
