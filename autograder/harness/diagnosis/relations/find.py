"""Find how a wrong array differs from the right one; this shows the class of mistake.

A relation is reported only if it is true for every entry that it speaks of, to about the check's own tolerance, and
if so many different numbers confirm it that chance cannot explain it. A false relation would send a beginner to the
wrong line, so nothing is reported if nothing is certain.

One relation is returned, the first that holds; two where a shape and a factor are wrong. The order, and why:

1. `not-finite`. Nothing else can be said of NaN.
2. Another shape: `transpose`, `axis-dropped`, `axis-kept` (a `constant-factor` or `sign` besides comes second),
   `broadcast`, `all-pairs`, `axis-collapsed`, `one-example`, `not-reduced`, `too-short`, `too-long`, `reshaped`,
   `wrong-axis`. From relations that fix every value to the one that fixes only a total.
3. Nothing was computed: `zeros`, `constant`, `input`. Of zeros, "0 times the right values" would be true as well.
4. The same fault in every entry, from one number that explains all to one for each row: `sign`, `constant-factor`,
   `one-minus`, `constant-offset`; `step`, `step-cut-off`, `input-missing`, `input-too-much`, `input-scaled`, where
   one of the inputs explains all; `wrong-axis` where the columns sum to 1 instead of the rows; `offset-per-column`,
   `offset-per-row`, `factor-per-row`, `factor-per-column`.
5. The right numbers in the wrong places, from the strictest order to any: `transpose`, `reversed`, `shifted`,
   `rows-permuted`, `columns-permuted`, `entries-permuted`.
6. One function too many or too few: `log-floor`, `squared`, `exponential`, `square-root`, `logarithm`, `reciprocal`;
   `absolute-value`, `some-signs`; `clipped`.
7. Digits lost: `integers`, `decimals`, `float32`, `small-error`. An answer that is nearly right is looked at for
   these only, because all other relations are nearly true for it as well.
8. Another formula of the inputs, of any shape: `matrix-product`, `some-examples`, `earlier-call`, `adds-up`,
   `of-inputs`; then a `constant-factor` without a meaning, which a batch of one can show for another reason.
9. What the rows and columns of the answer have to do with each other: `rows-alike`, `columns-alike`, `one-product`.
10. Right, but not everywhere, and only if nothing above explains all entries: `boundary`, `off-by-one-amount`,
    `should-be-zero`, `one-sign-only`, `drifts`, `last-entries`, `only-some-rows`, `only-some-columns`,
    `single-entry`, `diagonal`, `off-diagonal`, `partly-zero`. From what the wrong entries have in common in meaning
    to what they have in common in place.
11. What the right answer keeps and this one does not: `row-sums`.

Of a single whole number, truth value or word, and of flat lists of these, none of this is looked for, but
`list-reversed`, `list-reordered`, `list-too-short` and `list-too-long`: these are true of any list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .comparison import EXTREME, MATRIX, NEARLY, Comparison, your
from .detectors import digits, functions, orders, patterns, scales, shapes, unanswered, wrong_entries
from .detectors.formulas import by_formula
from .detectors.inputs import by_an_input, matrix_product
from .detectors.lists import counted_otherwise, is_discrete, of_lists
from .detectors.not_finite import not_finite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from .relation import Relation
    from .sizes import Size

    Detector = Callable[[Comparison], "Relation | None"]

LARGEST = 1_000_000  # entries; in larger arrays, only NaN is looked for
MOST = 2  # findings

_UNANSWERED: tuple[Detector, ...] = (unanswered.zeros, unanswered.constant, unanswered.an_input)
_EVERYWHERE: tuple[Detector, ...] = (scales.scaled, scales.one_minus, scales.moved, by_an_input)
_BY_AXIS: tuple[Detector, ...] = (
    scales.other_sums,
    scales.moved_by_column,
    scales.moved_by_row,
    scales.scaled_by_row,
    scales.scaled_by_column,
)
_ORDER: tuple[Detector, ...] = (orders.turned_round, orders.shifted, orders.shuffled)
_FUNCTIONS: tuple[Detector, ...] = (
    functions.log_floor,
    functions.one_function,
    functions.signs,
    functions.clipped,
)
_PATTERNS: tuple[Detector, ...] = (patterns.alike, patterns.one_product)
_DIGITS: tuple[Detector, ...] = (
    digits.whole_numbers,
    digits.rounded,
    digits.single_precision,
    digits.small_error,
)


def find_relations(  # noqa: PLR0913 - each is a fact of the check, and none has to be given
    got: np.ndarray,
    expected: np.ndarray,
    *,
    name: str = "answer",
    sizes: Sequence[Size] = (),
    inputs: Mapping[str, np.ndarray] | None = None,
    atol: float = 1e-8,
    rtol: float = 1e-7,
    share: float = 0.0,
    earlier: Iterable[str] = (),
    answers: Iterable[str] = (),
) -> tuple[Relation, ...]:
    """The relations between a wrong answer and the right one; none if the two agree or nothing is certain.

    Args:
        got: What the student's code answered.
        expected: The right answer.
        name: What the value is called.
        sizes: The numbers that a factor may come from. The number of epochs tells a curve from other arrays.
        inputs: What the student's code was given, by name: `{"x": array}`; of any shape.
        atol: The absolute tolerance of the check.
        rtol: The relative tolerance.
        share: By which share of the largest entry the check lets each be off besides.
        earlier: The names of those inputs that belong to a call of a method before its last one on the same object.
        answers: The names of those inputs that the student's code gave before: what is wrong may be in them.
    """
    if is_discrete(got, expected) and not counted_otherwise(got, expected):
        listed = of_lists(your(name), got, expected)
        return () if listed is None else (listed,)
    if not (_is_real(got) and _is_real(expected)) or 0 in {got.size, expected.size}:
        return ()
    given = {
        one: np.asarray(values, dtype=float) for one, values in (inputs or {}).items() if _is_real(values)
    }
    with np.errstate(all="ignore"):
        # As floats, a large array could take eight times its memory; only NaN is looked for in it.
        exact = got if got.size > LARGEST else got.astype(float)
        right = expected.astype(float)
        pair = Comparison(
            name,
            exact,
            right,
            tuple(sizes),
            given,
            float(atol),
            float(rtol),
            float(share),
            frozenset(earlier),
            frozenset(answers),
        )
        return tuple(_findings(pair))[:MOST]


def _is_real(values: object) -> bool:
    return type(values) is np.ndarray and values.dtype.kind in "biuf"


def _findings(pair: Comparison) -> Iterable[Relation]:
    if not np.isfinite(pair.expected).all():
        return ()
    bad = not_finite(pair)
    if bad is not None:
        return (bad,)
    scales_of_both = [scale for scale in (pair.scale, np.abs(pair.got).max()) if scale]
    if max(pair.got.size, pair.expected.size) > LARGEST or any(
        not 1 / EXTREME < one < EXTREME for one in scales_of_both
    ):
        return ()
    if pair.got.shape != pair.expected.shape:
        return shapes.other_shape(pair) or _first(pair, (unanswered.an_input, matrix_product, by_formula))
    return _same_shape(pair) if pair.off.any() else ()


def _same_shape(pair: Comparison) -> tuple[Relation, ...]:
    if pair.deviation <= NEARLY * pair.scale:
        return _first(pair, _DIGITS)
    matrix = pair.expected.ndim == MATRIX and min(pair.expected.shape) > 1
    square = matrix and pair.expected.shape[0] == pair.expected.shape[1]
    order = (orders.transposed, *_ORDER) if square else _ORDER
    everywhere = (*_EVERYWHERE, *(_BY_AXIS if matrix else ()), *order, *_FUNCTIONS, *_DIGITS)
    patterns_ = _PATTERNS if matrix else ()
    found = _first(
        pair, (*_UNANSWERED, *everywhere, matrix_product, by_formula, scales.scaled_by_any, *patterns_)
    )
    if found or not pair.off.ndim:
        return found
    last = (patterns.one_amount, *((patterns.row_sums,) if matrix else ()))
    return wrong_entries.partly_wrong(pair) or _first(pair, last)


def _first(pair: Comparison, detectors: Iterable[Detector]) -> tuple[Relation, ...]:
    """The first relation that holds: those after it would say the same in weaker words, or hold by chance."""
    found = next((found for found in (detect(pair) for detect in detectors) if found), None)
    return () if found is None else (found,)
