"""Whole numbers."""


def digit_sum(number):
    """The sum of the decimal digits of a whole number; its sign does not count."""
    ### BEGIN SOLUTION
    return sum(int(digit) for digit in str(abs(number)))
    ### END SOLUTION


def is_palindrome(number):
    """Whether the digits of a number are the same from both ends."""
    ### BEGIN SOLUTION
    return str(number) == str(number)[::-1]
    ### END SOLUTION


def divisors(number):
    """All divisors of a number above zero, the smallest first."""
    ### BEGIN SOLUTION
    return [one for one in range(1, number + 1) if number % one == 0]
    ### END SOLUTION


def is_perfect(number):
    """Whether a number is the sum of its divisors, itself left out."""
    ### BEGIN SOLUTION
    return sum(divisors(number)) == 2 * number
    ### END SOLUTION


def power(base, exponent, modulus):
    """`base**exponent % modulus`, for exponents of hundreds of digits, without `pow`."""
    ### BEGIN SOLUTION
    result = 1 % modulus
    while exponent:
        if exponent % 2:
            result = result * base % modulus
        base = base * base % modulus
        exponent //= 2
    return result
    ### END SOLUTION
