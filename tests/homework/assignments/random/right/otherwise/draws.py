"""The same, drawn otherwise."""


def roll(generator, count):
    total = 0
    for _ in range(count):
        total += 1 + int(6 * generator.random())
    return total


def weighted(generator, weights):
    point = generator.uniform(0, sum(weights.values()))
    for name, weight in weights.items():
        point -= weight
        if point <= 0:
            return name
    return name


def shuffled(generator, items):
    keys = generator.random(len(items))
    return [items[index] for index in keys.argsort()]


def estimate_pi(generator, count):
    inside = 0
    for x, y in generator.uniform(-1, 1, (count, 2)).tolist():
        inside += x * x + y * y < 1
    return inside / count * 4


def bootstrap(generator, numbers, rounds):
    means = []
    for _ in range(rounds):
        picked = generator.integers(0, len(numbers), len(numbers))
        means.append(sum(numbers[index] for index in picked) / len(numbers))
    centre = sum(means) / rounds
    return (sum((mean - centre) ** 2 for mean in means) / rounds) ** 0.5
