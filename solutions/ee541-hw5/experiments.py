"""The six configurations: tanh and ReLU, with three learning rates each; then the best one, trained on all images.

    python experiments.py                          all of them, 50 epochs each: some minutes
    python experiments.py --runs tanh-0.5          some of them
    python experiments.py --epochs 10              a quick look: halved after 4 and 8 epochs
    python experiments.py --no-test                stop before the test set is opened
    python experiments.py --deviation 0.1          begin with normal weights and biases, as the document does

It needs all functions of `mlp.py`. It saves a plot for each run and one figure that compares them all, if matplotlib
is there, and prints a table. The test set is opened once, when the best configuration has been chosen and trained.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from mlp import evaluate, init_params, load_data, split, train

SIZES = [784, 100, 50, 25, 10]
BATCH_SIZE = 500
# The document's rates 0.001, 0.0001 and 0.00001 stand before sums over 500 images; these stand before averages.
RUNS = {
    f"{activation}-{rate}": (activation, rate)
    for activation in ("tanh", "relu")
    for rate in (0.5, 0.05, 0.005)
}
Curves = "tuple[list[float], list[float]]"


def main() -> None:
    """Train what was asked for, print the table, draw the figures, train the best one again and test it."""
    options = read_options()
    x, y = read(options.data / "mnist_traindata.hdf5")
    x_train, y_train, x_valid, y_valid = split(x, y)
    print(f"{len(x_train)} images to train on, {len(x_valid)} to validate with")
    decay_after = (options.epochs * 2 // 5, options.epochs * 4 // 5)

    found: dict[str, Curves] = {}
    for name in options.runs:
        parts = (x_train, y_train, x_valid, y_valid)
        _, found[name] = run(name, parts, options, decay_after)
    print_table(found)
    if find_spec("matplotlib") is None:
        print("No figures: for them, run `python -m pip install matplotlib` first.")
    else:
        draw(options.out, found, decay_after)
        print(f"The plots of all runs are in {options.out}, and all.png compares them.")

    best = max(found, key=lambda name: found[name][1][-1])
    print(f"The best on the validation set is {best}.")
    if not options.no_test:
        # All images are trained on now, so the validation set tells nothing any more.
        params, _ = run(best, (x, y, x_valid, y_valid), options, decay_after, " on all images")
        share = evaluate(str(options.data / "mnist_testdata.hdf5"), params, RUNS[best][0])
        print(f"Trained on all {len(x)} images, it tells {share:.2%} of the test images right.")


def read_options() -> argparse.Namespace:
    """What was typed after the file's name."""
    parser = argparse.ArgumentParser(description="Train six configurations, and test the best one.")
    parser.add_argument("--runs", nargs="+", choices=list(RUNS), default=list(RUNS), help="which runs")
    parser.add_argument("--epochs", type=int, default=50, help="epochs of each run (the document has 50)")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the folder of both files")
    parser.add_argument("--seed", type=int, default=541, help="of the initial weights")
    parser.add_argument(
        "--deviation", type=float, help="of normal weights and biases, in place of init_params"
    )
    parser.add_argument("--out", type=Path, default=Path("plots"), help="the folder of the plots")
    parser.add_argument("--no-test", action="store_true", help="leave the test set alone")
    options = parser.parse_args()
    if options.epochs < 1:
        parser.error("--epochs has to be at least 1")
    return options


def read(file: Path) -> tuple[np.ndarray, np.ndarray]:
    """The images and labels, or the end of the program with the sentence that says why not."""
    try:
        return load_data(str(file))
    except (OSError, ValueError) as error:
        sys.exit(str(error))


def run(
    name: str,
    parts: tuple[np.ndarray, ...],
    options: argparse.Namespace,
    decay_after: tuple[int, int],
    on: str = "",
) -> tuple[list[np.ndarray], Curves]:
    """Train one configuration. How long it will take is told after a first epoch."""
    (activation, rate), epochs = RUNS[name], options.epochs
    np.random.seed(options.seed)
    begin = init_params(SIZES)
    if options.deviation is not None:
        np.random.seed(options.seed)
        begin = [np.random.normal(0, options.deviation, array.shape) for array in begin]
    title = f"{name}{on}"
    started = time.perf_counter()
    train(*parts, begin, activation, 1, rate, BATCH_SIZE, decay_after)
    progress(f"{title}: {epochs} epochs, about {epochs * (time.perf_counter() - started):.0f} s ...")
    params, train_acc, valid_acc = train(*parts, begin, activation, epochs, rate, BATCH_SIZE, decay_after)
    progress(f"{title}: done in {time.perf_counter() - started:.0f} s           \n")
    return params, (train_acc, valid_acc)


def progress(text: str) -> None:
    """Say how far it is, in the line of the terminal that said it before."""
    print(f"\r{text}", end="", file=sys.stderr, flush=True)


def print_table(found: dict[str, Curves]) -> None:
    """A row for each run, with its last accuracies."""
    print("run         activation  rate   train acc.  valid acc.")
    for name, (train_acc, valid_acc) in found.items():
        activation, rate = RUNS[name]
        print(f"{name:<10}  {activation:<10}  {rate:<5}  {train_acc[-1]:<10.4f}  {valid_acc[-1]:.4f}")


def draw(folder: Path, found: dict[str, Curves], decay_after: tuple[int, int]) -> None:
    """Save a plot of each run, and all of them side by side on the same axes."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - the table does without it

    folder.mkdir(parents=True, exist_ok=True)
    for name, curves in found.items():
        figure = Figure(figsize=(6, 4), layout="constrained")
        draw_run(figure.subplots(), name, curves, decay_after)
        figure.savefig(folder / f"{name}.png", dpi=120)
    rows = -(-len(found) // 3)
    figure = Figure(figsize=(4.5 * min(3, len(found)), 3.5 * rows), layout="constrained")
    grid = figure.subplots(rows, min(3, len(found)), sharex=True, sharey=True, squeeze=False)
    for axes, (name, curves) in zip(grid.flat, found.items()):
        draw_run(axes, name, curves, decay_after)
    for axes in grid.flat[len(found) :]:
        axes.set_visible(False)
    figure.savefig(folder / "all.png", dpi=120)


def draw_run(axes: object, name: str, curves: Curves, decay_after: tuple[int, int]) -> None:
    """Both accuracies of a run over the epochs, with the epochs of decay marked."""
    activation, rate = RUNS[name]
    for label, curve in zip(("training", "validation"), curves):
        axes.plot(range(1, len(curve) + 1), curve, label=label)
    for epoch in decay_after:
        axes.axvline(
            epoch, color="gray", linestyle=":", label="rate halved" if epoch == decay_after[0] else None
        )
    axes.set(title=f"{activation}, rate {rate}", xlabel="epoch", ylabel="accuracy")
    axes.legend()


if __name__ == "__main__":
    main()
