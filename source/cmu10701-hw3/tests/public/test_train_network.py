"""train_network: what it says of a small run, held against what the test sees in an equal run of its own.

The test trains with the layers, the loss and the optimizer that were handed in: a fault in one of them costs its own
question and not this one. The network is a single Linear layer.
"""

import numpy as np
import pytest

pytestmark = [pytest.mark.question("train-network"), pytest.mark.pipeline]

BOTH = pytest.mark.parametrize("kind", ["train", "test"])


def ask_how(model, criterion, x, y, batch_size=None):
    """Ask for loss and scores of the model as it stands: in one pass and, given a batch size, in batches too."""
    parts = [slice(start, start + batch_size) for start in range(0, len(x), batch_size)] if batch_size else []
    of_batches = [criterion.forward(model.forward(x[part]), y[part]) for part in parts]
    scores = model.forward(x)
    return {
        "of batches": of_batches,
        "scores": scores,
        "loss": criterion.forward(scores, y),
        "y_hat": criterion.y_hat,
    }


def look(asked):
    """What is to be said of the model: its loss and its labels, each in two readings.

    The loss may be that of one pass or the mean of the batches' losses; a label may be taken from the scores or from
    the probabilities in y_hat, which is the same unless softmax is wrong.
    """
    of_batches = [loss.value for loss in asked["of batches"]]
    loss, scores, y_hat = np.squeeze(asked["loss"].value), asked["scores"].value, asked["y_hat"].value
    likely = y_hat if np.shape(y_hat) == scores.shape else scores
    return {"loss": (loss, np.mean(of_batches or loss)), "labels": (scores.argmax(axis=1), likely.argmax(axis=1))}


def follow(student, model, data, num_epoch, learning_rate, batch_size, by_batch):
    """Train with the layers, the loss and the optimizer handed in, right or wrong; look after each epoch."""
    criterion = student.hw3_lib.CrossEntropyLoss()
    optimizer = student.hw3_lib.GradientDescentOptimizer(model, learning_rate)
    asked = []
    for _ in range(num_epoch):
        for start in range(0, len(data["train_x"]), batch_size):
            part = slice(start, start + batch_size)
            criterion.forward(model.forward(data["train_x"][part]), data["train_y"][part])
            model.backward(criterion)
            optimizer.step()
        per = batch_size if by_batch else None
        kinds = ("train", "test")
        asked.append({kind: ask_how(model, criterion, data[f"{kind}_x"], data[f"{kind}_y"], per) for kind in kinds})
    return [{kind: look(one) for kind, one in epoch.items()} for epoch in asked]


def train(student, check, rng, rows=(12, 8), num_epoch=3, batch_size=4, *, by_batch=False):
    """Train two equal networks: one with train_network, which is to say how it went, and one here, to see."""
    weights, biases = rng.uniform(-1, 1, (4, 4)), rng.uniform(-1, 1, (1, 4))
    data = {f"{kind}_x": rng.uniform(-2, 2, (count, 4)) for kind, count in zip(("train", "test"), rows)}
    data.update(train_y=rng.randint(0, 4, rows[0]), test_y=rng.randint(0, 4, rows[1]))
    given, own = (student.hw3_sol.MultiLayerPerceptron([student.hw3_lib.Linear((weights, biases))]) for _ in range(2))
    run = {"num_epoch": num_epoch, "learning_rate": 0.8, "batch_size": batch_size}
    said, scores = student.hw3_sol.train_network(given, data, **run), own.forward(data["train_x"])
    said = said.value
    check.true(isinstance(said, dict), "train_network has to return a dictionary")
    spread = np.ptp(scores.value, axis=0)
    check.true(spread.max() > 0, "your Linear layer gives the same scores to every example")
    seen = follow(student, own, data, **run, by_batch=by_batch)
    check.true(np.ptp([one["loss"][0] for one in seen[-1].values()]) > 0, "your loss is the same for all data")
    return {"said": said, "seen": seen, "data": data, "given": given, "own": own}


@pytest.mark.weight(1.8)
@BOTH
def test_loss(student, check, rng, kind):
    """The loss of the whole set, with the model of each epoch's end."""
    run = train(student, check, rng, by_batch=True)

    one_pass, of_batches = zip(*(seen[kind]["loss"] for seen in run["seen"]))
    check.close(f"{kind}_loss", run["said"][f"{kind}_loss"], expected=one_pass, also=[of_batches])


@pytest.mark.weight(1.4)
@BOTH
def test_accuracy(student, check, rng, kind):
    """The share of right predictions in the whole set, with the model of each epoch's end."""
    run = train(student, check, rng)

    right = [np.mean(np.array(seen[kind]["labels"]) == run["data"][f"{kind}_y"], axis=1) for seen in run["seen"]]
    by_score, by_probability = zip(*right)
    check.close(f"{kind}_accuracy", run["said"][f"{kind}_accuracy"], expected=by_score, also=[by_probability])


@pytest.mark.weight(0.8)
@BOTH
def test_predicted_labels(student, check, rng, kind):
    """The labels that the model of the last epoch predicts."""
    run = train(student, check, rng)

    by_score, by_probability = run["seen"][-1][kind]["labels"]
    check.close(f"yhat_{kind}", run["said"][f"yhat_{kind}"], expected=by_score, also=[by_probability])


@pytest.mark.weight(0.2)
def test_define_network(student, check):
    """define_network(3, 4, 2): Linear, activation, Linear, in the sizes that are asked for."""
    model = student.hw3_sol.define_network(3, size_input=4, size_output=2)
    check.true(model.value is not None, "define_network has to return the network")

    check.equal("number of layers", len(model.layers))
    check.close("first weights", model.layers[0].weights)
    check.close("last biases", model.layers[2].biases)
