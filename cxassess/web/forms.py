"""The fields of a form as a browser sends it."""

from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from cxassess.files.clean import clean_line
from cxassess.web.security import BODY

LONGEST = 5_000  # characters of a comment, a reason or a proof
_MOST_FIELDS = 60  # a mirror of 20 sentences with a comment each, and its buttons
_NAME = 200


class Form:
    """Texts by name; a field that was not sent is empty."""

    def __init__(self, fields: dict[str, str]) -> None:
        self._fields = fields

    def line(self, name: str) -> str:
        """A short text on one line."""
        return clean_line(self._fields.get(name, "")[:_NAME])

    def has(self, name: str) -> bool:
        """Whether a field was sent, be it empty."""
        return name in self._fields

    def text(self, name: str, longest: int = LONGEST) -> str:
        """A longer text, as it was typed. HTTPException where it is longer than the page lets anybody type."""
        text = self._fields.get(name, "").replace("\r\n", "\n")
        if len(text) > longest:
            raise HTTPException(413)
        return text

    def number(self, name: str) -> int:
        text = self._fields.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def read_form(request: Request) -> Form:
    """The form of a request. HTTPException for a body that is none."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(415)
    try:
        body = request.scope[BODY].decode("ascii")
        fields = parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except (UnicodeDecodeError, ValueError) as error:
        raise HTTPException(400) from error
    return Form(dict(fields))
