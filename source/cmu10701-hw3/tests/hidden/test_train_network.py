"""train_network: short last batches, other sizes, types; define_network; the leaderboard.

As in the public tests, train_network is held against a run of the test's own, with the layers that were handed in.
"""

import numpy as np
import pytest

pytestmark = [pytest.mark.question("train-network"), pytest.mark.pipeline]

BOTH = pytest.mark.parametrize("kind", ["train", "test"])
RUNS = pytest.mark.parametrize(
    ("rows", "num_epoch", "batch_size"),
    [((11, 7), 2, 4), ((8, 5), 2, 64), ((5, 4), 2, 1), ((8, 4), 1, 4)],
    ids=["short-last-batch", "one-batch", "batches-of-one", "one-epoch"],
)


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


@pytest.mark.weight(0.6)
@BOTH
@RUNS
def test_loss(student, check, rng, kind, rows, num_epoch, batch_size):
    """The loss of the whole set at each epoch's end, in other runs."""
    run = train(student, check, rng, rows, num_epoch, batch_size, by_batch=True)

    one_pass, of_batches = zip(*(seen[kind]["loss"] for seen in run["seen"]))
    check.close(f"{kind}_loss", run["said"][f"{kind}_loss"], expected=one_pass, also=[of_batches])


@pytest.mark.weight(0.8)
@RUNS
def test_accuracy(student, check, rng, rows, num_epoch, batch_size):
    """The shares of right predictions at each epoch's end, in other runs."""
    run = train(student, check, rng, rows, num_epoch, batch_size)

    for kind in ("train", "test"):
        right = [np.mean(np.array(seen[kind]["labels"]) == run["data"][f"{kind}_y"], axis=1) for seen in run["seen"]]
        by_score, by_probability = zip(*right)
        check.close(f"{kind}_accuracy", run["said"][f"{kind}_accuracy"], expected=by_score, also=[by_probability])


@pytest.mark.weight(0.6)
@RUNS
def test_predicted_labels(student, check, rng, rows, num_epoch, batch_size):
    """The labels that the model of the last epoch predicts, in other runs."""
    run = train(student, check, rng, rows, num_epoch, batch_size)

    for kind in ("train", "test"):
        by_score, by_probability = run["seen"][-1][kind]["labels"]
        check.close(f"yhat_{kind}", run["said"][f"yhat_{kind}"], expected=by_score, also=[by_probability])


@pytest.mark.weight(0.6)
def test_types(student, check, rng):
    """Four lists of floats, one for each epoch, and two lists of whole numbers."""
    said = train(student, check, rng)["said"]

    for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
        floats = isinstance(said[name], list) and all(isinstance(number, float) for number in said[name])
        check.true(floats and len(said[name]) == 3, f"{name} has to be a list of one float for each epoch")
    for name in ("yhat_train", "yhat_test"):
        whole = isinstance(said[name], list) and all(isinstance(label, (int, np.integer)) for label in said[name])
        check.true(whole, f"{name} has to be a list of whole numbers")


@pytest.mark.weight(0.6)
def test_model_is_trained_in_place(student, check, rng):
    """The model that was passed in is the one that was trained, by the steps of the given loop and no others."""
    run = train(student, check, rng, rows=(14, 6))

    given, own = run["given"].layers[0], run["own"].layers[0]
    check.close("weights", given.weights, expected=own.weights.value)
    check.close("biases", given.biases, expected=own.biases.value)


@pytest.mark.weight(0.2)
def test_define_network(student, check):
    """define_network(5, 4, 3): Linear, activation, Linear, with parameters drawn in the order that is asked for."""
    model = student.hw3_sol.define_network(5, size_input=4, size_output=3)
    check.true(model.value is not None, "define_network has to return the network")

    check.equal("number of layers", len(model.layers))
    check.close("first weights", model.layers[0].weights)
    check.close("first biases", model.layers[0].biases)
    check.close("last weights", model.layers[2].weights)


# The course's own files have neither lists of sizes nor the argument `activation`: shown, without points.
@pytest.mark.weight(0)
def test_define_deep_network(student, check, rng):
    """define_network([5, 4], activation=ReLU), as experiment (e) needs it."""
    relu = student.hw3_lib.ReLU
    model = student.hw3_sol.define_network([5, 4], size_input=3, size_output=2, activation=relu)
    check.true(model.value is not None, "define_network has to return the network")

    check.equal("number of layers", len(model.layers))
    check.close("activations", model.layers[3].forward(np.array([[-2.0, 0.0, 3.0]])), expected=[[0.0, 0.0, 3.0]])
    check.close("last weights", model.layers[4].weights)
    check.close("scores", model.forward(rng.uniform(-1, 1, (6, 3))))
    check.close("gradient at the first activation", model.layers[1].backward(np.ones((6, 5))))


@pytest.mark.weight(0)
def test_digits(student, check, rng, data_folder):
    """Three epochs on a third of the digits: the accuracy that the leaderboard shows."""
    lines = (data_folder / "train.csv").read_text(encoding="utf-8").splitlines()[::3]
    train = rng.permutation(np.loadtxt(lines, delimiter=","))  # the course's rows are sorted by label
    test = np.loadtxt(data_folder / "test.csv", delimiter=",")
    part = {"train_x": train[:, :-1], "train_y": train[:, -1].astype(int)}
    part.update(test_x=test[:100, :-1], test_y=test[:100, -1].astype(int))
    model = student.hw3_sol.define_network(64)
    student.hw3_sol.train_network(model, part, num_epoch=3, learning_rate=0.1, batch_size=10)

    accuracy = np.mean(model.forward(test[:, :-1]).value.argmax(axis=1) == test[:, -1])
    check.measure("test_accuracy", accuracy)
    check.true(accuracy > 0.5, "the trained network should get more than half of the test digits right")
