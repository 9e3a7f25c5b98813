"""What the tests of train_network share: an equal run of the test's own, to hold train_network against.

The run trains with the layers, the loss and the optimizer that were handed in: a fault in one of them costs its own
question and not this one. The network is a single Linear layer.
"""

import numpy as np


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
    loss, scores, y_hat = np.squeeze(asked["loss"]), asked["scores"], asked["y_hat"]
    likely = y_hat if np.shape(y_hat) == np.shape(scores) else scores
    labels = np.argmax(scores, axis=1), np.argmax(likely, axis=1)
    return {"loss": (loss, np.mean(asked["of batches"] or loss)), "labels": labels}


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
        asked.append(
            {kind: ask_how(model, criterion, data[f"{kind}_x"], data[f"{kind}_y"], per) for kind in kinds}
        )
    return [{kind: look(one) for kind, one in epoch.items()} for epoch in asked]


def prepare(student, check, rng, rows=(12, 8), num_epoch=3, batch_size=4, *, by_batch=False):
    """Make two equal networks, and train one of them here, to see how it goes.

    What is seen here is answered before train_network runs, which so has no part in it.
    """
    weights, biases = rng.uniform(-1, 1, (4, 4)), rng.uniform(-1, 1, (1, 4))
    data = {f"{kind}_x": rng.uniform(-2, 2, (count, 4)) for kind, count in zip(("train", "test"), rows)}
    data.update(train_y=rng.randint(0, 4, rows[0]), test_y=rng.randint(0, 4, rows[1]))
    given, own = (
        student.hw3_sol.MultiLayerPerceptron([student.hw3_lib.Linear((weights, biases))]) for _ in range(2)
    )
    settings = {"num_epoch": num_epoch, "learning_rate": 0.8, "batch_size": batch_size}
    spread = np.ptp(own.forward(data["train_x"]), axis=0)
    check.true(spread.max() > 0, "your Linear layer gives the same scores to every example")
    seen = follow(student, own, data, **settings, by_batch=by_batch)
    check.true(
        np.ptp([one["loss"][0] for one in seen[-1].values()]) > 0, "your loss is the same for all data"
    )
    return {"given": given, "own": own, "data": data, "settings": settings, "seen": seen}


def say(student, check, run):
    """Train the other network with train_network; give what that says."""
    said = student.hw3_sol.train_network(run["given"], run["data"], **run["settings"])
    check.true(isinstance(said, dict), "train_network has to return a dictionary")
    return said


def train(student, check, rng, rows=(12, 8), num_epoch=3, batch_size=4, *, by_batch=False):
    """Train two equal networks: one here, and then one with train_network, which is to say how it goes."""
    run = prepare(student, check, rng, rows, num_epoch, batch_size, by_batch=by_batch)
    return {**run, "said": say(student, check, run)}
