"""Both documents in one process, by the two scripts beside this one: report_both.py DOCX XLSX FOLDER."""

import runpy
import sys
from pathlib import Path

here, (docx, xlsx, out) = Path(__file__).parent, sys.argv[1:]
for script, content, name in (("report_docx.py", docx, "bare.docx"), ("report_xlsx.py", xlsx, "bare.xlsx")):
    sys.argv = [script, content, str(Path(out) / name)]
    runpy.run_path(str(here / script))
