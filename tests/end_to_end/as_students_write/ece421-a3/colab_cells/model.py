# In[10]:


import numpy as np
import time
from tqdm.notebook import tqdm
from IPython.display import display, clear_output
from layers import FullyConnectedLayer
from loss import CrossEntropyLoss
from optimizer import SGDOptimizer


# In[11]:


class NeuralNetworkModel:
    def __init__(self, loss, layer_args, optimizer_args, logger=None, seed=None):
        if seed is not None:
            np.random.seed(seed)
        self.layer_args = layer_args
        self.logger = logger
        self.loss = CrossEntropyLoss()
        self.optimizer = SGDOptimizer(**optimizer_args)
        self.layers = [FullyConnectedLayer(**args) for args in layer_args[:-1]]


    def forward(self, X):
        for layer in self.layers:
            X = layer.forward(X)
        return X

    def backward(self, target, out):
        dLdY = self.loss.backward(target, out)
        for layer in self.layers[::-1]:
            dLdY = layer.backward(dLdY)
        return self.loss.forward(target, out)

    def predict(self, X, Y):
        Y_hat = self.forward(X)
        return Y_hat, self.loss.forward(Y, Y_hat)

    def update(self, epoch):
        for number, layer in enumerate(self.layers):
            for name in layer.parameters:
                parameter, gradient = layer.parameters[name], layer.gradients[name]
                step = self.optimizer.update(f"{name}{number}", parameter, gradient, epoch)
                layer.parameters[name] = parameter - step
            layer.clear_gradients()

    def accuracy(self, target, out):
        return float(np.mean(target.argmax(axis=1) == out.argmax(axis=1)))

    def train(self, dataset, epochs):
        if len(self.layers) < len(self.layer_args):
            args = {**self.layer_args[-1], "n_out": dataset.out_dim}
            self.layers.append(FullyConnectedLayer(**args))

        for epoch in range(epochs):
            losses, accuracies = [], []
            for _ in range(dataset.train.samples_per_epoch):
                X, Y = dataset.train.sample()
                Y_hat = self.forward(X)
                if Y_hat is None:
                    raise NotImplementedError("forward returns None: write it in model.py first")
                losses.append(self.backward(Y, Y_hat))
                accuracies.append(self.accuracy(Y, Y_hat))
                self.update(epoch)
            val_loss, val_accuracy = self._measure(dataset.validate)
            if self.logger is not None:
                self.logger.log(losses, np.mean(accuracies), val_loss, val_accuracy)

    def test(self, dataset):
        return self._measure(dataset.test)

    def _measure(self, part):
        losses, accuracies = [], []
        for _ in range(part.samples_per_epoch):
            X, Y = part.sample()
            Y_hat, loss = self.predict(X, Y)
            losses.append(loss)
            accuracies.append(self.accuracy(Y, Y_hat))
        return float(np.mean(losses)), float(np.mean(accuracies))



# In[12]:


from util import Logger, load_dataset

results = {}
for lr in tqdm([0.01, 0.005, 0.001]):
    for mom in [0.9, 0.85, 0.8]:
        for act in ["relu", "sigmoid", "tanh"]:
            for h in [5, 10, 20, 50]:
                logger = Logger()
                model = NeuralNetworkModel("cross_entropy", [{"n_out": h, "activation": act}, {"n_out": None, "activation": "softmax"}],
                                           {"lr": lr, "momentum_hyperparameter": mom}, logger, seed=0)
                data = load_dataset("iris", 25)
                model.train(data, 2000)
                results[lr, mom, act, h] = model.test(data)
                clear_output()
                print(lr, mom, act, h, results[lr, mom, act, h])


# In[13]:


display(sorted(results.items(), key=lambda r: r[1])[:4])


# In[ ]:




