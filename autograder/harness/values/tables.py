"""How the tables of pandas and the sparse matrices of SciPy travel: as columns and arrays.

Neither package is imported before a value of its kind arrives: whoever makes such a value has loaded it.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

NOTHING: Any = object()  # in place of the parts of what does not travel
MOST_COLUMNS = 2_000
MOST_LINES = 1_000_000  # rows and columns of a sparse matrix: each takes room even where it is empty
_FORMATS = ("csr", "csc", "coo", "lil", "dok", "bsr", "dia")
_SPARSE = tuple(f"{form}_{kind}" for form in _FORMATS for kind in ("matrix", "array"))
_PLAIN = "biufcMm"  # what a column's array may hold; others travel entry by entry


def kind_of(kind: type) -> str:
    """The name of the kind, `DataFrame`, of a class of pandas or SciPy; "" for any other."""
    name = kind.__name__
    if name in _SPARSE:
        module = sys.modules.get("scipy.sparse")
    elif name in ("DataFrame", "Series") or name.endswith("Index"):
        module = sys.modules.get("pandas")
    else:
        return ""
    if module is None or getattr(module, name, None) is not kind:
        return ""
    return "sparse" if name in _SPARSE else "Index" if name.endswith("Index") else name


def _column(values: Any) -> Any:  # noqa: ANN401 - a column or an index of pandas
    """The entries, as an array where they have a type of NumPy's own, and otherwise one by one."""
    array = values.to_numpy()
    if type(array) is np.ndarray and array.dtype.kind in _PLAIN and values.dtype == array.dtype:
        return array
    return (str(values.dtype), array.tolist())


def _from_column(pandas: Any, parts: Any, make: str, **names: Any) -> Any:  # noqa: ANN401 - a Series or an Index
    kind, entries = parts if type(parts) is tuple else (None, parts)
    if type(entries) not in (list, np.ndarray) or type(kind) not in (str, type(None)):
        raise ValueError("a column has entries")
    return getattr(pandas, make)(entries, dtype=kind, **names)


def _index(index: Any) -> Any:  # noqa: ANN401 - an index of pandas
    if type(index).__name__ == "RangeIndex":
        return (range(index.start, index.stop, index.step), index.name)
    if type(index).__name__ == "MultiIndex":
        return (index.tolist(), list(index.names))
    return (_column(index), index.name)


def _make_index(parts: Any) -> Any:  # noqa: ANN401 - an index of pandas
    pandas = import_module("pandas")
    entries, name = parts
    if type(entries) is range:
        return pandas.RangeIndex(entries, name=name)
    if type(name) is list:
        return pandas.MultiIndex.from_tuples(entries, names=name)
    return _from_column(pandas, entries, "Index", name=name)


def _series(series: Any) -> Any:  # noqa: ANN401 - a column of pandas
    return (_column(series), _index(series.index), series.name)


def _make_series(parts: Any) -> Any:  # noqa: ANN401 - a column of pandas
    column, index, name = parts
    return _from_column(import_module("pandas"), column, "Series", index=_make_index(index), name=name)


def _frame(frame: Any) -> Any:  # noqa: ANN401 - a table of pandas
    if frame.shape[1] > MOST_COLUMNS:
        return NOTHING
    columns = [_column(frame.iloc[:, number]) for number in range(frame.shape[1])]
    return (columns, _index(frame.columns), _index(frame.index))


def _make_frame(parts: Any) -> Any:  # noqa: ANN401 - a table of pandas
    pandas = import_module("pandas")
    columns, names, index = parts
    if type(columns) is not list or len(columns) > MOST_COLUMNS:
        raise ValueError("a table has some columns")
    rows = _make_index(index)
    made = {number: _from_column(pandas, one, "Series", index=rows) for number, one in enumerate(columns)}
    frame = pandas.DataFrame(made, index=rows)
    frame.columns = _make_index(names)
    return frame


def _sparse(matrix: Any) -> Any:  # noqa: ANN401 - a sparse matrix of SciPy
    if matrix.ndim != len("ab") or sum(matrix.shape) > MOST_LINES:
        return NOTHING
    entries = matrix.tocoo()
    return (type(matrix).__name__, tuple(map(int, matrix.shape)), entries.data, entries.row, entries.col)


def _make_sparse(parts: Any) -> Any:  # noqa: ANN401 - a sparse matrix of SciPy
    name, shape, data, row, column = parts
    if name not in _SPARSE or not all(type(one) is np.ndarray for one in (data, row, column)):
        raise ValueError("a sparse matrix has entries, rows and columns")
    if type(shape) is not tuple or [type(one) for one in shape] != [int, int] or sum(shape) > MOST_LINES:
        raise ValueError("a sparse matrix has two sizes, which are not too large")
    sparse = import_module("scipy.sparse")
    entries = sparse.coo_matrix((data, (row, column)), shape=shape)
    return getattr(sparse, name)(entries)


KINDS: dict[str, tuple[str, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "DataFrame": ("DataFrame", _frame, _make_frame),
    "Series": ("Series", _series, _make_series),
    "Index": ("Index", _index, _make_index),
    "sparse": ("sparse", _sparse, _make_sparse),
}
"""By name: how each is taken apart, and made again."""
