"""The other answers."""


def shortest_path(edges, start, end):
    paths = [[start]]
    seen = {start}
    while paths:
        longer = []
        for path in paths:
            if path[-1] == end:
                return tuple(path)
            for one, two in reversed(edges):
                for here, there in ((one, two), (two, one)):
                    if here == path[-1] and there not in seen:
                        seen.add(there)
                        longer.append(path + [there])
        paths = longer


def median(numbers):
    return sorted(numbers)[len(numbers) // 2]


def mean_median(numbers):
    numbers = list(numbers)
    while len(numbers) > 2:
        numbers.remove(min(numbers))
        numbers.remove(max(numbers))
    return sum(numbers) / len(numbers)


def quartiles(numbers):
    middle = mean_median(numbers)
    return [
        mean_median([one for one in numbers if one <= middle]),
        middle,
        mean_median([one for one in numbers if one >= middle]),
    ]
