"""The layout check of pictures: what stands on what, or beyond the edge of the sheet."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Page
from matplotlib.patches import Patch
from matplotlib.text import Text

from cxassess.report.pictures.type import DPI

Array = np.ndarray[Any, np.dtype[Any]]

RENDERER = FigureCanvasAgg(Page(dpi=DPI)).get_renderer()  # type: ignore[no-untyped-call]
MEASURED: dict[tuple[object, ...], Array] = {}


def extents(texts: Sequence[Text]) -> Array:
    """The boxes of texts: left, bottom, right, top in pixels. Equal texts are measured once."""
    place = texts[0].get_transform()
    assert all(text.get_transform() is place for text in texts)
    anchors = np.tile(place.transform([text.get_position() for text in texts]), 2)
    sizes = []
    for text, anchor in zip(texts, anchors, strict=True):
        look = (text.get_text(), text.get_fontproperties(), text.get_rotation(), text.get_horizontalalignment())
        if look not in MEASURED:
            MEASURED[look] = np.array(text.get_window_extent(RENDERER).extents) - anchor
        sizes.append(MEASURED[look])
    return np.asarray(anchors + np.array(sizes))


def outlines(marks: Iterable[Patch]) -> Array:
    """The boxes of marks; a circle's handles lie on its box, so that no curve has to be followed."""
    corners = [mark.get_transform().transform(mark.get_path().vertices) for mark in marks]
    return np.array([(*c.min(axis=0), *c.max(axis=0)) for c in corners]).reshape(-1, 4)


def overlaps(ones: Array, others: Array, slack: float = 1.5) -> Array:
    """For each pair of boxes whether they share more than `slack` pixels (0.2 mm) in both directions."""
    one, other = ones[:, None], others[None]
    shared = np.minimum(one[..., 2:], other[..., 2:]) - np.maximum(one[..., :2], other[..., :2])
    return np.asarray((shared > slack).all(axis=-1))


def inside(inner: Array, outer: Array, slack: float) -> Array:
    """For each box whether it lies inside the other at its side."""
    grown = outer + np.array([-slack, -slack, slack, slack])
    return np.asarray(((inner[:, :2] >= grown[:, :2]) & (inner[:, 2:] <= grown[:, 2:])).all(axis=1))


def pairs(boxes: Array) -> list[tuple[int, int]]:
    """The pairs of boxes that overlap, each once."""
    return [(int(a), int(b)) for a, b in np.argwhere(np.triu(overlaps(boxes, boxes), 1))]


def layout_faults(page: Page, *, marks_apart: bool = False) -> list[str]:
    """What a careful reader would complain of: texts cut off, on each other, or half on a mark."""
    written = [text for text in page.texts if text.get_text()]
    words = [text.get_text() for text in written]
    texts = extents(written)
    marks = outlines(mark for mark in page.artists if isinstance(mark, Patch) and mark.get_gid() == "mark")
    sheet = np.array([page.bbox.extents])
    faults = [f"cut off: {words[n]}" for n in np.flatnonzero(~inside(texts, sheet, 0.5))]
    faults += [f"a mark is cut off: {box}" for box in marks[~inside(marks, sheet, 0.5)]]
    faults += [f"overlap: {words[a]} / {words[b]}" for a, b in pairs(texts)]
    touches = overlaps(texts, marks)
    for n in np.flatnonzero(touches.any(axis=1)):
        # Marks are listed from the lowest up; the text stands on the last one it touches.
        last = np.flatnonzero(touches[n])[-1:]
        if not inside(texts[[n]], marks[last], 1.5).all():
            faults.append(f"half on a mark: {words[n]}")
    if marks_apart:
        faults += [f"marks overlap: {marks[a]} {marks[b]}" for a, b in pairs(marks)]
    return faults
