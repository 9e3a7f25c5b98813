"""Training runs: the network of the document, and two that differ from it in one setting each.

    python experiments.py                    all runs, 200 epochs each: some minutes
    python experiments.py --runs small       some of them
    python experiments.py --epochs 20        a quick look
    python experiments.py --data letters.npz other images

It needs all functions of `starter.py`. The figure, with the curves of all runs, needs matplotlib; the table does not.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from starter import convertOneHot, learning, loadData, xavier

# name: (hidden units, gamma, alpha)
RUNS = {"document": (1000, 0.9, 0.1), "no-momentum": (1000, 0.0, 0.1), "small": (100, 0.9, 0.1)}


def main() -> None:
    """Train what was asked for, print the table, draw the figure."""
    options = read_options()
    train_x, valid_x, _, *targets = loadData(options.data)
    train_y, valid_y, _ = convertOneHot(*targets)
    data = (train_x.reshape(len(train_x), -1), train_y, valid_x.reshape(len(valid_x), -1), valid_y)
    print(f"{len(train_x)} images to train on, {len(valid_x)} to validate on")

    found = {}
    for name in options.runs:
        started = time.perf_counter()
        found[name] = train(name, data, options.epochs, options.seed)
        progress(f"{name}: done in {time.perf_counter() - started:.0f} s\n")

    print("run          units  gamma  alpha  train acc.  valid acc.  train loss  valid loss")
    for name, (train_loss, valid_loss, train_acc, valid_acc) in found.items():
        units, gamma, alpha = RUNS[name]
        print(
            f"{name:<11}  {units:<5}  {gamma:<5}  {alpha:<5}  {train_acc[-1]:<10.4f}  {valid_acc[-1]:<10.4f}  "
            f"{train_loss[-1]:<10.4f}  {valid_loss[-1]:.4f}"
        )
    if find_spec("matplotlib") is None:
        print("No figure: for it, run `python -m pip install matplotlib` first.")
    else:
        draw(options.out, found)
        print(f"The curves of all runs are in {options.out}.")


def read_options() -> argparse.Namespace:
    """What was typed after the file's name."""
    parser = argparse.ArgumentParser(description="Train the network of the document and two others.")
    parser.add_argument("--runs", nargs="+", choices=list(RUNS), default=list(RUNS), help="which runs")
    parser.add_argument("--epochs", type=int, default=200, help="epochs of each run (the document has 200)")
    parser.add_argument("--data", default="data/notMNIST.npz", help="the file of the images")
    parser.add_argument("--seed", type=int, default=421, help="of the initial weights")
    parser.add_argument("--out", type=Path, default=Path("curves.png"), help="the file of the figure")
    options = parser.parse_args()
    if options.epochs < 1:
        parser.error("--epochs has to be at least 1")
    return options


def train(name: str, data: tuple[np.ndarray, ...], epochs: int, seed: int) -> tuple[list[float], ...]:
    """The four curves of a run. How long it will take is told after a first epoch."""
    units, gamma, alpha = RUNS[name]
    train_x, train_y = data[:2]
    np.random.seed(seed)
    pixels, classes = train_x.shape[1], train_y.shape[1]
    weights = (
        xavier(pixels, units),
        np.zeros((1, units)),
        xavier(units, classes),
        np.zeros((1, classes)),
    )
    started = time.perf_counter()
    learning(*data, weights, epoch=1, gamma=gamma, alpha=alpha)
    once = time.perf_counter() - started
    progress(f"{name}: {epochs} epochs, about {once * epochs:.0f} s ...")
    return learning(*data, weights, epoch=epochs, gamma=gamma, alpha=alpha)


def progress(text: str) -> None:
    """Say how far it is, in the line of the terminal that said it before."""
    print(f"\r{text}", end="", file=sys.stderr, flush=True)


def draw(file: Path, found: dict[str, tuple[list[float], ...]]) -> None:
    """Save the losses and accuracies of all runs, side by side on the same axes."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - the table does without it

    file.parent.mkdir(parents=True, exist_ok=True)
    figure = Figure(figsize=(4.5 * len(found), 7), layout="constrained")
    grid = figure.subplots(2, len(found), sharex=True, sharey="row", squeeze=False)
    for column, (name, curves) in zip(grid.T, found.items()):
        units, gamma, alpha = RUNS[name]
        column[0].set_title(f"{name}: {units} units, gamma {gamma}, alpha {alpha}")
        for axes, quantity, pair in zip(column, ("loss", "accuracy"), (curves[:2], curves[2:])):
            for label, curve in zip(("training", "validation"), pair):
                axes.plot(range(len(curve)), curve, label=label)
            axes.set(xlabel="epoch", ylabel=quantity)
            axes.legend()
    figure.savefig(file, dpi=120)


if __name__ == "__main__":
    main()
