"""How long the reference solutions train, beside PyTorch doing the same in float64 on the same processors.

python benchmarks/training.py [rounds]

It needs PyTorch, which the package does not: make an environment that has it and h5py and matplotlib, and run this
file with its Python. Both sides begin from the same weights, take the same steps on the same made-up images of
a course's sizes, and measure the same losses and accuracies; that they end with the same accuracies is checked. They
take turns: a line has the medians, and the median of the ratios, ours to PyTorch's.
"""

from __future__ import annotations

import importlib
import itertools
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

try:
    import torch
except ImportError:
    print("left out: PyTorch is not installed here")
    raise SystemExit(0) from None

SOLUTIONS = Path(__file__).resolve().parent.parent / "solutions"
EPOCHS = 3
Images = tuple[np.ndarray, np.ndarray]


def main(rounds: int) -> None:
    """Measure each course, one line each."""
    print(f"{EPOCHS} epochs, {rounds} rounds, {torch.get_num_threads()} threads of PyTorch, medians")
    for name, ours, theirs in (("ece421-a2", *momentum()), ("ee541-hw5", *minibatches())):
        times: dict[str, list[float]] = {"ours": [], "theirs": []}
        for _ in range(rounds):
            found = {}
            for who, run in (("ours", ours), ("theirs", theirs)):
                started = time.perf_counter()
                found[who] = run()
                times[who].append(time.perf_counter() - started)
            if not np.allclose(found["ours"], found["theirs"], atol=1e-3):
                raise SystemExit(f"{name}: the accuracies differ, {found['ours']} and {found['theirs']}")
        ratio = statistics.median(
            one / other for one, other in zip(times["ours"], times["theirs"], strict=True)
        )
        one, other = (statistics.median(times[who]) for who in times)
        print(f"  {name}: {one:.2f} s, PyTorch {other:.2f} s, ratio {ratio:.2f}", flush=True)


def module(course: str, name: str) -> Any:  # noqa: ANN401 - a module of a course
    """A module of a staff solution."""
    sys.path.insert(0, str(SOLUTIONS / course))
    return importlib.import_module(name)


def images(random: np.random.RandomState, count: int) -> Images:
    """Made-up images of 784 pixels, and one-hot labels."""
    labels = random.randint(0, 10, count)
    patterns = random.uniform(0, 1, (10, 784))
    return 0.5 * patterns[labels] + random.uniform(0, 0.5, (count, 784)), np.eye(10)[labels]


def layers(random: np.random.RandomState, sizes: list[int]) -> list[np.ndarray]:
    """Weights (in, out) and biases (1, out) of each layer."""
    found = []
    for size_in, size_out in itertools.pairwise(sizes):
        found += [
            random.normal(0, (2 / (size_in + size_out)) ** 0.5, (size_in, size_out)),
            np.zeros((1, size_out)),
        ]
    return found


def momentum() -> tuple[Callable[[], Any], Callable[[], Any]]:
    """ece421-a2: 1000 hidden units, all 10,000 images in every step, gradient descent with momentum."""
    random = np.random.RandomState(0)
    data, weights = (*images(random, 10_000), *images(random, 6_000)), layers(random, [784, 1000, 10])
    starter = module("ece421-a2", "starter")

    def ours() -> list[float]:
        return list(starter.learning(*data, tuple(weights), epoch=EPOCHS)[3])

    def theirs() -> list[float]:
        train_x, train_y, valid_x, valid_y = (torch.from_numpy(one) for one in data)
        network = network_of(weights, torch.nn.ReLU)
        velocities = [torch.full_like(one, 1e-5) for one in network.parameters()]
        found = []
        for _ in range(EPOCHS):
            scores = network(train_x)
            loss = torch.nn.functional.cross_entropy(scores, train_y)
            with torch.no_grad():
                share(scores, train_y)
                valid_scores = network(valid_x)
                torch.nn.functional.cross_entropy(valid_scores, valid_y)
                found.append(share(valid_scores, valid_y))
            network.zero_grad()
            loss.backward()
            with torch.no_grad():
                for parameter, velocity in zip(network.parameters(), velocities, strict=True):
                    velocity.mul_(0.9).add_(parameter.grad, alpha=0.1)
                    parameter.sub_(velocity)
        return found

    return ours, theirs


def minibatches() -> tuple[Callable[[], Any], Callable[[], Any]]:
    """ee541-hw5: 784-100-50-25-10 with tanh, 10,000 images in batches of 500, stochastic gradient descent."""
    random = np.random.RandomState(0)
    weights = layers(random, [784, 100, 50, 25, 10])
    data = (*images(random, 10_000), *images(random, 2_000))
    mlp = module("ee541-hw5", "mlp")
    rate, count = 0.05, 500  # a rate at which both learn: where they do not, rounding alone tells them apart

    def ours() -> list[float]:
        return list(mlp.train(*data, weights, "tanh", EPOCHS, rate, count)[2])

    def theirs() -> list[float]:
        train_x, train_y, valid_x, valid_y = (torch.from_numpy(one) for one in data)
        network = network_of(weights, torch.nn.Tanh)
        found = []
        for _ in range(EPOCHS):
            for x, y in zip(train_x.split(count), train_y.split(count), strict=True):
                network.zero_grad()
                torch.nn.functional.cross_entropy(network(x), y).backward()
                with torch.no_grad():
                    for parameter in network.parameters():
                        parameter.sub_(rate * parameter.grad)
            with torch.no_grad():
                share(network(train_x), train_y)
                found.append(share(network(valid_x), valid_y))
        return found

    return ours, theirs


def network_of(weights: list[np.ndarray], activation: Callable[[], torch.nn.Module]) -> torch.nn.Sequential:
    """The network with these weights."""
    parts: list[torch.nn.Module] = []
    for matrix, biases in zip(weights[::2], weights[1::2], strict=True):
        linear = torch.nn.Linear(*matrix.shape, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(matrix.T))
            linear.bias.copy_(torch.from_numpy(biases[0]))
        parts += [linear, activation()]
    return torch.nn.Sequential(*parts[:-1])


def share(scores: torch.Tensor, labels: torch.Tensor) -> float:
    """The accuracy."""
    return float((scores.argmax(1) == labels.argmax(1)).double().mean())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
