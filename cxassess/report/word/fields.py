"""Word's fields, each with the result that it has today: right before Word computes anything, and live after that."""

import re

from cxassess.report.blocks import Caption
from cxassess.report.word.markup import escape, text_runs

BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
_NO_NAME = re.compile(r"\W", re.ASCII)


def field(order: str, result: str) -> str:
    """A field with what it shows; `result` is the markup of runs."""
    return f"{BEGIN}{instruction(order)}{SEPARATE}{result}{END}"


def instruction(order: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {escape(order)} </w:instrText></w:r>'


def bookmarked(id: int, name: str, content: str) -> str:
    """Runs within a bookmark; ids are one row of numbers over the whole document."""
    return f'<w:bookmarkStart w:id="{id}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{id}"/>'


def exhibit_name(key: str) -> str:
    """The bookmark of a table's or figure's number: hidden, as its name starts with _; Word takes 40 letters."""
    return f"_Ref_{_NO_NAME.sub('_', key)}"[:40]


def numbered_label(id: int, caption: Caption) -> str:
    """“Table 3” as Word counts it: the word, and a SEQ field that numbers all captions of that word."""
    order = f"SEQ {caption.word.replace(' ', '_')} \\* ARABIC"
    content = text_runs(f"{caption.word} ") + field(order, text_runs(f"{caption.number}"))
    return bookmarked(id, exhibit_name(caption.key), content)


def reference(key: str, runs: str) -> str:
    """The number of a table or figure elsewhere, as runs; a click leads there."""
    return field(f"REF {exhibit_name(key)} \\h", runs)
