"""Tables and figures are numbered in the order of the report, and sentences that name one get its number.

A section names an exhibit by its key and does not know its number, nor whether the outline prints it: a sentence that
leans on one that is left out is left out as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from cxassess.report.blocks import (
    Block,
    Caption,
    Ladder,
    Lanes,
    Picture,
    Run,
    Runs,
    Table,
    Text,
    TwoColumns,
    Wide,
    flat,
)
from cxassess.words import Words

_MARK = "\x01"

Sections = Mapping[str, tuple[Block, ...]]


class Exhibit:
    """Stands in a sentence for the number of a table or figure."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __format__(self, spec: str) -> str:
        return f"{_MARK}{self.key}{_MARK}"


def runs_of(sentence: str) -> Runs:
    """A sentence of the catalogue as runs, each exhibit in it a run of its own."""
    pieces = sentence.split(_MARK)
    needs = tuple(pieces[1::2])
    runs = (
        Run("", exhibit=piece, needs=needs) if position % 2 else Run(piece, needs=needs)
        for position, piece in enumerate(pieces)
    )
    return tuple(run for run in runs if run.text or run.exhibit)


def numbered(sections: Sections, words: Words) -> Sections:
    """The sections with every caption numbered and every reference resolved."""
    captions: dict[str, Caption] = {}
    counts = {"figure": 0, "table": 0}
    for block in flat(chain.from_iterable(sections.values())):
        caption = getattr(block, "caption", None)
        if caption is None:
            continue
        kind = "figure" if isinstance(block, Picture) else "table"
        counts[kind] += 1
        captions[caption.key] = replace(caption, word=words.say(f"report.captions.{kind}"), number=counts[kind])
    return {id: _all(blocks, captions) for id, blocks in sections.items()}


def _resolved(block: Block, captions: Mapping[str, Caption]) -> Block:
    match block:
        case Text():
            return replace(block, runs=_runs(block.runs, captions))
        case Table() | Picture():
            return replace(block, caption=_caption(block.caption, captions), note=_runs(block.note, captions))
        case Ladder() | Lanes():
            return replace(block, caption=_caption(block.caption, captions))
        case Wide():
            return Wide(_all(block.blocks, captions))
        case TwoColumns():
            return replace(block, left=_all(block.left, captions), right=_all(block.right, captions))
        case _:
            return block


def _all(blocks: Iterable[Block], captions: Mapping[str, Caption]) -> tuple[Block, ...]:
    """The blocks, without the paragraphs of which nothing is left."""
    resolved = (_resolved(block, captions) for block in blocks)
    return tuple(block for block in resolved if not isinstance(block, Text) or block.runs)


def _caption(caption: Caption | None, captions: Mapping[str, Caption]) -> Caption | None:
    return captions[caption.key] if caption else None


def _runs(runs: Sequence[Run], captions: Mapping[str, Caption]) -> Runs:
    """The runs with their numbers, without those that lean on what is left out."""
    return tuple(
        replace(run, text=captions[run.exhibit].label) if run.exhibit else run
        for run in runs
        if all(key in captions for key in run.needs)
    )
