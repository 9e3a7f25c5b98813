"""Polynomials that add, multiply and compare."""


class Polynomial:
    """A polynomial; zeros at its end do not count, and the zero polynomial has one coefficient, 0."""

    digits = 6

    def __init__(self, coefficients):
        """Copy the coefficients, and drop zeros at the end."""
        ### BEGIN SOLUTION
        self.coefficients = list(coefficients)
        while len(self.coefficients) > 1 and self.coefficients[-1] == 0:
            self.coefficients.pop()
        ### END SOLUTION

    def __len__(self):
        """How many coefficients there are."""
        ### BEGIN SOLUTION
        return len(self.coefficients)
        ### END SOLUTION

    def __getitem__(self, power):
        """The coefficient of a power; 0 for powers that are too high.

        Raises:
            IndexError: if the power is below zero.
        """
        ### BEGIN SOLUTION
        if power < 0:
            raise IndexError(f"no power {power}")
        return self.coefficients[power] if power < len(self) else 0
        ### END SOLUTION

    def __iter__(self):
        """The coefficients, one after the other."""
        ### BEGIN SOLUTION
        return iter(self.coefficients)
        ### END SOLUTION

    def __contains__(self, root):
        """Whether the polynomial is zero there."""
        ### BEGIN SOLUTION
        return self(root) == 0
        ### END SOLUTION

    def __call__(self, x):
        """The value at x."""
        ### BEGIN SOLUTION
        return sum(one * x**power for power, one in enumerate(self.coefficients))
        ### END SOLUTION

    def __add__(self, other):
        """The sum with a polynomial or a number."""
        ### BEGIN SOLUTION
        if not isinstance(other, Polynomial):
            other = Polynomial([other])
        return Polynomial([self[power] + other[power] for power in range(max(len(self), len(other)))])
        ### END SOLUTION

    def __radd__(self, other):
        """A number plus the polynomial."""
        ### BEGIN SOLUTION
        return self + other
        ### END SOLUTION

    def __mul__(self, other):
        """The product with a polynomial."""
        ### BEGIN SOLUTION
        product = [0] * (len(self) + len(other) - 1)
        for i, one in enumerate(self):
            for j, two in enumerate(other):
                product[i + j] += one * two
        return Polynomial(product)
        ### END SOLUTION

    def __eq__(self, other):
        """Whether the coefficients are the same; a polynomial equals nothing else."""
        ### BEGIN SOLUTION
        return isinstance(other, Polynomial) and self.coefficients == other.coefficients
        ### END SOLUTION

    def __lt__(self, other):
        """Whether the degree is lower."""
        ### BEGIN SOLUTION
        return len(self) < len(other)
        ### END SOLUTION

    def __repr__(self):
        """As it would be written: `Polynomial([1, 0, 2])`; floats with the digits of `Polynomial.digits`."""
        ### BEGIN SOLUTION
        words = [f"{one:.{self.digits}g}" if isinstance(one, float) else str(one) for one in self]
        return f"Polynomial([{', '.join(words)}])"
        ### END SOLUTION


class few_digits:
    """In its block, polynomials are written with so many digits: `with few_digits(2):`.

    After it, also where it ended with an exception, with as many as before.
    """

    def __init__(self, digits):
        """Keep the number."""
        ### BEGIN SOLUTION
        self.digits = digits
        ### END SOLUTION

    def __enter__(self):
        """Set the digits; returns the number that was set before."""
        ### BEGIN SOLUTION
        self.before = Polynomial.digits
        Polynomial.digits = self.digits
        return self.before
        ### END SOLUTION

    def __exit__(self, *_):
        """Set them back."""
        ### BEGIN SOLUTION
        Polynomial.digits = self.before
        ### END SOLUTION
