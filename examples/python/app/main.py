"""Prints a small tide table."""

import math
import sys

from tabulate import tabulate


def height(hour: float) -> float:
    """Metres above chart datum, with high water every 12.42 hours."""
    return 3.1 + 2.4 * math.cos(2 * math.pi * hour / 12.42)


def main(step: int) -> None:
    rows = [(f"{hour:02d}:00", f"{height(hour):.2f}") for hour in range(0, 24, step)]
    print(tabulate(rows, headers=["time", "metres"], disable_numparse=True))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6)
