"""The whole main job on the embedded assignment: build, make a class, grade it, show the gradebook."""

from autograder.demo.show import demo

__all__ = ["demo"]
