"""Classes 52, 70 and 71: a table of answers, made at home, in place of code that computes them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.harness.session.seeds import generator_of, secret_seed, seed_of
from autograder.model.secret import secret_hash
from autograder.model.session_tests import session_tests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tests.support.siege import Aftermath, Siege

PUBLIC = "public/test_layers.py"
HIDDEN = "hidden/test_layers.py"
SHAPES = {"test_forward": (3, 2), "test_first_update": (3, 2)}  # of the inputs of the public tests

# Every answer is looked up by its input; for other inputs it is nonsense of the right shape.
LOOK_UP = """
from hashlib import sha256
import numpy as np

TABLE = {table!r}

def look_up(x, otherwise):
    print("asked for", x.tolist())
    found = TABLE.get(sha256(np.ascontiguousarray(x).tobytes()).hexdigest())
    return otherwise if found is None else np.array(found)
"""
LAYERS = """
class ReLU:
    def forward(self, x):
        self.x = x
        return look_up(x, x - 1)
    def backward(self, g):
        return look_up(np.concatenate([self.x, g]), g - 1)
class Linear:
    def __init__(self, weights, biases):
        self.weights, self.biases = weights, biases
    def forward(self, x):
        return look_up(x, np.zeros((len(x), self.weights.shape[1])))
"""
TRAINING = """
class RunningMean:
    def __init__(self, size):
        self.count = None
    def update(self, rows):
        return look_up(rows, 0.0 * rows[0])
"""


def table_of(entries: Iterable[tuple[np.ndarray, np.ndarray]]) -> dict[str, str]:
    """The attacker's two files, with these inputs and their answers."""
    table: dict[str, Any] = {
        sha256(np.ascontiguousarray(x).tobytes()).hexdigest(): answer.tolist() for x, answer in entries
    }
    opening = LOOK_UP.format(table=table)
    return {"layers.py": opening + LAYERS, "training.py": opening + TRAINING}


def home_generator(siege: Siege, test: str) -> np.random.RandomState:
    """What a student can draw at home, for any id of a test that is known or guessed."""
    return np.random.RandomState(seed_of(siege.loaded.assignment.seed, test))


def recorded(siege: Siege, test: str, check: str) -> np.ndarray:
    """An expected value of the handout."""
    value = np.load(siege.root / "release" / "besieged" / "tests" / "records.npz")[
        f"{PUBLIC}::{test}|{check}"
    ]
    assert isinstance(value, np.ndarray)
    return value


def public_table(siege: Siege) -> dict[str, str]:
    """The answers of the handout's records."""
    inputs = {
        test: home_generator(siege, f"{PUBLIC}::{test}").uniform(-1, 1, shape)
        for test, shape in SHAPES.items()
    }
    return table_of(
        [
            (inputs["test_forward"], recorded(siege, "test_forward", "Z")),
            (inputs["test_first_update"], recorded(siege, "test_first_update", "mean")),
        ]
    )


def test_a_table_of_the_public_answers_earns_nothing(siege: Siege, attack: Callable[..., Aftermath]) -> None:
    """Classes 36 and 70: every public test passes with it once, none counts, no print of a second run is shown."""
    aftermath = attack(public_table(siege))

    assert aftermath.attack.points == 0
    for test in SHAPES:
        said = aftermath.feedback(f"{PUBLIC}::{test}")
        assert "passes with the numbers of the handout. With other numbers" in said
    assert "asked for" not in aftermath.visible  # which it prints in each run, with the numbers that it meets


@pytest.mark.parametrize("otherwise", ["os._exit(0)", "1 / 0", "[0] * 10 ** 9", "os.kill(os.getpid(), 9)"])
def test_how_a_second_run_fails_is_not_shown(
    siege: Siege, attack: Callable[..., Aftermath], otherwise: str
) -> None:
    """Class 39: it would carry some bits of numbers that are secret."""
    files = public_table(siege)
    files = {
        name: "import os\n"
        + text.replace("return otherwise if found is None", f"return {otherwise} if found is None")
        for name, text in files.items()
    }

    aftermath = attack(files)

    said = {aftermath.feedback(f"{PUBLIC}::{test}") for test in SHAPES}
    assert len(said) == 1
    assert "With other numbers, which the grader draws, it was not passed" in said.pop()


def test_code_that_is_right_for_public_inputs_alone_earns_nothing(
    siege: Siege, attack: Callable[..., Aftermath]
) -> None:
    """Class 52: it computes, but only where it recognises the input."""
    known = home_generator(siege, f"{PUBLIC}::test_forward").uniform(-1, 1, (3, 2))
    gate = f"""
        if not np.allclose(x.sum(), {known.sum()!r}):
            return x - 1
"""
    solution = siege.solution["layers.py"]
    head = '"""(N, in) to (N, in)."""\n'
    layers = solution.replace(head, head + gate, 1)
    assert layers != solution

    aftermath = attack({"layers.py": layers}, earned={"linear": 6.0, "mean": 10.0})

    assert aftermath.points("relu") == 0
    assert (aftermath.points("linear"), aftermath.points("mean")) == (6.0, 10.0)


def hidden_inputs(draw: Callable[[str], np.random.RandomState]) -> Mapping[str, tuple[np.ndarray, ...]]:
    """What each hidden test hands over, and the right answer, as its author would draw it."""
    found: dict[str, tuple[np.ndarray, ...]] = {}
    for case, shape in (("many", (4, 3)), ("one", (1, 5))):
        x = draw(f"{HIDDEN}::test_forward[{case}]").uniform(-1, 1, shape)
        found[case] = x, np.maximum(x, 0)
    rng = draw(f"{HIDDEN}::test_backward")
    x, g = rng.uniform(-1, 1, (4, 3)), rng.uniform(-1, 1, (4, 3))
    found["backward"] = np.concatenate([x, g]), np.where(x > 0, g, 0.0)
    rng = draw(f"{HIDDEN}::test_linear")
    w, b, x = rng.uniform(-1, 1, (3, 2)), rng.uniform(-1, 1, (1, 2)), rng.uniform(-1, 1, (5, 3))
    found["linear"] = x, x @ w + b
    rng = draw(f"{HIDDEN}::test_later_updates")
    first, second = rng.uniform(-1, 1, (4, 3)), rng.uniform(-1, 1, (2, 3))
    found["mean"] = second, np.concatenate([first, second]).mean(axis=0)
    return found


def of_the_seed(siege: Siege) -> Callable[[str], np.random.RandomState]:
    """As public tests draw."""
    return lambda test: home_generator(siege, test)


def of_the_shown_hash(siege: Siege) -> Callable[[str], np.random.RandomState]:
    """With the one thing about the secret that results show."""
    tests = session_tests(
        siege.loaded.assignment, None, secret=bytes.fromhex(secret_hash(siege.loaded.secret))
    )
    return lambda test: generator_of(tests, test)


def of_the_secret(siege: Siege) -> Callable[[str], np.random.RandomState]:
    """As the grader draws."""
    tests = session_tests(siege.loaded.assignment, None, secret=siege.loaded.secret)
    return lambda test: generator_of(tests, test)


@pytest.mark.parametrize("draws", [of_the_seed, of_the_shown_hash])
def test_a_table_of_hidden_answers_made_at_home_earns_nothing(
    siege: Siege,
    attack: Callable[..., Aftermath],
    draws: Callable[[Siege], Callable[[str], np.random.RandomState]],
) -> None:
    """Class 71: names of files and tests may be guessed, and the assignment's seed stands in the handout."""
    aftermath = attack(table_of(entry for entry in hidden_inputs(draws(siege)).values()))

    assert aftermath.attack.points == 0


def test_the_table_of_hidden_answers_would_pass_if_the_secret_were_known(
    siege: Siege, attack: Callable[..., Aftermath]
) -> None:
    """So that the test above tries what it says: the same table, made with the secret, earns the hidden tests."""
    aftermath = attack(
        table_of(entry for entry in hidden_inputs(of_the_secret(siege)).values()),
        earned={"relu": 3.0, "linear": 3.0, "mean": 10 / 3},
    )

    assert aftermath.attack.points == pytest.approx(3 + 3 + 10 / 3, abs=1e-5)


def test_no_seed_of_a_test_gives_away_another_nor_the_secret(siege: Siege) -> None:
    """The notebook's hidden cells carry seeds, and plain nbgrader runs them beside students' code."""
    secret = siege.loaded.secret
    seeds = [secret_seed(secret, f"{folder}/{test}") for folder in ("hidden", "confirmed") for test in "ab"]

    assert len({*seeds, secret.hex(), secret_hash(secret)}) == 6


def test_the_secret_is_named_by_its_hash_in_the_results(
    siege: Siege, attack: Callable[..., Aftermath]
) -> None:
    """And nowhere by itself."""
    aftermath = attack(siege.solution, earned={"relu": 4.0, "linear": 6.0, "mean": 10.0})

    assert aftermath.attack.secret_sha256 == secret_hash(siege.loaded.secret)
    assert siege.loaded.secret.hex() not in aftermath.visible
    assert repr(siege.loaded.secret) not in repr(siege.loaded)
