"""Names for the cells that people build on: scores, targets, weights, the stage; the same in every language."""

import re
from collections.abc import Iterator

from cxassess.report.workbook.parts import Parts

_OUTSIDE = re.compile(r"[^A-Za-z0-9_]")


def names_of(parts: Parts) -> Iterator[tuple[str, str]]:
    """Each name with the cell it stands for, such as `score_design` and `=Scores!$C$7`."""
    layout = parts.layout
    for dimension in parts.pack.disciplines:
        key = f"disciplines.{dimension.id}"
        for what, column in (("score", "C"), ("target", "H"), ("weight", "K")):
            yield _named(what, dimension.id), f"={layout.score(key, column)}"
    yield "score_overall", f"={layout.score('overall')}"
    for framework in ("three_ds", "stages"):
        for dimension in parts.pack.frameworks[framework].dimensions:
            yield _named(f"score_{framework}", dimension.id), f"={layout.score(f'{framework}.{dimension.id}')}"
    for role in layout.roles:
        yield _named("weight_role", role), f"={layout.role_weight(role)}"
    for column in ("value", "target", "urgency", "rank"):
        yield f"practices_{column}", f"={layout.all(column)}"
    for what, column in (("scores", "C"), ("targets", "H"), ("weights", "K")):
        yield what, f"={layout.all_disciplines(column)}"
    yield "stage_reached", f"={layout.reached}"
    yield "stage_next", f"={layout.next_stage}"


def _named(what: str, id: str) -> str:
    """A name that Excel takes: letters, digits and underscores, with a word before that makes it no address."""
    return f"{what}_{_OUTSIDE.sub('_', id)}"
