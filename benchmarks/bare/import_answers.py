"""Rows of answers.csv into a table of SQLite, unchecked: import_answers.py CSV DATABASE."""

import csv
import sqlite3
import sys
from pathlib import Path

TABLE = """
    CREATE TABLE answer (
        seq INTEGER PRIMARY KEY, respondent TEXT, role TEXT, unit TEXT,
        question TEXT, choice TEXT, comment TEXT, evidence TEXT
    )
"""
INSERT = "INSERT INTO answer (respondent, role, unit, question, choice, comment, evidence) VALUES (?, ?, ?, ?, ?, ?, ?)"

with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
    rows = csv.reader(file)
    next(rows)
    db = sqlite3.connect(sys.argv[2])
    with db:
        db.execute(TABLE)
        db.execute("CREATE INDEX answer_by_person ON answer (respondent, question, seq)")
        db.executemany(INSERT, rows)
    db.close()
