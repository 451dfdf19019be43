"""National numbers made on the spot, by arithmetic written another way than the product's: no file holds them.

The check digits are found by trying all hundred endings against the sums as Skatteetaten prints them, left to right.
"""

from collections.abc import Iterator

DAY = {"fnr": 0, "dnr": 40, "hnr": 0}
MONTH = {"real": 0, "nav": 40, "nhn": 65, "tenor": 80}


def endings(nine: str, first_remainders: tuple[int, ...] = (0,)) -> Iterator[str]:
    """Yield the numbers that nine digits can become; several when the first sum may leave more than 0."""
    for ending in range(100):
        number = f"{nine}{ending:02}"
        d = [int(letter) for letter in number]
        first = 3 * d[0] + 7 * d[1] + 6 * d[2] + d[3] + 8 * d[4] + 9 * d[5] + 4 * d[6] + 5 * d[7] + 2 * d[8] + d[9]
        second = 5 * d[0] + 4 * d[1] + 3 * d[2] + 2 * d[3] + 7 * d[4] + 6 * d[5] + 5 * d[6] + 4 * d[7]
        second += 3 * d[8] + 2 * d[9] + d[10]
        if first % 11 in first_remainders and second % 11 == 0:
            yield number


def made(day: int, month: int, year: int, individual: int, *, kind: str = "fnr", origin: str = "tenor") -> str | None:
    """Make a number of the old kind; ``None`` where no check digit exists for these nine digits."""
    added = 40 if kind == "hnr" else MONTH[origin]
    nine = f"{day + DAY[kind]:02}{month + added:02}{year:02}{individual:03}"
    return next(endings(nine), None)


def some(
    kind: str = "fnr", origin: str = "tenor", *, day: int = 13, month: int = 4, year: int = 70, skip: int = 0
) -> str:
    """Make one; ``skip`` passes over that many others of the same day."""
    numbers = (made(day, month, year, individual, kind=kind, origin=origin) for individual in range(100, 500))
    found = [number for number in numbers if number]
    return found[skip]
