"""A workbook of as many cells and formulas as ours, unformatted: report_xlsx.py CONTENT OUT.

CONTENT is JSON: for each sheet its cells as row, column, value, formula (or null).
"""

import json
import sys
from pathlib import Path

from xlsxwriter import Workbook

with Workbook(sys.argv[2]) as book:
    for name, cells in json.loads(Path(sys.argv[1]).read_text("utf-8")).items():
        sheet = book.add_worksheet(name)
        for row, column, value, formula in cells:
            if formula is None:
                sheet.write(row, column, value)
            else:
                sheet.write_formula(row, column, formula, None, value)
