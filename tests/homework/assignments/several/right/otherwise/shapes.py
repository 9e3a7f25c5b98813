"""Shapes of one base class."""

from abc import ABC, abstractmethod

import scene
import units


class Shape(ABC):
    @abstractmethod
    def area(self):
        """In square meters."""


class Square(Shape):
    def __init__(self, side, unit="m"):
        self.side = side * units.to_meters(1, unit)

    def area(self):
        return self.side * self.side


class Group(Shape, list):
    def area(self):
        return scene.total_area(self)
