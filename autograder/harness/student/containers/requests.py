"""What a test asks of a student's process for a container of its own there: `student.own`."""

from __future__ import annotations

from typing import Any

import numpy as np


class ContainerRequests:
    """The request; each student says how one gets to the student's process."""

    def own(self, value: Any) -> Any:  # noqa: ANN401 - a container
        """A list, dictionary, set or array as the student's own: what their code changes in it, the test sees.

        Any other argument is copied, so that the test's own stays as it was.

        Args:
            value: The container; what is in it has to travel.

        Raises:
            TypeError: if it is none of these.
        """
        if not isinstance(value, (list, dict, set, np.ndarray)):
            raise TypeError(
                f"student.own takes a list, a dictionary, a set or an array, and is given a {type(value).__name__}"
            )
        return self.package("types").SimpleNamespace(own=value).own

    def package(self, name: str) -> Any:  # noqa: ANN401 - a proxy, as good as the package
        """A package in the student's process."""
        raise NotImplementedError
