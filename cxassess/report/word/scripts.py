"""Which stretches of a text run from right to left, and which are East Asian: what Word must be told of a script.

Word lays each character out by itself. But it takes punctuation, brackets and spaces for left-to-right unless their run
says `w:rtl`, and it sets Chinese, Japanese and Korean in the face for East Asian text, which no Western style names.
"""

import re
from collections.abc import Iterator

# Hebrew, Arabic, Syriac, Thaana, N’Ko and their like (Unicode, bidirectional classes R and AL)
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_EAST = (
    "\u1100-\u11ff\u2e80-\u30ff\u3130-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
_KANA, _HANGUL = re.compile("[\u3040-\u30ff]"), re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff]")
_LTR_LETTER = f"(?![{_RTL}])[^\\W\\d_]"
_IN_LTR = re.compile(
    f"[{_RTL}](?:[{_RTL}\\W\\d_]*[{_RTL}])?"
)  # from the first to the last letter of right-to-left words
_IN_RTL = re.compile(f"{_LTR_LETTER}(?:[^{_RTL}]*(?:{_LTR_LETTER}|\\d))?")  # the same the other way round, with numbers
_EAST_ASIAN = re.compile(f"[{_EAST}]+")
_RTL_LETTER, _LETTER = re.compile(f"[{_RTL}]"), re.compile(r"[^\W\d_]")
_FIRST = "\u0590"  # no text before it is of these scripts
_BRACKETS = {")": "(", "]": "[", "}": "{", "»": "«", "”": "“"}
_MOST_BRACKETS = 4

# The faces that come with Office, and the language that decides which shape of a shared character is meant.
_FACES = {"ja-JP": "Yu Gothic", "ko-KR": "Malgun Gothic", "zh-CN": "Microsoft YaHei"}


def stretches(text: str) -> Iterator[tuple[str, str, str]]:
    """The text in stretches, each with the run properties before its colour and those after its shading.

    In a text that runs from right to left all but its Western words does; in any other one, words of such scripts do.

    >>> [piece for piece, _, _ in stretches("Of שרה (Sara)")]
    ['Of ', 'שרה', ' (Sara)']
    """
    if not text or max(text) < _FIRST:
        yield text, "", ""
        return
    turned = is_right_to_left(text)
    at = 0
    for match in (_IN_RTL if turned else _IN_LTR).finditer(text):
        end = match.end() if turned else _closed(text, match.start(), match.end())
        yield from _stretch(text[at : match.start()], rtl=turned)
        yield from _stretch(text[match.start() : end], rtl=not turned)
        at = end
    yield from _stretch(text[at:], rtl=turned)


def _stretch(text: str, *, rtl: bool) -> Iterator[tuple[str, str, str]]:
    if not text:
        return
    if rtl:
        yield text, "", "<w:rtl/>"
        return
    at = 0
    for match in _EAST_ASIAN.finditer(text):
        if match.start() > at:
            yield text[at : match.start()], "", ""
        language = _east_asian(text)
        face = f'<w:rFonts w:hint="eastAsia" w:eastAsia="{_FACES[language]}"/>'
        yield match[0], face, f'<w:lang w:eastAsia="{language}"/>'
        at = match.end()
    if at < len(text):
        yield text[at:], "", ""


def _closed(text: str, start: int, end: int) -> int:
    """Where a stretch ends when a bracket that it opened is closed right after it."""
    last = min(len(text), end + _MOST_BRACKETS)
    while end < last and (opener := _BRACKETS.get(text[end])):
        if text.count(opener, start, end) <= text.count(text[end], start, end):
            break
        end += 1
    return end


def _east_asian(text: str) -> str:
    """The language of East Asian text, by the letters that only one of them has."""
    return "ja-JP" if _KANA.search(text) else "ko-KR" if _HANGUL.search(text) else "zh-CN"


def is_right_to_left(text: str) -> bool:
    """Whether most letters run from right to left: a name in an English sentence does not turn it round.

    >>> is_right_to_left("مرحبا (Sara)"), is_right_to_left("שרה serves its customers")
    (True, False)
    """
    if not text or max(text) < _FIRST:
        return False
    return 2 * len(_RTL_LETTER.findall(text)) > len(_LETTER.findall(text))
