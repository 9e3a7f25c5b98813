# In[8]:


import numpy as np
import tensorflow as tf


class CrossEntropyLoss:
    def forward(self, Y, Y_hat):
        return -np.mean(np.log(Y_hat[Y.astype(bool)]))

    def backward(self, Y, Y_hat):
        return np.divide(-Y, Y_hat * len(Y))


# In[9]:


tf.keras.losses.CategoricalCrossentropy()(np.eye(3), np.ones((3, 3)) / 3).numpy()
