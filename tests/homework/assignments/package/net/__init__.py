"""A network."""

from .layers import Dense
