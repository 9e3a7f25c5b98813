"""A student's module with something of every kind that a test may meet, for tests with random calls."""

MODULE = '''
"""A module of a student's."""
import builtins
import collections
import contextlib
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools

import numpy as np


class Oops(Exception):
    def __init__(self, code, note="n"):
        super().__init__(f"oops {code}", note)
        self.code = code


class Lost(Oops, KeyError):
    pass


class Mute(Exception):
    def __str__(self):
        raise ValueError("no words")


class Colour(enum.Enum):
    RED = 1
    GREEN = "g"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


@dataclasses.dataclass
class Point:
    x: object
    y: object = 0

    def moved(self, by=1):
        return Point(self.x + by, self.y)


@dataclasses.dataclass(frozen=True, order=True)
class Card:
    rank: int


Pair = collections.namedtuple("Pair", "left right")


class Stack(list):
    def push(self, item):
        self.append(item)
        return self


class Bag(dict):
    def total(self):
        return sum(self.values())


class Metres(float):
    pass


class Word(str):
    def twice(self):
        return Word(self + self)


class Grid(np.ndarray):
    def corner(self):
        return self.reshape(-1)[:1]


class Plain:
    pass


class Box:
    kind = "box"

    def __init__(self, value=0, *more, **named):
        self.value, self.more, self.named = value, more, named

    @property
    def double(self):
        return self.value * 2

    @double.setter
    def double(self, value):
        self.value = value / 2

    @property
    def broken(self):
        raise AttributeError("broken on purpose")

    @property
    def worse(self):
        raise Lost(self.value)

    @staticmethod
    def static(x=1):
        return x

    @classmethod
    def make(cls, *args, **kwargs):
        return cls(*args, **kwargs)

    def me(self):
        return self

    def held(self):
        return [self, self.value]

    def __call__(self, *args, key=None):
        return (self.value, args, key)

    def __add__(self, other):
        return Box(self.value + getattr(other, "value", other))

    def __rsub__(self, other):
        return ("rsub", other, self.value)

    def __imul__(self, other):
        self.value = self.value * other
        return self

    def __matmul__(self, other):
        return NotImplemented

    def __neg__(self):
        return Box(-self.value)

    def __eq__(self, other):
        return self.value == getattr(other, "value", other)

    def __lt__(self, other):
        return self.value < getattr(other, "value", other)

    def __len__(self):
        return len(self.value)

    def __bool__(self):
        return bool(self.value)

    def __int__(self):
        return self.value

    def __float__(self):
        return self.value

    def __repr__(self):
        return f"Box({self.value!r})"

    def __str__(self):
        return self.value

    def __contains__(self, item):
        return item in self.value

    def __getitem__(self, key):
        return self.value[key]

    def __setitem__(self, key, item):
        self.value[key] = item

    def __delitem__(self, key):
        del self.value[key]

    def __iter__(self):
        return iter(self.value)

    def __enter__(self):
        return self.value

    def __exit__(self, kind, error, trace):
        self.left = None if kind is None else (kind.__name__, str(error))
        return self.value


class Dynamic:
    def __getattr__(self, name):
        if name == "ghost":
            raise AttributeError("no ghost")
        return name


def echo(x=None):
    return x


def words(x):
    return type(x).__name__, repr(x)


def many(*args, **kwargs):
    return args, kwargs


def pair(a, b=2, *, c=3):
    return [a, b, c]


def add(a, b):
    return a + b


def attribute(x, name):
    return getattr(x, name)


def item(x, key):
    return x[key]


def change(x):
    x.append(1)
    return x


def apply(function, *args):
    return function(*args)


def raises(name, *args):
    found = globals().get(name) or getattr(builtins, name)
    raise found(*args)


def chained(*args):
    try:
        return [][3]
    except IndexError as error:
        raise Oops(1) from error


def deep(n):
    return [deep(n - 1)] if n > 0 else n


def recursive(n):
    return recursive(n + 1)


def squares(items):
    for one in items:
        yield one * one


def again(n):
    row = []
    for i in range(n):
        row.append(i)
        yield row


def talk():
    got = yield 1
    while True:
        got = yield (got, "got")


def failing(n):
    yield from range(n)
    raise Lost(n)


@contextlib.contextmanager
def opened(name):
    try:
        yield [name]
    except KeyError:
        yield_none = None
    finally:
        pass


@functools.lru_cache
def cached(x):
    return x


@functools.singledispatch
def dispatched(x):
    return "any"


class Count:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n


def ring():
    one = []
    one.append(one)
    return one


STRANGE = {
    "lambda": lambda x: x,
    "partial": functools.partial(pair, 1),
    "module": collections,
    "type": type,
    "ellipsis": ...,
    "not implemented": NotImplemented,
    "bytearray": bytearray(b"ab"),
    "memoryview": memoryview(b"ab"),
    "masked": np.ma.masked_array([1, 2], [True, False]),
    "masked one": np.ma.masked,
    "matrix": np.matrix([[1, 2], [3, 4]]),
    "objects": np.array([None, 1, "a"], dtype=object),
    "numbers as objects": np.array([1, 2], dtype=object),
    "record": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
    "record one": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")])[0],
    "words": np.array(["a", "bcd"]),
    "bytes": np.array([b"a", b"bcd"]),
    "moments": np.array(["2020-01-01", "NaT"], dtype="M8[D]"),
    "spans": np.array([1, 2], dtype="m8[s]"),
    "no axes": np.array(1.5),
    "no axes words": np.array("ab"),
    "many axes": np.zeros((1,) * 30),
    "empty": np.zeros((0, 3)),
    "big end": np.array([1, 2], dtype=">i4"),
    "long double": np.array([1, 2], dtype=np.longdouble),
    "half": np.array([1, 2], dtype=np.float16),
    "view": np.arange(6).reshape(2, 3).T[::-1],
    "scalar": np.float32(0.1),
    "scalar word": np.str_("ab"),
    "scalar bool": np.bool_(True),
    "scalar moment": np.datetime64("2020-01-01"),
    "huge": 1 << 5000,
    "too huge": 1 << 9000,
    "surrogate": "a\\ud800",
    "null": "a\\x00b",
    "deep 31": deep(31),
    "deep 33": deep(33),
    "ring": ring(),
    "set of points": {Card(1)},
    "keys of cards": {Card(1): 2},
    "keys of tuples": {(1, (2, "a")): [1], frozenset({1}): 2, None: 3, 1.5: 4},
    "keys huge": {1 << 70: 1},
    "keys of words": {np.str_("a"): 1, np.int64(2): 2, True: 3},
    "default": collections.defaultdict(list, a=[1]),
    "counter": collections.Counter("aab"),
    "ordered": collections.OrderedDict(b=1, a=2),
    "deque": collections.deque([1, 2], 3),
    "chain": collections.ChainMap({"a": 1}, {"b": 2}),
    "user dict": collections.UserDict(a=1),
    "user list": collections.UserList([1]),
    "keys": {"a": 1}.keys(),
    "values": {"a": [1]}.values(),
    "items": {"a": 1}.items(),
    "pair": Pair(1, [2]),
    "stack": Stack([1, 2]),
    "bag": Bag(a=1),
    "metres": Metres(1.5),
    "word": Word("ab"),
    "grid": np.arange(4.0).view(Grid),
    "red": Colour.RED,
    "low": Level.LOW,
    "point": Point(1, [Point(2)]),
    "points": [Point(1), Card(2)],
    "exception": Oops(3),
    "decimal": decimal.Decimal("1.50"),
    "decimal nan": decimal.Decimal("nan"),
    "decimal snan": decimal.Decimal("sNaN"),
    "decimal far": decimal.Decimal("1e99999"),
    "fraction": fractions.Fraction(1, 3),
    "date": datetime.date(2020, 1, 2),
    "moment": datetime.datetime(2020, 1, 2, 3, tzinfo=datetime.timezone.utc),
    "time": datetime.time(1, 2, fold=1),
    "span": datetime.timedelta(1, 2, 3),
    "zone": datetime.timezone.utc,
    "range": range(1, 9, 2),
    "slice": slice(None, 3),
    "complex": complex(float("nan"), -0.0),
    "tuple of lists": ([1], {"a": []}),
    "frozen": frozenset({1, 2}),
    "generator": (i for i in "ab"),
    "map": map(str, [1, 2]),
    "zip": zip([1], "a"),
    "property": Box.double,
    "method": Box(3).me,
    "builtin": len,
    "built method": [1].append,
    "class": Box,
    "plain": Plain(),
    "dynamic": Dynamic(),
    "iterator": iter([[1], [2]]),
    "none": None,
}


def strange(name):
    return STRANGE[name]


class Holder:
    """Has each of them as an attribute."""


holder = Holder()
holder.__dict__.update({name.replace(" ", "_"): value for name, value in STRANGE.items()})
'''
