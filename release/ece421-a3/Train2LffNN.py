"""Train a two-layer feed-forward network on iris, with one set of hyperparameters.

    python Train2LffNN.py

prints how training goes and the loss and accuracy on the test part. With matplotlib it saves the curve of the loss
over the iterations as loss.png. Change the settings below as you like: this file is yours to play with, and is not
graded.
"""

from __future__ import annotations

from importlib.util import find_spec

from model import NeuralNetworkModel
from util import Logger, load_dataset

ACTIVATION = "relu"  # of the hidden layer
HIDDEN_UNITS = 5
LEARNING_RATE = 0.01
MOMENTUM = 0.9
BATCH_SIZE = 25
EPOCHS = 100
SEED = 0


def main() -> None:
    """Build, train, test."""
    logger = Logger()
    model = NeuralNetworkModel(
        loss="cross_entropy",
        layer_args=[
            {"n_out": HIDDEN_UNITS, "activation": ACTIVATION},
            {"n_out": None, "activation": "softmax"},
        ],
        optimizer_args={"lr": LEARNING_RATE, "momentum_hyperparameter": MOMENTUM},
        logger=logger,
        seed=SEED,
    )
    dataset = load_dataset("iris", BATCH_SIZE)
    model.train(dataset, EPOCHS)
    for epoch in range(0, EPOCHS, max(1, EPOCHS // 10)):
        print(
            f"epoch {epoch + 1:>4}  loss {logger.train_loss[epoch]:.4f}  "
            f"validation loss {logger.validation_loss[epoch]:.4f}  "
            f"validation accuracy {logger.validation_accuracy[epoch]:.4f}"
        )
    loss, accuracy = model.test(dataset)
    print(f"test loss {loss:.4f}, test accuracy {accuracy:.4f}")

    if find_spec("matplotlib") is not None:
        from matplotlib.figure import Figure  # noqa: PLC0415 - training does without it

        figure = Figure(figsize=(6, 4), layout="constrained")
        axes = figure.subplots()
        axes.plot(range(1, len(logger.iteration_loss) + 1), logger.iteration_loss)
        axes.set(
            xlabel="iteration",
            ylabel="training loss of the batch",
            title=f"{ACTIVATION}, {HIDDEN_UNITS} units",
        )
        figure.savefig("loss.png", dpi=120)


if __name__ == "__main__":
    main()
