"""A relation between a wrong array and the right one, its kinds, and the words that a hidden test may show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class RelationKind(Enum):
    """How a wrong array differs from the right one; `find` describes the order in which these are tried."""

    NOT_FINITE = "not-finite"
    # the shape is another one
    WRONG_AXIS = "wrong-axis"
    AXIS_DROPPED = "axis-dropped"
    AXIS_KEPT = "axis-kept"
    AXIS_COLLAPSED = "axis-collapsed"
    NOT_REDUCED = "not-reduced"
    TRANSPOSE = "transpose"
    BROADCAST = "broadcast"
    ALL_PAIRS = "all-pairs"
    ONE_EXAMPLE = "one-example"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    RESHAPED = "reshaped"
    # a flat list of whole numbers, words or truth values
    LIST_REVERSED = "list-reversed"
    LIST_REORDERED = "list-reordered"
    LIST_TOO_SHORT = "list-too-short"
    LIST_TOO_LONG = "list-too-long"
    # nothing was computed
    ZEROS = "zeros"
    CONSTANT = "constant"
    INPUT = "input"
    # one of the inputs explains it
    INPUT_MISSING = "input-missing"
    INPUT_TOO_MUCH = "input-too-much"
    STEP = "step"
    STEP_CUT_OFF = "step-cut-off"
    INPUT_SCALED = "input-scaled"
    MATRIX_PRODUCT = "matrix-product"
    SOME_EXAMPLES = "some-examples"
    EARLIER_CALL = "earlier-call"
    ADDS_UP = "adds-up"
    OF_INPUTS = "of-inputs"
    # every entry is wrong in the same way
    SIGN = "sign"
    CONSTANT_FACTOR = "constant-factor"
    ONE_MINUS = "one-minus"
    CONSTANT_OFFSET = "constant-offset"
    OFF_BY_ONE_AMOUNT = "off-by-one-amount"
    OFFSET_PER_COLUMN = "offset-per-column"
    OFFSET_PER_ROW = "offset-per-row"
    FACTOR_PER_ROW = "factor-per-row"
    FACTOR_PER_COLUMN = "factor-per-column"
    # the right numbers in the wrong places
    REVERSED = "reversed"
    SHIFTED = "shifted"
    ROWS_PERMUTED = "rows-permuted"
    COLUMNS_PERMUTED = "columns-permuted"
    ENTRIES_PERMUTED = "entries-permuted"
    # one function too many or too few
    ABSOLUTE_VALUE = "absolute-value"
    SOME_SIGNS = "some-signs"
    SQUARED = "squared"
    SQUARE_ROOT = "square-root"
    EXPONENTIAL = "exponential"
    LOGARITHM = "logarithm"
    RECIPROCAL = "reciprocal"
    CLIPPED = "clipped"
    LOG_FLOOR = "log-floor"
    # the values of a row or a column depend on each other, and should not, or should and do not
    ROWS_ALIKE = "rows-alike"
    COLUMNS_ALIKE = "columns-alike"
    ONE_PRODUCT = "one-product"
    ROW_SUMS = "row-sums"
    # digits were lost
    INTEGERS = "integers"
    DECIMALS = "decimals"
    FLOAT32 = "float32"
    SMALL_ERROR = "small-error"
    # right, but not everywhere
    BOUNDARY = "boundary"
    SHOULD_BE_ZERO = "should-be-zero"
    ONE_SIGN_ONLY = "one-sign-only"
    DIAGONAL = "diagonal"
    OFF_DIAGONAL = "off-diagonal"
    DRIFTS = "drifts"
    LAST_ENTRIES = "last-entries"
    ONLY_SOME_ROWS = "only-some-rows"
    ONLY_SOME_COLUMNS = "only-some-columns"
    PARTLY_ZERO = "partly-zero"
    SINGLE_ENTRY = "single-entry"


HINTS = {
    RelationKind.NOT_FINITE: "Some of your values are infinite or not a number: look for an exponential whose "
    "argument can become large, for the logarithm or root of a number that is not above zero, for a division by "
    "zero, and for zero times infinity.",
    RelationKind.WRONG_AXIS: "Your values seem to be added up along the wrong axis: look at the axis of each sum, "
    "mean or maximum.",
    RelationKind.AXIS_DROPPED: "Your array has lost an axis of length one: look at each sum or mean along that "
    "axis, and for an index, a reshape or a flatten too many.",
    RelationKind.AXIS_KEPT: "Your array has an axis of length one too many: look for a sum or mean that keeps the "
    "axis, for a reshape, and for brackets too many.",
    RelationKind.AXIS_COLLAPSED: "Your values are a sum, a mean or an end of the right ones along an axis that "
    "should stay: look for where that is taken over too much.",
    RelationKind.NOT_REDUCED: "Your array still has an axis that should be added up or averaged away: look for a "
    "sum or a mean that is missing.",
    RelationKind.TRANSPOSE: "Rows and columns of your array are swapped: look for a transposition or a reshape that "
    "is missing or too much, and at the order of the factors where it is a matrix product.",
    RelationKind.BROADCAST: "Your array repeats the right values along an axis too many: compare the shapes of what "
    "you add or multiply.",
    RelationKind.ALL_PAIRS: "Your array combines each entry with each other one, where entries of the same place "
    "are meant: compare the shapes of the two arrays that meet in one operation.",
    RelationKind.ONE_EXAMPLE: "Your answer covers a single row or entry, where all of them are asked for: look for "
    "a loop that replaces its result where it should collect it, for a return inside a loop, and for an index too "
    "many.",
    RelationKind.TOO_SHORT: "Your array ends too early or begins too late: look at the bounds of your loop or "
    "slice, and at where the size of the array comes from.",
    RelationKind.TOO_LONG: "Your array has entries too many at one end: look at the bounds of your loop, at what is "
    "stored before it begins or after it ends, and at where the size of the array comes from.",
    RelationKind.RESHAPED: "Your array holds the right values in another shape: look for a reshape or flatten too "
    "many.",
    RelationKind.LIST_REVERSED: "Your entries are the right ones in reverse order: look at what puts them in order.",
    RelationKind.LIST_REORDERED: "Your entries are the right ones, and none is missing, in another order: compare "
    "the place of each with the one that is asked for.",
    RelationKind.LIST_TOO_SHORT: "Your answer lacks entries at one end, and the others are right: compare its ends "
    "with what is asked for.",
    RelationKind.LIST_TOO_LONG: "Your answer has entries too many at one end, and the others are right: compare its "
    "ends with what is asked for.",
    RelationKind.ZEROS: "Your array is zero everywhere: look for an array that is made and never filled, for a "
    "product with zero, and for a condition that never holds.",
    RelationKind.CONSTANT: "Your array holds one and the same number everywhere: look for a value that is computed "
    "once, over too much or along the wrong axis, where each entry has its own.",
    RelationKind.INPUT: "Your answer is what was passed in, unchanged: look for the computation that should come "
    "between, and at where its result goes.",
    RelationKind.INPUT_MISSING: "Your values lack one of the inputs, as a factor or a term: look for a product or a "
    "sum that you left out.",
    RelationKind.INPUT_TOO_MUCH: "One of the inputs stands in your values as a factor or a term and should not: "
    "look for a product or a sum too many.",
    RelationKind.STEP: "Your values move from where they were along the right line, but the wrong way or the wrong "
    "distance: look at the sign and the factors of the step.",
    RelationKind.STEP_CUT_OFF: "Your values move the right way from where they were, but no step is longer than a "
    "bound: look for a clip, a minimum or a maximum on what is added or subtracted.",
    RelationKind.INPUT_SCALED: "Your answer is one of the inputs times numbers that are the same for all of it, for "
    "a row or for a column, where each entry needs its own: look for a sum or a mean of the other factor, and at "
    "its shape.",
    RelationKind.MATRIX_PRODUCT: "Your answer is the matrix product of two arrays that should be multiplied entry by "
    "entry: look for a dot, a matmul or an at sign between them.",
    RelationKind.SOME_EXAMPLES: "Your answer is made of some of the rows that were passed in, where all of them "
    "count: look for a loop that replaces its result where it should add, for its bounds, and for an index or a "
    "slice too many.",
    RelationKind.EARLIER_CALL: "Your answer is made of what an earlier call was given: look for something that is "
    "stored once and never replaced.",
    RelationKind.ADDS_UP: "Your answer is the sum of what belongs to this call and of what belongs to an earlier "
    "one: look for a value that is added to and never set anew.",
    RelationKind.OF_INPUTS: "Your answer can be computed from what was passed in, by another formula than the right "
    "one: compare each array in that line with the one that is asked for, and the order of sums and products.",
    RelationKind.SIGN: "Your values have the right size and the wrong sign: look for a minus that is missing or too "
    "much, and at the order of each subtraction.",
    RelationKind.CONSTANT_FACTOR: "Your values differ from the right ones by a constant factor: look for a missing "
    "or doubled division, by the batch size for instance, and for a factor that does not belong.",
    RelationKind.ONE_MINUS: "Your values are what the right ones lack to one: look for the opposite of what is "
    "asked for, such as error for accuracy, a condition the wrong way round, or the other sign in an exponent.",
    RelationKind.CONSTANT_OFFSET: "Your values differ from the right ones by the same amount everywhere: look for a "
    "term that is missing or too much, and at whether you count from zero.",
    RelationKind.OFF_BY_ONE_AMOUNT: "Some of your values are right, and all the others are off by one and the same "
    "amount: look for a number that is added or subtracted in some places only, such as the ones of one-hot rows.",
    RelationKind.OFFSET_PER_COLUMN: "Your values are off by the same numbers in every row: look at the term that is "
    "the same for all rows, such as the biases.",
    RelationKind.OFFSET_PER_ROW: "Your values are off by one amount in all of a row: look at the number that "
    "belongs to the row as a whole and is added or subtracted.",
    RelationKind.FACTOR_PER_ROW: "Each of your rows is right up to a factor of its own: look at what the rows are "
    "divided or multiplied by.",
    RelationKind.FACTOR_PER_COLUMN: "Each of your columns is right up to a factor of its own: look at what the "
    "columns are divided or multiplied by.",
    RelationKind.REVERSED: "Your values are right but in reverse order: look at the direction of your loop or "
    "slice.",
    RelationKind.SHIFTED: "Your values are right but one place off: look at whether a value is stored before or "
    "after the step that it belongs to, and at indices that are off by one.",
    RelationKind.ROWS_PERMUTED: "Your rows are right but in another order: look for a shuffle or sort that is "
    "applied to one thing and not to what belongs to it.",
    RelationKind.COLUMNS_PERMUTED: "Your columns are right but in another order: look at the index that picks the "
    "column.",
    RelationKind.ENTRIES_PERMUTED: "Your array holds the right numbers in the wrong places: look for a reshape "
    "where a transposition is meant, and at the order of your indices.",
    RelationKind.ABSOLUTE_VALUE: "Your values have lost their signs: look for an absolute value or the root of a "
    "square.",
    RelationKind.SOME_SIGNS: "Your values have the right size, but some have the wrong sign: look at what decides "
    "the sign.",
    RelationKind.SQUARED: "Your values are the squares of the right ones: look for a square too many, or a missing "
    "root.",
    RelationKind.SQUARE_ROOT: "Your values are the square roots of the right ones: look for a root too many.",
    RelationKind.EXPONENTIAL: "Your values are the exponentials of the right ones: look for a missing logarithm, "
    "and for an exponential too many.",
    RelationKind.LOGARITHM: "Your values are the logarithms of the right ones: look for a logarithm too many, and "
    "for a missing exponential.",
    RelationKind.RECIPROCAL: "Your values are one divided by the right ones: look at your division: which way round "
    "it stands, and what belongs to its denominator.",
    RelationKind.CLIPPED: "Some of your values are cut off at a bound and the others are right: look for a maximum, "
    "a minimum or a clip that does not belong, and for a term that reaches only some of the entries.",
    RelationKind.LOG_FLOOR: "Your values stop at minus the logarithm of a small power of ten: look for a small "
    "number that is added or set against the logarithm of zero, and work the logarithm out on paper instead.",
    RelationKind.ROWS_ALIKE: "All of your rows are the same, where each should be different: look for a sum, a mean "
    "or a maximum over the rows, and for one row that is used for all.",
    RelationKind.COLUMNS_ALIKE: "All of your columns are the same, where each should be different: look for a sum, "
    "a mean or a maximum over the columns, and for one column that is used for all.",
    RelationKind.ONE_PRODUCT: "Your array is the product of a single column and a single row, where a sum of such "
    "products is asked for: look for a sum or a mean that is taken before the product, and for a product of one "
    "example that replaces the others.",
    RelationKind.ROW_SUMS: "Your rows do not sum to what all rows of the right answer sum to: look at what makes "
    "each row add up: a division by the sum of its own row, or, where one thing is taken off another, both of them.",
    RelationKind.INTEGERS: "Your values are whole numbers, where the right ones have decimals: look for an array of "
    "integers that you write into, a division that rounds down, or a conversion to int.",
    RelationKind.DECIMALS: "Your values are rounded: return them with all their digits.",
    RelationKind.FLOAT32: "Your values are right to single precision only: look for a conversion to float32.",
    RelationKind.SMALL_ERROR: "Your values are nearly right: look for a small number added against division by zero "
    "or against the logarithm of zero, a bound near the end of the range, a rounded constant, or lower precision.",
    RelationKind.BOUNDARY: "Your values are wrong only for a certain sort of input, and right for the rest: look at "
    "what your code does with these, at a condition that tells them apart, and at whether it includes its bound.",
    RelationKind.SHOULD_BE_ZERO: "Your values are wrong only where zero is asked for: look at what should make "
    "these entries zero.",
    RelationKind.ONE_SIGN_ONLY: "Your values are right on one side of zero and wrong on the other: look at what "
    "your code does on that other side.",
    RelationKind.DIAGONAL: "Your values are wrong on the diagonal and right elsewhere: look at the term that is "
    "different where row and column number agree.",
    RelationKind.OFF_DIAGONAL: "Your values are right on the diagonal and wrong elsewhere: look for numbers of the "
    "rows that meet the columns instead, as where a sum or a maximum has lost its axis, and for one index that is "
    "used for both.",
    RelationKind.DRIFTS: "Your curve starts right and goes wrong later: look at what one epoch hands on to the "
    "next, such as the order of the data, the parameters and the learning rate.",
    RelationKind.LAST_ENTRIES: "Your values are right at first and wrong at the end: look at the bounds of your "
    "loop or slice and, where there are batches, at how the last one is treated.",
    RelationKind.ONLY_SOME_ROWS: "Some of your rows are right and others are wrong: look for something that is done "
    "for one row and not for all.",
    RelationKind.ONLY_SOME_COLUMNS: "Some of your columns are right and others are wrong: look for something that "
    "is done for one column and not for all.",
    RelationKind.PARTLY_ZERO: "Your values are right except for some that are zero and should not be: look at the "
    "condition that sets entries to zero, and for entries that are never filled.",
    RelationKind.SINGLE_ENTRY: "All of your values but one are right: look at what is special about it and its "
    "input.",
}


@dataclass(frozen=True)
class Relation:
    """A relation between a wrong array and the right one, found and verified.

    Attributes:
        kind: Which relation.
        sentence: What was found, with numbers, and what to look for: for public tests.
        hint: The class of mistake, without numbers or inputs: fit for a hidden test.
    """

    kind: RelationKind
    sentence: str

    @property
    def hint(self) -> str:
        """The class of mistake, in words that give no number away."""
        return HINTS[self.kind]
