"""Dense and sparse matrices."""

import numpy as np
from scipy import sparse


def solve_upper(matrix, right):
    """The solution x of U x = b, for an upper triangle U, (n, n), and b, (n,), from the last row to the first.

    Raises:
        ValueError: if there is a zero on the diagonal.
    """
    ### BEGIN SOLUTION
    if np.any(np.diag(matrix) == 0):
        raise ValueError("singular: zero on the diagonal")
    x = np.zeros(len(right))
    for row in reversed(range(len(right))):
        x[row] = (right[row] - matrix[row, row + 1 :] @ x[row + 1 :]) / matrix[row, row]
    return x
    ### END SOLUTION


def eigenpair(matrix, rounds):
    """The largest eigenvalue by `rounds` of the power method from a vector of ones, and its vector of length 1."""
    ### BEGIN SOLUTION
    vector = np.ones(len(matrix))
    for _ in range(rounds):
        vector = matrix @ vector
        vector = vector / np.linalg.norm(vector)
    return vector @ matrix @ vector, vector
    ### END SOLUTION


def degrees(edges, count):
    """How many edges each of the nodes has, as a list."""
    ### BEGIN SOLUTION
    ends = [end for edge in edges for end in edge]
    return [ends.count(node) for node in range(count)]
    ### END SOLUTION


def laplacian(edges, count):
    """The Laplacian of a graph as a sparse matrix, (count, count): degrees on the diagonal, -1 for each edge."""
    ### BEGIN SOLUTION
    rows, columns = np.array(edges).T
    ones = np.ones(len(rows))
    adjacency = sparse.coo_array((ones, (rows, columns)), shape=(count, count))
    adjacency = (adjacency + adjacency.T).tocsr()
    return (sparse.diags_array(adjacency.sum(axis=1)) - adjacency).tocsr()
    ### END SOLUTION


def row_share(matrix):
    """A sparse matrix with each row over its sum; rows of zeros stay."""
    ### BEGIN SOLUTION
    sums = np.asarray(matrix.sum(axis=1)).ravel()
    factors = np.where(sums == 0, 0.0, 1 / np.where(sums == 0, 1.0, sums))
    return sparse.csr_array(sparse.diags_array(factors) @ matrix)
    ### END SOLUTION
