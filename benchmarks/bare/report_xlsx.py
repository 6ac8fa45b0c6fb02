"""A workbook from a list of its cells, formats, rules and charts, by plain XlsxWriter: report_xlsx.py CONTENT OUT.

CONTENT is JSON as `recorded.py` writes it. `calls` are made as they stand; a format, a chart or a series in them is
named by its number. Nothing here knows what any of it means.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook


def write_cells(sheet: Any, cells: list[list[Any]], formats: list[Any]) -> None:
    for kind, row, column, value, look, result in cells:
        form = formats[look]
        if kind == "string":
            sheet.write_string(row, column, value, form)
        elif kind == "number":
            sheet.write_number(row, column, value, form)
        elif kind == "formula":
            sheet.write_formula(row, column, value, form, result)
        elif kind == "blank":
            sheet.write_blank(row, column, None, form)
        elif kind == "datetime":
            sheet.write_datetime(row, column, datetime.fromisoformat(value), form)


def main(content: dict[str, Any], out: str) -> None:
    made: dict[int, Any] = {}

    def value(given: Any) -> Any:
        """An argument as XlsxWriter takes it: formats and charts by their number, dates from text."""
        if isinstance(given, dict):
            if "made" in given:
                return made[given["made"]]
            if "date" in given:
                return datetime.fromisoformat(given["date"])
            return {key: value(inner) for key, inner in given.items()}
        if isinstance(given, list):
            return [value(inner) for inner in given]
        return given

    with Workbook(out, content["options"]) as book:
        made[0] = book
        made[1] = book.formats[0]
        for target, method, arguments, named, number in content["calls"]:
            made[number] = getattr(made[target], method)(*map(value, arguments), **value(named))
        for sheet, cells in content["cells"]:
            write_cells(made[sheet], cells, made)  # type: ignore[arg-type]


main(json.loads(Path(sys.argv[1]).read_text("utf-8")), sys.argv[2])
