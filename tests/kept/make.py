"""Makes tests/kept/format-N.zip with the product as it stands in a checkout: `python make.py CHECKOUT OUT.zip`.

It runs the commands of that checkout on one small data set, as people would. What it has no command for, though its
store had a place (levels agreed in a workshop, notes of an interview, a draft), goes in through its store. Beside the
folder the zip holds expected.json: the assessment as that product printed it, and what its store then held.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
WAVE = "2026"


def make(checkout: Path, out: Path) -> None:
    with tempfile.TemporaryDirectory() as desk:
        product = Product(checkout, Path(desk) / "acme")
        product.fill()
        expected = product.inside("tell")
        expected["assessment"] = json.loads(product.run("assess", product.folder, "--wave", WAVE, "--json"))
        pack(product.folder, expected, out)


class Product:
    """The product of a checkout, with the engagement that it makes."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        self.checkout, self.folder = checkout, folder
        self.commands = self.run("--help") + self.run("import", "--help")

    def run(self, *arguments: object) -> str:
        return self._python("-m", "cxassess", *map(str, arguments))

    def inside(self, what: str) -> dict[str, object]:
        """What this file does within a process of that product."""
        told = self._python(str(Path(__file__)), what, str(self.folder))
        return dict(json.loads(told)) if told else {}

    def has(self, command: str) -> bool:
        return any(line.split()[:1] == [command] for line in self.commands.splitlines())

    def _python(self, *arguments: str) -> str:
        env = {**os.environ, "PYTHONPATH": str(self.checkout), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, env=env, cwd=self.checkout, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"{' '.join(command)} said: {done.stderr}")
        return done.stdout

    def fill(self) -> None:
        folder = self.folder
        named = ("--client", "Acme & Söhne", "--wave", WAVE, "--as-of", "2026-03-12")
        self.run("new", folder, "--questionnaire", "cx-pulse", *named)
        settings = (folder / "engagement.toml").read_text(encoding="utf-8")
        settings = settings.replace("units = []", 'units = ["North", "South"]')
        settings = settings.replace("targets = { }", "targets = { design = 4.0 }")
        (folder / "engagement.toml").write_text(settings, encoding="utf-8")
        commentary = folder / "commentary" / f"{WAVE}.toml"
        words = commentary.read_text(encoding="utf-8")
        words = words.replace('headline = ""', 'headline = "Acme listens, and is slow to act."')
        commentary.write_text(words, encoding="utf-8")
        for name in ("answers", "corrections"):
            self.run("import", "answers", folder, DATA / f"{name}.csv")
        for name in ("metrics", "later"):
            self.run("import", "metrics", folder, DATA / f"{name}.csv")
        self.inside("decide")
        if self.store_version >= 6:
            self.run("import", "metrics", folder, DATA / "series.csv")
            self.measure("poll")
        if self.has("comments"):
            self.measure("comment")
            self.inside("quote")
        if self.has("software"):
            shutil.copy(DATA / "software.toml", folder)
        if self.has("touchpoints"):
            shutil.copy(DATA / "touchpoints.csv", folder)
        if self.has("mirror"):
            self.run("import", "mirror", folder, DATA / "mirror.csv", "--how", "Asked at the till")
        if self.has("invite"):
            self.run("invite", folder, DATA / "people.csv", "--base-url", "https://acme.test", "--ends", "2030-12-31")
            if "--mirror" in self.run("invite", "--help"):
                self.run("invite", folder, "--mirror", "customers", "--ends", "2030-12-31")
        if self.has("wave") and "finish" in self.run("wave", "--help"):
            self.run("wave", "finish", folder, WAVE, "--reason", "The board has seen it")
            self.run("wave", "new", folder, "2027", "--as-of", "2027-03-11")
            self.run("import", "answers", folder, DATA / "corrections.csv", "--wave", "2027")

    def measure(self, name: str) -> None:
        with (self.folder / "metrics" / "metrics.toml").open("a", encoding="utf-8") as file:
            file.write((DATA / f"{name}.toml").read_text(encoding="utf-8"))
        table = {"poll": "poll.csv", "comment": "poll_with_words.csv"}[name]
        self.run("import", "metrics", self.folder, DATA / table)

    @property
    def store_version(self) -> int:
        return int(str(self.inside("tell")["version"]))


def pack(folder: Path, expected: dict[str, object], out: Path) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                file.write(path, path.relative_to(folder.parent))
        file.writestr("expected.json", json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True))


# ── within a process of the product that is kept ──────────────────────────────────────────────────────────────


def decide(folder: Path) -> None:
    """What a workshop, an interview and a reader of the plan decide, as far as this store has a place for it."""
    from datetime import date

    model = nouns()
    with model.Store.open(folder) as kept:
        answers, decisions, outcomes = (subject(kept, name) for name in ("answers", "decisions", "outcomes"))
        level, answer = model.AgreedLevel, model.Answer
        decisions.agree(WAVE, level("STR1", 3, "seen", date(2026, 3, 10), "Ana Marić, Ben Osei"))
        decisions.agree(WAVE, level("STR1", 4, "seen again", date(2026, 3, 11), "Ana Marić"))
        row = model.AnswerRow("Ben Osei", "manager", "North", answer("DSN6", "2"))
        if hasattr(answers, "save_note"):
            answers.save_note(WAVE, row, "Looked away when asked.")
        if hasattr(answers, "save_draft"):
            mia = model.AnswerRow("Mia Wong", "manager", "South", answer("STR5", "", "Not sure yet", ""))
            answers.save_draft(WAVE, mia)
        save = getattr(decisions, "save", getattr(kept, "save_decisions", None))
        if save:
            change = model.ActionChange
            decided = [
                change("OWN1", "title", "Call ten customers"),
                change("OWN1", "owner", "Ana Marić"),
                change("OWN1", "due", "2026-05-31"),
                change("OWN1", "horizon", "now"),
            ]
            save(WAVE, decided, [], "workbook")
        if hasattr(outcomes, "save_measures"):
            outcomes.save_measures(WAVE, "survey.csv", [_promoters(15), _promoters(4, "shop")], "19 promoters")


def nouns() -> Any:
    """What the store of this product calls its nouns by, wherever each is defined."""
    from importlib import import_module
    from importlib.util import find_spec
    from types import SimpleNamespace

    found: dict[str, Any] = {}
    for name in ("store", "store_answers", "store_decisions"):
        if find_spec(f"cxassess.files.{name}"):
            found |= vars(import_module(f"cxassess.files.{name}"))
    return SimpleNamespace(**found)


def subject(store: Any, name: str) -> Any:
    """The tables of a subject; the store itself in a product whose store had all methods, one maybe of that name."""
    tables = getattr(store, name, store)
    return store if callable(tables) else tables


def _promoters(of: int, touchpoint: str = "") -> Any:
    from datetime import date

    from cxassess.measures.measure import Measure, Period
    from cxassess.measures.nps import Recommendation, measure_nps

    people = of + 21
    score = measure_nps(Recommendation(of, 13, 8, people, people))
    days = Period(date(2026, 1, 1), date(2026, 4, 1))
    return Measure("nps", "nps", "survey.csv", score, days, touchpoint=touchpoint, answers={9: of, 7: 13, 3: 8})


def quote(folder: Path) -> None:
    from cxassess.files.store import Store

    with Store.open(folder) as store:
        source = store.comments.sources(WAVE)[0]
        comments = list(store.comments.of(source))
        store.comments.decide(WAVE, comments[0], "approved", comments[0].text)
        store.comments.decide(WAVE, next(c for c in comments if c.text != comments[0].text), "refused")


def tell(folder: Path) -> dict[str, object]:
    """What the store holds, as that product reads it."""
    import sqlite3
    from dataclasses import astuple

    from cxassess.files.store import Store

    with Store.open(folder) as store:
        answers, decisions, outcomes = (subject(store, name) for name in ("answers", "decisions", "outcomes"))
        told: dict[str, object] = {
            "people": {
                r.name: {
                    "role": r.role,
                    "unit": r.unit,
                    "answers": {q: [a.choice, a.comment, a.evidence] for q, a in r.answers.items()},
                }
                for r in answers.responses(WAVE)
            },
            "agreed": [[*astuple(a)[:3], a.agreed_on.isoformat(), a.present] for a in decisions.agreed(WAVE).values()],
            "metrics": [[m.metric, m.value, m.n, m.period, m.previous] for m in outcomes.metrics(WAVE)],
        }
        if hasattr(answers, "notes"):
            told["notes"] = [list(astuple(note)) for note in answers.notes(WAVE)]
        if hasattr(answers, "drafts"):
            told["drafts"] = {q: a.comment for q, a in answers.drafts(WAVE, "Mia Wong").items()}
        if hasattr(store, "actions"):
            table: Any = store.actions  # a method until version 10
            decided = table.of(WAVE) if hasattr(table, "of") else table(WAVE)
            told["actions"] = {id: [a.title, a.owner, str(a.due)] for id, a in decided.items()}
        if hasattr(outcomes, "measures"):
            told["measures"] = {f"{m.source} {m.id}": m.now.value for m in outcomes.measures(WAVE)}
        if hasattr(store, "comments"):
            tables = store.comments
            told["comments"] = [c.text for source in tables.sources(WAVE) for c in tables.of(source)]
            told["quotes"] = sorted([d.state, d.text] for d in tables.decisions(WAVE).values())
        if hasattr(store, "mirror"):
            told["mirror"] = sorted(
                [a.item, a.choice, a.comment] for r in store.mirror.responses(WAVE) for a in r.answers.values()
            )
        if hasattr(store, "invitations"):
            told["panels"] = [i.kind for i in store.invitations.list(WAVE) if i.kind not in {"personal", "shared"}]
            told["invited"] = [[i.name, i.mail, str(i.ends)] for i in store.invitations.list(WAVE)]
        if hasattr(store, "finished"):
            told["finished"] = [[one.revision, one.digest, one.reason] for one in store.finished.revisions(WAVE)]
            told["waves"] = [[one.wave.id, one.wave.state] for one in store.waves()]
    db = sqlite3.connect(folder / "answers.db")
    [told["version"]] = db.execute("PRAGMA user_version").fetchone()
    db.close()
    return told


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["decide", folder]:
            decide(Path(folder))
        case ["quote", folder]:
            quote(Path(folder))
        case ["tell", folder]:
            print(json.dumps(tell(Path(folder))))
        case [checkout, out]:
            make(Path(checkout).resolve(), Path(out))
        case _:
            sys.exit(__doc__)
