"""Matrices by other means."""

import numpy
import scipy.linalg
import scipy.sparse


def solve_upper(matrix, right):
    if not numpy.diagonal(matrix).all():
        raise ValueError("cannot be solved")
    return scipy.linalg.solve_triangular(matrix, right)


def eigenpair(matrix, rounds):
    vector = numpy.linalg.matrix_power(matrix, rounds).sum(axis=1)
    vector /= (vector**2).sum() ** 0.5
    return float((vector * (matrix @ vector)).sum()), vector


def degrees(edges, count):
    return numpy.bincount(numpy.ravel(edges), minlength=count)


def laplacian(edges, count):
    found = scipy.sparse.lil_matrix((count, count), dtype=int)
    for one, two in edges:
        found[one, two] -= 1
        found[two, one] -= 1
        found[one, one] += 1
        found[two, two] += 1
    return found


def row_share(matrix):
    dense = matrix.toarray()
    for row in dense:
        if row.any():
            row /= row.sum()
    return scipy.sparse.csc_matrix(dense)
