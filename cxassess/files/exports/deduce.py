"""What an export tells of its questions by itself: which one is the recommendation, which scale one is answered on.

Only where nothing else fits. What stays open is asked, with the lines of `proposing` to write into metrics.toml.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from cxassess.files.exports.mapping import RatingColumn, Tool
from cxassess.files.exports.recognition import Header
from cxassess.measures.scale import NPS_SCALE, Scale

_RECOMMEND = re.compile(r"\brecommend|\bweiterempfehl|\bweiter empfehl", re.IGNORECASE)
_ZERO_TO_TEN = re.compile(r"\b0\s*(?:-|–|—|to|bis|…|\.\.)\s*10\b", re.IGNORECASE)
_DERIVED = "_NPS_GROUP"


def recommendation(
    headers: Sequence[Header], texts: Mapping[int, Iterable[str]], tool: Tool | None
) -> RatingColumn | None:
    """The one question whose words ask for a recommendation and whose answers are 0 to 10; None where it is not clear.

    0 to 10 is clear where the words say so, where the export itself derives promoters from it, or where someone chose
    0: a question on 1 to 10 is no net promoter score.
    """
    names = {header.name.casefold() for header in headers}
    found = []
    for header in headers:
        asked = f"{header.name} {header.wording}"
        if is_ignored(header, tool) or not _RECOMMEND.search(asked):
            continue
        known = {p for text in texts.get(header.at, ()) if (p := point(text)) is not None}
        is_said = f"{header.name}{_DERIVED}".casefold() in names or _ZERO_TO_TEN.search(asked) is not None
        if known and (is_said or (0 in known and max(known) <= NPS_SCALE.high)):
            found.append(RatingColumn((header.name,), "nps", NPS_SCALE, wording=header.wording or header.name))
    return found[0] if len(found) == 1 else None


def point(text: str) -> float | None:
    """The number that an answer is or begins with: 9 and “9 - likely”."""
    found = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)(?:\s*[-–—:=.)]?\s+\D.*)?\s*", text, re.DOTALL)
    return float(found[1].replace(",", ".")) if found else None


def is_ignored(header: Header, tool: Tool | None) -> bool:
    """Whether a tool derives this column from others, or shows in it how it asked."""
    name = header.name.casefold()
    return tool is not None and any(name.endswith(ending.casefold()) for ending in tool.ignores)


def scale_of(low: float | None, high: float | None, scales: Sequence[Scale]) -> Scale | None:
    """The one scale that the lowest and highest answer fit; None where several or none do.

    >>> scale_of(1, 4, [Scale(0, 1), Scale(1, 5)]), scale_of(1, 1, [Scale(0, 1), Scale(1, 5)])
    (Scale(low=1, high=5, better='up'), None)
    """
    if low is None or high is None:
        return None
    fitting = [scale for scale in scales if scale.low <= low and high <= scale.high]
    return fitting[0] if len(fitting) == 1 else None


def toml_text(text: str) -> str:
    """A text as TOML takes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
