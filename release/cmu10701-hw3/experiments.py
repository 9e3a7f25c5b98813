"""The five training runs of section 5.6: trains the networks, prints the table, draws the learning curves.

    python experiments.py                all five runs, 50 epochs each: a minute or two
    python experiments.py --runs d e     some of them
    python experiments.py --epochs 5     a quick look

It needs your `define_network` and `train_network`, and everything below them. The curves need matplotlib; the table
does not.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from hw3_lib import ReLU, Sigmoid
from hw3_sol import define_network, load_data, train_network

# name: (hidden sizes, activation, learning rate, batch size)
RUNS = {
    "a": (256, Sigmoid, 0.01, 50),
    "b": (256, Sigmoid, 0.001, 50),
    "c": (256, ReLU, 0.01, 50),
    "d": (256, ReLU, 0.01, 200),
    "e": ([384, 256], ReLU, 0.01, 50),
}


def main() -> None:
    """Train what was asked for, one line of the table as each run ends."""
    options = read_options()
    dataset = load_data()
    print("run  hidden      activation  rate   batch  train   test    seconds")
    for name in options.runs:
        hidden, activation, rate, batch = RUNS[name]
        model = define_network(hidden, activation=activation)
        if model is None:
            raise SystemExit("define_network returns None: write it in hw3_sol.py first")
        started = time.perf_counter()
        history = train_network(model, dataset, options.epochs, rate, batch)
        seconds = time.perf_counter() - started
        train, test = history["train_accuracy"][-1], history["test_accuracy"][-1]
        print(
            f"{name:<3}  {hidden!s:<10}  {activation.__name__:<10}  {rate:<5}  {batch:<5}  "
            f"{train:.4f}  {test:.4f}  {seconds:.1f}",
            flush=True,
        )
        draw(options.out / f"run_{name}.png", f"Run ({name})", history)


def read_options() -> argparse.Namespace:
    """What was typed after the file's name."""
    parser = argparse.ArgumentParser(description="Train the networks of section 5.6.")
    parser.add_argument("--runs", nargs="+", choices=sorted(RUNS), default=sorted(RUNS), help="which runs")
    parser.add_argument("--epochs", type=int, default=50, help="epochs of each run (the written part asks for 50)")
    parser.add_argument("--out", type=Path, default=Path("curves"), help="folder for the learning curves")
    options = parser.parse_args()
    if options.epochs < 1:
        parser.error("--epochs has to be at least 1")
    return options


def draw(file: Path, title: str, history: dict[str, list]) -> None:
    """Save loss and accuracy over the epochs as a picture; without matplotlib, say so and go on."""
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - the table does without it
    except ImportError:
        print(f"     no {file.name}: for learning curves, run `python -m pip install matplotlib` first")
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    figure = Figure(figsize=(9, 3.5), layout="constrained")
    epochs = range(1, len(history["train_loss"]) + 1)
    for axes, quantity in zip(figure.subplots(1, 2), ("loss", "accuracy")):
        axes.plot(epochs, history[f"train_{quantity}"], label="training set")
        axes.plot(epochs, history[f"test_{quantity}"], label="test set", linestyle="--")
        axes.set(xlabel="epoch", ylabel=quantity, title=f"{title}: {quantity}")
        axes.legend()
    figure.savefig(file, dpi=120)


if __name__ == "__main__":
    main()
