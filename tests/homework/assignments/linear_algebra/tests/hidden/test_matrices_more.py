"""Other matrices."""

import numpy as np
import pytest
from scipy import sparse


@pytest.mark.question("dense")
def test_larger(student, check, rng):
    """Six equations, and a singular matrix."""
    matrix = np.triu(rng.uniform(1, 3, (6, 6)))
    check.close("x", student.matrices.solve_upper(matrix, rng.uniform(1, 9, 6)), rtol=1e-6)
    matrix[3, 3] = 0
    check.raises("zero on the diagonal", "ValueError", student.matrices.solve_upper, matrix, np.ones(6))


@pytest.mark.question("dense")
def test_rounds(student, check, rng):
    """Three rounds."""
    root = rng.uniform(0.5, 2, (4, 4))
    value, vector = student.matrices.eigenpair(root @ root.T, 3)
    check.close("value", value)
    check.close("vector", vector)


@pytest.mark.question("sparse")
def test_graph(student, check, rng):
    """A larger graph."""
    edges = [(number, int(rng.randint(number))) for number in range(1, 9)]
    found = student.matrices.laplacian(edges, 10)
    check.equal("degrees", student.matrices.degrees(edges, 10))
    check.equal("entries", found.nnz)
    check.close("laplacian", found.toarray())


@pytest.mark.question("sparse")
def test_random_shares(student, check, rng):
    """Random rows, and a row of zeros."""
    dense = rng.uniform(1, 9, (5, 4)) * (rng.uniform(0, 1, (5, 4)) < 0.6)
    dense[0], dense[2], dense[3, 0] = [0, 2, 0, 5], 0, 7
    shares = student.matrices.row_share(sparse.coo_array(dense))
    check.true(sparse.issparse(shares), "shares are sparse")
    check.close("shares", shares.toarray(), zeros=True)
