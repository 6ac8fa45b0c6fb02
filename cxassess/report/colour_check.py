"""Whether a brand's colours can be read, and told apart by people with a colour vision deficiency.

Deficiencies are simulated as Machado, Oliveira and Fernandes (2009) do, at full severity, in linear RGB; distances are
CIE76 in CIELAB (D65). The limit is a judgement: the house’s closest pair is 19.6 apart.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import combinations

from cxassess.contrast import TEXT as TEXT_CONTRAST
from cxassess.contrast import contrast
from cxassess.report.palette import ACCENT, ALERT, GOAL, GREY, LEVEL_INK, LEVELS, MAIN, PAPER, Brand

MARK_CONTRAST = 2.5  # marks stand beside a number; WCAG asks 3 for what stands alone
CLOSEST = 12.0
_SIGHTS = {
    "normal sight": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
_WHITE = (0.95047, 1.0, 1.08883)
Vector = tuple[float, float, float]


def brand_warnings(brand: Brand) -> Iterator[str]:
    """One sentence for each colour or pair that some readers will not see as meant."""
    for role in (MAIN, ALERT):
        ratio = contrast(brand.colour(role), brand.colour(PAPER))
        if ratio < TEXT_CONTRAST:
            yield f"{role} {brand.colour(role)} is faint as text on white: {ratio:.1f}:1, at least 4.5:1 is needed."
    for role in (GOAL, ACCENT, GREY):
        ratio = contrast(brand.colour(role), brand.colour(PAPER))
        if ratio < MARK_CONTRAST:
            yield f"{role} {brand.colour(role)} is faint as a mark on white: {ratio:.1f}:1, at least 2.5:1 is needed."
    for level, ink in zip(LEVELS, LEVEL_INK, strict=True):
        ratio = contrast(brand.colour(ink), brand.colour(level))
        if ratio < TEXT_CONTRAST:
            yield f"numbers on {level} {brand.colour(level)} are faint: {ratio:.1f}:1, at least 4.5:1 is needed."
    for group in ((MAIN, ALERT, GOAL), (MAIN, ACCENT), LEVELS):
        for one, other in combinations(group, 2):
            distances = distances_of(brand.colour(one), brand.colour(other))
            sight = min(distances, key=lambda s: distances[s])
            if distances[sight] < CLOSEST:
                needed = f"at least {CLOSEST:.0f} is needed"
                whose = "" if distances["normal sight"] < CLOSEST else f" with {sight}"
                yield f"{one} and {other} look alike{whose}: distance {distances[sight]:.0f}, {needed}."


def distances_of(one: str, other: str) -> dict[str, float]:
    """How far two colours #RRGGBB lie apart (ΔE*ab) for each kind of sight."""
    return {sight: math.dist(_seen(one, sight), _seen(other, sight)) for sight in _SIGHTS}


def _seen(colour: str, sight: str) -> Vector:
    """A colour in CIELAB as somebody with that sight sees it."""
    channels = [part / 255 for part in bytes.fromhex(colour.lstrip("#"))]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    seen = [min(max(sum(a * b for a, b in zip(row, linear, strict=True)), 0), 1) for row in _SIGHTS[sight]]
    x, y, z = (
        _bent(sum(a * b for a, b in zip(row, seen, strict=True)) / w) for row, w in zip(_XYZ, _WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _product(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _bent(t: float) -> float:
    return float(t ** (1 / 3)) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116
