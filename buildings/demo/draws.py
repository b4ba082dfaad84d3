"""Draws by chance that are the same on every machine for the same seed."""

import itertools
import math
import random


class Chance(random.Random):
    """Python's generator, whose sequence for a seed is promised not to change."""

    def hit(self, probability: float) -> bool:
        """Whether something of that probability happens."""
        return self.random() < probability

    def between(self, low: float, high: float) -> float:
        """Evenly drawn number."""
        return self.uniform(low, high)

    def days(self, mean: float) -> int:
        """Waiting time in days, at least one."""
        return 1 + int(self.expovariate(1 / mean))

    def spread(self, middle: float, sigma: float) -> float:
        """Log-normal number with that median."""
        return middle * math.exp(self.gauss(0, sigma))


def clip(value: float, low: float, high: float) -> float:
    """Value kept between two bounds."""
    return max(low, min(high, value))


def portions(total: int, weights: list[float]) -> list[int]:
    """Whole parts in proportion to weights that add up to the total exactly."""
    whole = sum(weights)
    edges, sofar = [0], 0.0
    for weight in weights:
        sofar += weight
        edges.append(round(total * sofar / whole))
    edges[-1] = total
    return [after - before for before, after in itertools.pairwise(edges)]
