"""How a text file is encoded, and a copy of it in the one encoding that DuckDB reads quickly."""

import codecs
from pathlib import Path
from unicodedata import category

from cxassess.errors import InvalidInput, Problem

LOOKED_AT = 2**20  # bytes that tell how a file is written: three header rows of a long survey fit in
_CHUNK = 2**20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SINGLE_BYTE = {  # what offices save as “CSV”, the commonest first
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
}
_TELLING = 64 * 1024  # bytes of lines with other characters than ASCII
_ENOUGH = 12  # letters beyond ASCII, below which statistics guess
_SAME_IN_MOST = bytes(
    (*range(0x80), *b"\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\xa0\xa7\xab\xb0\xbb")
)  # dashes, quotes
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})  # controls, and what is no character
UTF8 = frozenset({"utf-8", "utf-8-sig"})


def encoding_of(path: Path, start: bytes, given: str | None, *, whole: bool) -> tuple[str, str]:
    """Python's name of the encoding, and the name that people know.

    Args:
        given: what is known of it; a mark at the start of the file stands before it.
        whole: whether the whole file is asked, or `start` alone.
    """
    for mark, codec, said in _BOMS:
        if start.startswith(mark):
            return codec, said
    if given is not None:
        try:
            codec = codecs.lookup(given).name
        except LookupError as error:
            message = f"the encoding “{given[:40]}” is not known; utf-8, utf-16 or cp1252 was expected"
            raise InvalidInput([Problem(path.name, message)]) from error
        return codec, codec.upper() if codec.startswith("utf") else given
    if b"\0" in start:
        return _wide_or_binary(path, start)
    wrong = _not_utf8(path, start, whole=whole)
    return ("utf-8", "UTF-8") if wrong is None else _single_byte(wrong)


def start_as_text(path: Path, start: bytes, codec: str) -> str:
    """The beginning of a file; a character that is cut off at its end is left out."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        text = decoder.decode(start, final=len(start) < LOOKED_AT)
    except UnicodeDecodeError as error:
        message = f"is not {codec} text: save it as UTF-8"
        raise InvalidInput([Problem(path.name, message)]) from error
    if "\0" in text:
        raise InvalidInput([binary(path)])
    return text


def copy_in_utf8(path: Path, codec: str, said: str, target: Path) -> None:
    """Write the file again, in UTF-8, a piece at a time. Raises InvalidInput where it is not in its encoding."""
    decoder = codecs.getincrementaldecoder(codec)()
    lines = 1
    with path.open("rb") as source, target.open("wb") as copy:
        while True:
            chunk = source.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                message = f"is not {said} text: save it as UTF-8"
                lines += bytes(error.object[: error.start]).count(b"\n")
                raise InvalidInput([Problem(f"{path.name}, line {lines}", message)]) from error
            lines += text.count("\n")
            copy.write(text.encode("utf-8", "surrogatepass"))
            if not chunk:
                return


def binary(path: Path) -> Problem:
    return Problem(path.name, "holds binary data; CSV, TSV, an Excel workbook (.xlsx) or Parquet was expected")


def _wide_or_binary(path: Path, start: bytes) -> tuple[str, str]:
    """UTF-16 without its mark has a zero in every second byte of western text; anything else with zeros is no text."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    codec = "utf-16-be" if even > odd else "utf-16-le"
    if max(even, odd) > len(start) / 4 and min(even, odd) < len(start) / 100 and _is_table(start, codec):
        return codec, "UTF-16"
    raise InvalidInput([binary(path)])


def _is_table(start: bytes, codec: str) -> bool:
    """Whether bytes make text without controls, in which something stands between cells or rows."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(start, final=len(start) < LOOKED_AT)
    except UnicodeDecodeError:
        return False
    controls = any(category(c) in _NO_TEXT and c not in "\t\r\n" for c in set(text))
    return not controls and any(mark in text for mark in "\n\r,;\t|")


def _not_utf8(path: Path, start: bytes, *, whole: bool) -> bytes | None:
    """Bytes that are no UTF-8, with what stands around them; None where there are none."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(start, final=len(start) < LOOKED_AT)
    except UnicodeDecodeError:
        return start
    if not whole:
        return None
    with path.open("rb") as file:
        file.seek(len(start))
        while True:
            chunk = file.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return bytes(error.object[max(0, error.start - LOOKED_AT) : error.start + LOOKED_AT])
            if not chunk:
                return None


def _single_byte(sample: bytes) -> tuple[str, str]:
    """The likeliest of the encodings with a byte a character: Windows-1252 where nothing speaks against it."""
    telling = b"\n".join(line for line in sample.split(b"\n") if not line.isascii())[:_TELLING]
    codec = "cp1252"
    if len(telling.translate(None, _SAME_IN_MOST)) >= _ENOUGH:
        from charset_normalizer import from_bytes  # 0.1 s: only where a file is not UTF-8

        best = from_bytes(telling, cp_isolation=list(_SINGLE_BYTE), steps=64).best()
        likely = best.could_be_from_charset if best is not None else []  # all that give the same text
        codec = "cp1252" if "cp1252" in likely or not likely else likely[0]
    try:
        sample.decode(codec)
    except UnicodeDecodeError:
        return "latin-1", "Latin-1"
    return codec, _SINGLE_BYTE[codec]
