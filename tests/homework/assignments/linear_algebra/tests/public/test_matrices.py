"""Examples."""

import numpy as np
import pytest
from scipy import sparse


@pytest.mark.question("dense")
def test_solve(student, check):
    """Two equations."""
    check.close("x", student.matrices.solve_upper(np.array([[2.0, 1.0], [0.0, 4.0]]), np.array([3.0, 8.0])))


@pytest.mark.question("dense")
def test_eigenpair(student, check):
    """A symmetric matrix."""
    value, vector = student.matrices.eigenpair(np.array([[2.0, 1.0], [1.0, 3.0]]), 50)
    check.close("value", value)
    check.close("vector", vector)


@pytest.mark.question("sparse")
def test_laplacian(student, check):
    """A path of three."""
    check.equal("degrees", student.matrices.degrees([(0, 1), (1, 2)], 3))
    found = student.matrices.laplacian([(0, 1), (1, 2)], 3)
    check.true(sparse.issparse(found), "the Laplacian is a sparse matrix")
    check.close("laplacian", found.toarray())


@pytest.mark.question("sparse")
def test_shares(student, check):
    """A row of zeros stays."""
    check.close("shares", student.matrices.row_share(sparse.csr_array([[1.0, 3.0], [0.0, 0.0]])).toarray(), zeros=True)
