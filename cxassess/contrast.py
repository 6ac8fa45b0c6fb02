"""How well one colour reads on another (WCAG 2.2), and the tint of a colour that reads well enough."""

from colorsys import hls_to_rgb, rgb_to_hls

STEPS = 100  # of lightness, from a colour to black or white
TEXT = 4.5  # the least ratio of text and its ground (WCAG 2.2, 1.4.3)


def contrast(text: str, ground: str) -> float:
    """The contrast ratio of two colours #RRGGBB, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, grounds: tuple[str, ...], *, lighter: bool) -> str:
    """The colour #RRGGBB itself, or the tint of its hue nearest to it that reads as text on all the grounds.

    What is nearly black, white or grey stays so. ValueError where neither the colour nor any tint reads, as on grounds
    of medium lightness.

    >>> readable("#fff3b0", ("#ffffff",), lighter=False)
    '#85751f'
    """
    red, green, blue = (channel / 255 for channel in _channels(colour))
    hue, lightness, saturation = rgb_to_hls(red, green, blue)
    saturation = min(saturation, 2 * (max(red, green, blue) - min(red, green, blue)))
    way = (1 - lightness) if lighter else -lightness
    tints = (_hex(hls_to_rgb(hue, lightness + way * step / STEPS, saturation)) for step in range(1, STEPS + 1))
    for tint in (colour, *tints):
        if min(contrast(tint, ground) for ground in grounds) >= TEXT:
            return tint
    message = f"no tint of {colour} reads on {', '.join(grounds)}"
    raise ValueError(message)


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _channels(colour: str) -> bytes:
    return bytes.fromhex(colour.lstrip("#"))


def _luminance(colour: str) -> float:
    parts = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
