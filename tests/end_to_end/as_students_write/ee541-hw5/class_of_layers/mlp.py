"""EE541 HW5 Problem 2 - MLP from scratch (numpy only)"""
from __future__ import annotations

import logging
import pickle
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence, Tuple

import h5py
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from tqdm import tqdm, trange

logging.basicConfig(level=logging.INFO)
log = logging.getLogger(__name__)
sns.set_style("whitegrid")

ROOT = Path(__file__).resolve().parent / "data"


class Activation:
    """base class"""

    @staticmethod
    def f(s):
        raise NotImplementedError

    @staticmethod
    def df(s):
        raise NotImplementedError


class Tanh(Activation):
    @staticmethod
    def f(s):
        return np.tanh(s)

    @staticmethod
    def df(s):
        return 1.0 / np.cosh(s) ** 2


class ReLU(Activation):
    @staticmethod
    def f(s):
        return s * (s > 0)

    @staticmethod
    def df(s):
        return np.heaviside(s, 0.5)


class Softmax(Activation):
    @staticmethod
    def f(s):
        shifted = s - s.max(axis=-1, keepdims=True)
        log_z = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        return np.exp(shifted - log_z)


ACTIVATIONS: Dict[str, Activation] = {"tanh": Tanh(), "relu": ReLU()}


@dataclass
class Config:
    sizes: Sequence[int] = (784, 100, 50, 25, 10)
    activation: str = "relu"
    lr: float = 0.1
    batch_size: int = 100
    epochs: int = 50
    decay_after: Tuple[int, ...] = (20, 40)
    momentum: float = 0.9
    seed: Optional[int] = 541


class Layer:
    def __init__(self, n_in: int, n_out: int, activation: Activation, rng: np.random.Generator):
        gain = 2.0 if isinstance(activation, ReLU) else 1.0
        self.p = {
            "W": rng.standard_normal((n_in, n_out)) * np.sqrt(gain / n_in),
            "b": np.zeros(n_out),
        }
        self.g = {k: np.zeros_like(v) for k, v in self.p.items()}
        self.v = {k: np.zeros_like(v) for k, v in self.p.items()}
        self.activation = activation

    def __call__(self, x):
        self.x = x
        self.s = x @ self.p["W"] + self.p["b"]
        return self.activation.f(self.s)

    def backward(self, delta):
        """delta = dC/ds of this layer, gives dC/da of the one below"""
        self.g["W"] = np.einsum("ni,nj->ij", self.x, delta)
        self.g["b"] = delta.sum(0)
        return delta @ self.p["W"].T

    def step(self, lr, momentum):
        for k in self.p:
            self.v[k] = momentum * self.v[k] - lr * self.g[k]
            self.p[k] = self.p[k] + self.v[k]

    def __repr__(self):
        return f"Layer{self.p['W'].shape}"


class MLP:
    def __init__(self, cfg: Config):
        self.cfg = cfg
        rng = np.random.default_rng(cfg.seed)
        hidden = ACTIVATIONS[cfg.activation]
        n = len(cfg.sizes) - 1
        self.layers: List[Layer] = [
            Layer(a, b, hidden if i < n - 1 else Softmax(), rng)
            for i, (a, b) in enumerate(zip(cfg.sizes[:-1], cfg.sizes[1:]))
        ]
        self.history: Dict[str, List[float]] = OrderedDict(train=[], valid=[], loss=[])
        self.lr = cfg.lr

    @property
    def parameters(self):
        return [layer.p[k] for layer in self.layers for k in ("W", "b")]

    @parameters.setter
    def parameters(self, values):
        values = list(values)
        for layer in self.layers:
            layer.p["W"] = np.array(values.pop(0))
            layer.p["b"] = np.array(values.pop(0)).ravel()

    @property
    def gradients(self):
        return [layer.g[k] for layer in self.layers for k in ("W", "b")]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    __call__ = forward

    def backward(self, y):
        out = self.layers[-1].activation.f(self.layers[-1].s)
        delta = (out - y) / y.shape[0]
        for below, layer in zip([None, *self.layers][len(self.layers) - 1::-1], reversed(self.layers)):
            da = layer.backward(delta)
            if below is not None:
                delta = da * below.activation.df(below.s)

    def learning_rate(self, epoch):
        """epoch counts from 0"""
        return self.cfg.lr * 0.5 ** sum(epoch >= e for e in self.cfg.decay_after)

    def fit(self, x, y, xv, yv):
        bar = trange(self.cfg.epochs, desc=self.cfg.activation)
        for epoch in bar:
            t0 = time.perf_counter()
            self.lr = self.learning_rate(epoch)
            for i in range(int(np.ceil(len(x) / self.cfg.batch_size))):
                rows = slice(i * self.cfg.batch_size, (i + 1) * self.cfg.batch_size)
                self.forward(x[rows])
                self.backward(y[rows])
                for layer in self.layers:
                    layer.step(self.lr, self.cfg.momentum)
            self.history["train"].append(accuracy(self(x), y))
            self.history["valid"].append(accuracy(self(xv), yv))
            self.history["loss"].append(nll(self(x), y))
            bar.set_postfix(lr=self.lr, valid=self.history["valid"][-1])
            log.info("epoch %d took %.2f s", epoch + 1, time.perf_counter() - t0)
        return self

    def save(self, name):
        with open(name, "wb") as f:
            pickle.dump(self.parameters, f)


def nll(p, y):
    """negative log likelihood of the right class, averaged"""
    return float(-np.log(np.clip(p[np.arange(len(y)), y.argmax(-1)], 1e-300, None)).mean())


def accuracy(p, y):
    return np.count_nonzero(p.argmax(1) == y.argmax(1)) / y.shape[0]


def read(name):
    with h5py.File(name, "r") as f:
        return f["xdata"][...], f["ydata"][...]


def figure(history, decay_after, title=""):
    fig, ax = plt.subplots()
    epochs = np.arange(1, len(history["train"]) + 1)
    ax.plot(epochs, history["train"], "-o", ms=2, label="train")
    ax.plot(epochs, history["valid"], "-o", ms=2, label="val")
    lo, hi = ax.get_ylim()
    ax.vlines(decay_after, lo, hi, linestyles="dotted", colors="gray", label="lr / 2")
    ax.set(xlabel="epoch", ylabel="accuracy", title=title)
    ax.legend(loc="lower right")
    fig.tight_layout()
    return fig


def main():
    x, y = read(ROOT / "mnist_traindata.hdf5")
    cut = len(x) // 6 * 5
    rows = []
    for activation in ACTIVATIONS:
        for lr in (0.1, 0.03, 0.01):
            net = MLP(Config(activation=activation, lr=lr)).fit(x[:cut], y[:cut], x[cut:], y[cut:])
            figure(net.history, net.cfg.decay_after, f"{activation} {lr}").savefig(f"{activation}_{lr}.png")
            rows.append(dict(activation=activation, lr=lr, valid=net.history["valid"][-1]))
    table = pd.DataFrame(rows).sort_values("valid", ascending=False)
    print(table)
    best = table.iloc[0]
    final = MLP(Config(activation=best.activation, lr=best.lr)).fit(x, y, x[cut:], y[cut:])
    final.save("best.pkl")
    print("test accuracy", accuracy(final(read(ROOT / "mnist_testdata.hdf5")[0]), read(ROOT / "mnist_testdata.hdf5")[1]))


if __name__ == "__main__":
    main()
