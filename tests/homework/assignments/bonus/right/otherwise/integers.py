"""Whole numbers, with arithmetic."""


def digit_sum(number):
    if number < 0:
        return digit_sum(-number)
    total = 0
    while number:
        number, digit = divmod(number, 10)
        total += digit
    return total


def is_palindrome(number):
    digits = list(str(number))
    while len(digits) > 1:
        if digits.pop() != digits.pop(0):
            return 0
    return 1


def divisors(number):
    small = []
    large = []
    one = 1
    while one * one <= number:
        if not number % one:
            small.append(one)
            if one * one != number:
                large.insert(0, number // one)
        one += 1
    return tuple(small + large)


def is_perfect(number):
    return sum(divisors(number)[:-1]) == number


def power(base, exponent, modulus):
    if exponent == 0:
        return 1 % modulus
    half = power(base, exponent // 2, modulus)
    return half * half * (base if exponent % 2 else 1) % modulus
