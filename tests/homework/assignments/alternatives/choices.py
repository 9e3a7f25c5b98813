"""Questions with several answers."""

from collections import deque


def shortest_path(edges, start, end):
    """A list of nodes from start to end along the edges of a graph, which lead both ways; None if there is none."""
    ### BEGIN SOLUTION
    queue, before = deque([start]), {start: None}
    while queue:
        node = queue.popleft()
        if node == end:
            path = [node]
            while before[path[-1]] is not None:
                path.append(before[path[-1]])
            return path[::-1]
        for edge in edges:
            if node in edge:
                other = edge[1 - edge.index(node)]
                if other not in before:
                    before[other] = node
                    queue.append(other)
    return None
    ### END SOLUTION


def median(numbers):
    """The number in the middle; of an even number of numbers either of both in the middle."""
    ### BEGIN SOLUTION
    return sorted(numbers)[(len(numbers) - 1) // 2]
    ### END SOLUTION


def quartiles(numbers):
    """The medians of the lower half, of all and of the upper half, for an odd number of numbers.

    Whether the middle one belongs to both halves or to none is yours to say.
    """
    ### BEGIN SOLUTION
    numbers = sorted(numbers)
    half = len(numbers) // 2
    return [mean_median(numbers[:half]), numbers[half], mean_median(numbers[half + 1 :])]
    ### END SOLUTION


def mean_median(numbers):
    """The number in the middle; of an even number of numbers the mean of both in the middle."""
    ### BEGIN SOLUTION
    numbers = sorted(numbers)
    count = len(numbers)
    return (numbers[count // 2] + numbers[(count - 1) // 2]) / 2
    ### END SOLUTION
