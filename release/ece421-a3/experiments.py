"""The four combinations of question 1.2.2: trains the networks, prints the table, draws the curves.

    python experiments.py                  all four, 100 epochs each: a few seconds
    python experiments.py --runs 2 3       some of them
    python experiments.py --epochs 10      a quick look
    python experiments.py --seed 1         other initial weights and another order of the examples

It needs your activations, layer, loss and model. The figure needs matplotlib; the table does not.
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from model import NeuralNetworkModel
from util import Logger, load_dataset

# number: (learning rate, momentum, activation of the hidden layer, its units)
RUNS = {
    1: (0.01, 0.9, "relu", 5),
    2: (0.005, 0.9, "relu", 10),
    3: (0.005, 0.8, "sigmoid", 10),
    4: (0.005, 0.85, "relu", 20),
}
BATCH_SIZE = 25


def main() -> None:
    """Train what was asked for, one line of the table as each run ends."""
    options = read_options()
    print("run  rate   momentum  activation  units  train loss  val loss  test loss  test accuracy  seconds")
    curves = {}
    for number in options.runs:
        rate, momentum, activation, units = RUNS[number]
        started = time.perf_counter()
        logger, loss, accuracy = run(number, options)
        print(
            f"{number:<3}  {rate:<5}  {momentum:<8}  {activation:<10}  {units:<5}  "
            f"{logger.train_loss[-1]:<10.4f}  {logger.validation_loss[-1]:<8.4f}  {loss:<9.4f}  {accuracy:<13.4f}  "
            f"{time.perf_counter() - started:.1f}",
            flush=True,
        )
        curves[number] = (logger, loss, accuracy)
    if find_spec("matplotlib") is None:
        print("No figure: for it, run `python -m pip install matplotlib` first.")
    else:
        draw(options.out, curves)
        print(f"The losses over the iterations are in {options.out}.")


def run(number: int, options: argparse.Namespace) -> tuple[Logger, float, float]:
    """One training: its record, and loss and accuracy on the test part."""
    rate, momentum, activation, units = RUNS[number]
    logger = Logger()
    model = NeuralNetworkModel(
        loss="cross_entropy",
        layer_args=[{"n_out": units, "activation": activation}, {"n_out": None, "activation": "softmax"}],
        optimizer_args={"lr": rate, "momentum_hyperparameter": momentum},
        logger=Progress(logger, number, options.epochs),
        seed=options.seed,
    )
    dataset = load_dataset("iris", BATCH_SIZE)
    model.train(dataset, options.epochs)
    loss, accuracy = model.test(dataset)
    return logger, loss, accuracy


class Progress:
    """A logger that also shows how far training is, where somebody looks at a terminal."""

    def __init__(self, logger: Logger, number: int, epochs: int) -> None:
        """Keep the logger that does the work."""
        self.logger, self.number, self.epochs = logger, number, epochs

    def log(self, *of_epoch: object) -> None:
        """Add one epoch."""
        self.logger.log(*of_epoch)
        if sys.stderr.isatty():
            done = len(self.logger.train_loss)
            text = f"run {self.number}: epoch {done} of {self.epochs}, loss {self.logger.train_loss[-1]:.4f}"
            print(f"\r{text:<60}", end="\r", file=sys.stderr, flush=True)


def read_options() -> argparse.Namespace:
    """What was typed after the file's name."""
    parser = argparse.ArgumentParser(description="Train the four combinations of hyperparameters.")
    parser.add_argument(
        "--runs", nargs="+", type=int, choices=sorted(RUNS), default=sorted(RUNS), help="which runs"
    )
    parser.add_argument(
        "--epochs", type=int, default=100, help="epochs of each run (the assignment asks for 100)"
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="the seed of each run (the assignment asks for 0)"
    )
    parser.add_argument("--out", type=Path, default=Path("losses.png"), help="file for the figure")
    options = parser.parse_args()
    if options.epochs < 1:
        parser.error("--epochs has to be at least 1")
    return options


def draw(file: Path, curves: dict[int, tuple[Logger, float, float]]) -> None:
    """Save the losses over the iterations as a picture: one field for each run, all with the same axes."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - the table does without it

    file.parent.mkdir(parents=True, exist_ok=True)
    figure = Figure(figsize=(3.6 * len(curves), 3.6), layout="constrained")
    fields = figure.subplots(1, len(curves), sharex=True, sharey=True, squeeze=False)[0]
    for axes, (number, (logger, loss, accuracy)) in zip(fields, curves.items()):
        rate, momentum, activation, units = RUNS[number]
        iterations = len(logger.iteration_loss)
        in_epoch = iterations // len(logger.validation_loss)
        ends = range(in_epoch, iterations + 1, in_epoch)
        axes.plot(
            range(1, iterations + 1), logger.iteration_loss, linewidth=0.8, label="training, each batch"
        )
        axes.plot(ends, logger.validation_loss, linestyle="--", label="validation, each epoch")
        axes.set(
            xlabel="iteration",
            yscale="log",
            title=f"({number}) {activation} {units}, rate {rate}, momentum {momentum}\n"
            f"test loss {loss:.4f}, accuracy {accuracy:.2f}",
        )
        axes.title.set_fontsize(9)
    fields[0].set_ylabel("loss")
    fields[0].legend(fontsize=8)
    figure.savefig(file, dpi=120)


if __name__ == "__main__":
    main()
