"""An engagement moves house: out into a zip that lacks nothing, and in whole or not at all."""

import hashlib
import json
import os
import random
import shutil
import sqlite3
import stat
import threading
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cxassess.errors import CannotWrite, CxassessError, InvalidInput, NotAnEngagement
from cxassess.files.archive import FROM_BYTES, MOST_FILES, is_bomb, name_faults
from cxassess.files.archive_export import export_engagement
from cxassess.files.archive_import import UNFINISHED, import_engagement
from cxassess.files.data import shipped
from cxassess.files.documents import write_documents
from cxassess.files.engagement import open_engagement
from cxassess.files.lock import FileLock
from cxassess.files.store import Store
from cxassess.files.store_answers import AnswerRow
from cxassess.files.store_schema import UPGRADES
from cxassess.model.engagement import Answer
from cxassess.serialise import as_json
from files.building import KESTREL, contents, done_well, refused, run, written

KEPT = Path(__file__).parents[1] / "kept"
NEWEST = max(int(path.stem.removeprefix("format-")) for path in KEPT.glob("format-*.zip"))
Parts = dict[str, bytes]


def kept_folder(place: Path, version: int = NEWEST) -> Path:
    """The kept engagement of a store version, unpacked."""
    with zipfile.ZipFile(KEPT / f"format-{version}.zip") as file:
        file.extractall(place)
    return place / "acme"


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An engagement with all that a folder may hold; nobody changes it."""
    folder = kept_folder(tmp_path_factory.mktemp("moving"))
    Store.open(folder).close()  # it is of today's version from here on
    shutil.copy(KESTREL / "code_frame.toml", folder)
    (folder / "invitations.csv").chmod(0o600)
    shutil.copytree(shipped("mirrors") / "cx-mirror", folder / "mirror")
    written(folder / "forms" / "2026" / "Zoë.xlsx", b"PK\x03\x04 no form")
    written(folder / "Notizen für Jürgen" / "李明.md", "was er sagte")
    written(folder / "logo.png", b"\x89PNG")
    (folder / "empty" / "within").mkdir(parents=True)
    (folder / "reports").mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def archive(acme: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("archive") / "acme.zip"
    export_engagement(acme, out)
    return out


def rows(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of a store."""
    with closing(sqlite3.connect(folder / "answers.db")) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: db.execute(f'SELECT rowid, * FROM "{table}" ORDER BY rowid').fetchall() for table in tables}


def assessed(folder: Path, out: Path) -> tuple[str, dict[str, bytes]]:
    """The JSON of the assessment, and the bytes of its documents by name."""
    with open_engagement(folder, "2026") as opened:
        assessment = opened.assess()
    documents = write_documents(folder, assessment, ("docx", "xlsx"), "board", out).paths
    return json.dumps(as_json(assessment)), {path.name: path.read_bytes() for path in documents}


# ── out and in again ─────────────────────────────────────────────────────────────────────────────────────────


def test_what_moves_out_moves_in_as_it_was(acme: Path, archive: Path, tmp_path: Path) -> None:
    new = tmp_path / "deep" / "new"
    import_engagement(archive, new)
    assert contents(new) == contents(acme)
    assert rows(new) == rows(acme)
    assert len(rows(new)["answer"]) == 94
    before, after = assessed(acme, tmp_path / "before"), assessed(new, tmp_path / "after")
    assert before == after
    assert set(before[1]) == {"report.docx", "workbook.xlsx"}
    assert list(new.parent.iterdir()) == [new]


def test_what_only_its_owner_may_read_stays_so(acme: Path, archive: Path, tmp_path: Path) -> None:
    import_engagement(archive, tmp_path / "new")
    modes = {path: stat.S_IMODE((tmp_path / "new" / path).stat().st_mode) for path in ("invitations.csv", "logo.png")}
    (tmp_path / "plain").touch()
    assert modes == {"invitations.csv": 0o600, "logo.png": stat.S_IMODE((tmp_path / "plain").stat().st_mode)}
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


def test_the_same_folder_gives_the_same_bytes_there_and_where_it_moved_to(
    acme: Path, archive: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    import_engagement(archive, new)
    for path in new.rglob("*"):
        os.utime(path, (1, 1))
    export_engagement(new, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_the_manifest_names_every_file_with_its_size_and_hash(acme: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive) as file:
        manifest = json.loads(file.read("manifest.json"))
        names = [entry.filename for entry in file.infolist()]
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    listed = {path: (one["size"], one["sha256"]) for path, one in manifest["files"].items()}
    there = {path: content for path, content in contents(acme).items() if content is not None}
    assert listed == {path: (len(part), hashlib.sha256(part).hexdigest()) for path, part in there.items()}
    assert names == [*(f"engagement/{name}" for name in sorted(there)), "manifest.json"]
    assert list(manifest["files"]) == sorted(manifest["files"])
    assert manifest["folders"] == ["empty/within", "reports"]
    assert (manifest["format"], manifest["store"], manifest["client"]) == (1, len(UPGRADES), "Acme & Söhne")
    assert [(wave["id"], wave["as_of"], wave["state"], wave["mode"]) for wave in manifest["waves"]] == [
        ("2026", "2026-03-12", "finished", "attributed"),
        ("2027", "2027-03-11", "open", "attributed"),
    ]


def test_locks_and_temporary_files_stay_and_so_does_what_a_link_leads_to(
    acme: Path, archive: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(acme, tmp_path / "acme")
    for name in (".DS_Store", "answers.db.lock", "~$report.docx", ".~lock.a.xlsx#", ".cxassess-0123456789abcdef"):
        written(folder / name, "x")
    written(tmp_path / "secret", "of somebody else")
    (folder / "secret").symlink_to(tmp_path / "secret")
    (folder / "elsewhere").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    said = done_well(run("export", folder, tmp_path / "a.zip"))
    assert ".DS_Store, .cxassess-0123456789abcdef, .~lock.a.xlsx#, answers.db.lock, ~$report.docx." in said
    assert "what they lead to is not in it: elsewhere, pipe, secret." in said
    assert (tmp_path / "a.zip").read_bytes() == archive.read_bytes()


def test_export_says_how_private_it_is_and_never_replaces_a_file(acme: Path, tmp_path: Path) -> None:
    said = done_well(run("export", acme, tmp_path / "a.zip"))
    assert "names, every single answer and the consultants’ notes are in it. Personal links are in it, too" in said
    before = (tmp_path / "a.zip").read_bytes()
    refused(run("export", acme, tmp_path / "a.zip"), "is there already; nothing was written")
    assert (tmp_path / "a.zip").read_bytes() == before
    refused(run("export", acme, tmp_path / "b.zip", "--wave", "2026"), "--wave goes with --for client", code=2)
    said = done_well(run("import", "engagement", tmp_path / "a.zip", tmp_path / "new"))
    assert "Acme & Söhne, waves 2026, 2027; 23 files, each as it was exported." in said


def test_a_name_that_another_system_cannot_have_is_named_before_anything_is_written(acme: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(acme, tmp_path / "acme")
    for name in ("Notes.md", "notes.md", "aux.txt", "what?.csv", "a\\b"):
        written(folder / name, "x")
    with pytest.raises(InvalidInput) as caught:
        export_engagement(folder, tmp_path / "a.zip")
    assert len(caught.value.problems) == 4
    assert "notes.md: is the same name as “Notes.md” on many systems" in str(caught.value)
    assert not (tmp_path / "a.zip").exists()


def test_a_folder_of_zeros_is_no_bomb(acme: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(acme, tmp_path / "acme")
    written(folder / "zeros", bytes(2 * FROM_BYTES))
    export_engagement(folder, tmp_path / "a.zip")
    import_engagement(tmp_path / "a.zip", tmp_path / "new")
    assert (tmp_path / "new" / "zeros").stat().st_size == 2 * FROM_BYTES


def test_a_folder_without_settings_or_store_is_not_exported(acme: Path, tmp_path: Path) -> None:
    for name in ("answers.db", "engagement.toml"):
        folder = shutil.copytree(acme, tmp_path / name)
        (folder / name).unlink()
        with pytest.raises(NotAnEngagement):
            export_engagement(folder, tmp_path / "a.zip")
    folder = shutil.copytree(acme, tmp_path / "linked")
    (folder / "engagement.toml").rename(tmp_path / "settings")
    (folder / "engagement.toml").symlink_to(tmp_path / "settings")
    with pytest.raises(InvalidInput, match="is a link to another place"):
        export_engagement(folder, tmp_path / "a.zip")


# ── while people answer ──────────────────────────────────────────────────────────────────────────────────────


def test_a_served_engagement_is_exported_as_it_stands_with_what_is_in_the_log(acme: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(acme, tmp_path / "acme")
    saved, stop = [0], threading.Event()

    def answer() -> None:
        with Store.open(folder) as store:
            while not stop.is_set():
                number = saved[0] + 1
                row = AnswerRow(f"Person {number}", "manager", "", Answer("STR1", "3"))
                store.answers.add("2027", row, "web")
                saved[0] = number

    with Store.open(folder) as store, store.serving():
        writer = threading.Thread(target=answer)
        writer.start()
        try:
            exported = []
            for number in range(5):
                before = saved[0]
                export_engagement(folder, tmp_path / f"{number}.zip")
                exported.append((before, saved[0] + 1))
                assert (folder / "answers.db-wal").stat().st_size > 0
        finally:
            stop.set()
            writer.join()
    for number, (least, most) in enumerate(exported):
        new = tmp_path / f"new{number}"
        import_engagement(tmp_path / f"{number}.zip", new)
        assert sorted(path.name for path in new.glob("answers.db*")) == ["answers.db"]
        found = rows(new)
        answered = sum(row[-1] == "web" for row in found["answer"])
        assert least <= answered <= most
        assert len(found["person"]) == len(rows(acme)["person"]) + answered
    assert exported[-1][0] > 0


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(path: Path, parts: Parts | list[tuple[zipfile.ZipInfo | str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items() if isinstance(parts, dict) else parts:
            file.writestr(name, content)
    return path


def relisted(parts: Parts, **changes: Any) -> Parts:
    """The parts with a manifest that lists them as they are."""
    manifest = json.loads(parts["manifest.json"])
    files = {name.removeprefix("engagement/"): part for name, part in parts.items() if name != "manifest.json"}
    manifest["files"] = {n: {"size": len(p), "sha256": hashlib.sha256(p).hexdigest()} for n, p in files.items()}
    return {**parts, "manifest.json": json.dumps({**manifest, **changes}).encode()}


def with_file(name: str, listed: bool = True) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        more = {**parts, name: b"x"}
        return relisted(more) if listed else more

    return change


def without(name: str, listed: bool = False) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        fewer = {key: part for key, part in parts.items() if key != name}
        return relisted(fewer) if listed else fewer

    return change


def with_manifest(**changes: Any) -> Callable[[Parts], Parts]:
    return lambda parts: relisted(parts, **changes)


def with_entry(name: str, **attributes: Any) -> Callable[[Parts], list[tuple[zipfile.ZipInfo | str, bytes]]]:
    def change(parts: Parts) -> list[tuple[zipfile.ZipInfo | str, bytes]]:
        entry = zipfile.ZipInfo(name)
        for key, value in attributes.items():
            setattr(entry, key, value)
        return [*((key, part) for key, part in parts.items() if key != name), (entry, parts.get(name, b"/etc/passwd"))]

    return change


def altered_store(script: str) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        with closing(sqlite3.connect(":memory:")) as db:
            db.deserialize(parts["engagement/answers.db"])
            db.executescript(script)
            db.commit()
            return relisted({**parts, "engagement/answers.db": db.serialize()})

    return change


def damaged_index(parts: Parts) -> Parts:
    """A store in which a page of an index says something else than its table."""
    store = bytearray(parts["engagement/answers.db"])
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(bytes(store))
        [size] = db.execute("PRAGMA page_size").fetchone()
        [page] = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'answer_by_person'").fetchone()
    store[page * size - 40 : page * size] = bytes(40)
    return relisted({**parts, "engagement/answers.db": bytes(store)})


def same_length(parts: Parts) -> Parts:
    text = parts["engagement/engagement.toml"]
    return {**parts, "engagement/engagement.toml": text.replace(b"Acme", b"Bcme")}


REFUSED: Mapping[str, tuple[Callable[[Parts], Any], str]] = {
    "missing": (without("engagement/logo.png"), "logo.png: is in manifest.json and missing in the archive"),
    "extra": (with_file("engagement/more.txt", listed=False), "more.txt: is in the archive and not in manifest.json"),
    "outside": (with_file("more.txt", listed=False), "more.txt: is in the archive and not in manifest.json"),
    "changed": (same_length, "engagement.toml: is not the file that manifest.json lists (its SHA-256 differs)"),
    "longer": (
        lambda parts: {**parts, "engagement/logo.png": b"\x89PNG and more"},
        "logo.png: has 13 bytes, 4 were expected",
    ),
    "no manifest": (without("manifest.json"), "has no manifest.json: it is no whole engagement, as cxassess export"),
    "no JSON": (lambda parts: {**parts, "manifest.json": b"{"}, "has a manifest.json that is damaged or no JSON"),
    "deep JSON": (
        lambda parts: {**parts, "manifest.json": b"[" * 100_000},
        "has a manifest.json that is damaged or no JSON",
    ),
    "of something else": (with_manifest(what="a backup"), "has a manifest.json that is not of an engagement"),
    "newer format": (
        with_manifest(format=2, product="9.1.0"),
        "was written by cxassess 9.1.0, this is ",
    ),
    "newer store": (with_manifest(store=99, product="9.1.0"), "install cxassess 9.1.0 or a newer one"),
    "no format": (with_manifest(format=0), "has a manifest.json of format 0, 1 was expected"),
    "unknown key": (with_manifest(colour="red"), "manifest.json › colour: is not a known key"),
    "negative size": (
        with_manifest(files={"answers.db": {"size": -1, "sha256": "0" * 64}}),
        "manifest.json › files.answers.db.size: -1 was read, 0 or more was expected",
    ),
    "no settings": (without("engagement/engagement.toml", listed=True), "engagement.toml: is missing"),
    "no store": (without("engagement/answers.db", listed=True), "answers.db: is missing"),
    "upwards": (with_file("engagement/../../x"), "leads out of the folder (..)"),
    "upwards in a folder": (with_manifest(folders=["../x"]), "leads out of the folder (..)"),
    "absolute": (with_file("engagement//etc/x"), "begins at the root of a disk"),
    "drive": (with_file("engagement/C:/x"), "begins at the root of a disk"),
    "backslash": (with_file("engagement/..\\x"), "has a backslash in its name"),
    "reserved": (with_file("engagement/reports/NUL.txt"), "has a name that Windows keeps for itself (NUL.txt)"),
    "colon": (with_file("engagement/a.txt:b"), "has a character in its name that Windows does not take"),
    "control": (with_file("engagement/a\x1b[2J"), "has a character in its name that Windows does not take"),
    "trailing dot": (with_file("engagement/reports./x"), "ends in a dot or a blank"),
    "long": (with_file(f"engagement/{'ä' * 128}"), "has a name of 256 bytes, at most 255"),
    "deep": (with_file("engagement/" + "/".join(["abcdefghi"] * 41)), "has a name of 409 characters with its folders"),
    "case": (with_file("engagement/LOGO.png"), "is the same name as “logo.png” on many systems"),
    "case of a folder": (with_file("engagement/Forms/x"), "is the same name as “forms” on many systems"),
    "unicode form": (
        with_file("engagement/Notizen fu\u0308r Ju\u0308rgen/x"),
        "is the same name as “Notizen für Jürgen” on many systems",
    ),
    "file and folder": (with_file("engagement/logo.png/x"), "logo.png: is both a file and a folder"),
    "a log of SQLite": (with_file("engagement/answers.db-journal"), "which no export writes"),
    "symbolic link": (
        with_entry("engagement/logo.png", external_attr=(stat.S_IFLNK | 0o777) << 16),
        "logo.png: is a link or no plain file, which no export writes",
    ),
    "other packing": (
        with_entry("engagement/logo.png", compress_type=zipfile.ZIP_BZIP2),
        "logo.png: is packed in a way that no export uses",
    ),
    "trigger": (
        altered_store("CREATE TRIGGER t AFTER INSERT ON answer BEGIN DELETE FROM person; END;"),
        "answers.db: is damaged or was tampered with (it has other rules than cxassess gives a store)",
    ),
    "trigger taken away": (
        altered_store("DROP TRIGGER answer_update_of_finished"),
        "answers.db: is damaged or was tampered with (it has other rules than cxassess gives a store)",
    ),
    "a row too few": (
        altered_store("DELETE FROM person WHERE name = 'Ben Osei'"),
        "answers.db: is damaged or was tampered with (a row of ",
    ),
    "damaged index": (damaged_index, "answers.db: is damaged or was tampered with ("),
    "other store": (altered_store("PRAGMA application_id = 7"), "answers.db is not a store of cxassess"),
    "no store at all": (
        lambda parts: relisted({**parts, "engagement/answers.db": b"no database" * 999}),
        "answers.db is damaged or no store of cxassess",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_faulty_archive_is_told_in_one_sentence_and_nothing_is_written(
    fault: str, archive: Path, tmp_path: Path
) -> None:
    change, expected = REFUSED[fault]
    zipped = packed(tmp_path / "a.zip", change(parts_of(archive)))
    with pytest.raises(CxassessError) as caught:
        import_engagement(zipped, tmp_path / "place" / "new")
    assert expected in str(caught.value)
    assert str(caught.value).startswith("a.zip")
    assert len(str(caught.value).splitlines()) == 1
    assert not (tmp_path / "place").exists() or not list((tmp_path / "place").iterdir())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_twice_or_encrypted_is_refused(archive: Path, tmp_path: Path) -> None:
    parts = list(parts_of(archive).items())
    twice = packed(tmp_path / "twice.zip", [*parts, ("engagement/logo.png", b"other")])
    with pytest.raises(InvalidInput, match="stands in it twice"):
        import_engagement(twice, tmp_path / "new")
    content = bytearray(archive.read_bytes())
    for mark, at in (
        (b"PK\x03\x04", 6),
        (b"PK\x01\x02", 8),
    ):  # where the flags stand, in the entry and in the directory
        content[content.index(mark) + at] |= 1
    with pytest.raises(InvalidInput, match="is encrypted: export the engagement anew"):
        import_engagement(written(tmp_path / "locked.zip", bytes(content)), tmp_path / "new")


def test_what_is_no_zip_or_cut_short_is_refused(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    for content, expected in (
        (b"", "is not a zip"),
        (b"no zip at all", "is not a zip"),
        (whole[:-1], "is cut short or damaged"),
        (whole[: len(whole) // 2], "is cut short or damaged"),
    ):
        with pytest.raises(InvalidInput, match=expected):
            import_engagement(written(tmp_path / "a.zip", content), tmp_path / "new")
    with pytest.raises(CxassessError, match="cannot be read"):
        import_engagement(tmp_path / "nothing.zip", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_bombs_are_refused_before_they_are_unpacked(archive: Path, tmp_path: Path) -> None:
    bomb = packed(tmp_path / "a.zip", relisted({**parts_of(archive), "engagement/zeros": bytes(2 * FROM_BYTES)}))
    with pytest.raises(InvalidInput, match="unpacks to far more than an engagement has"):
        import_engagement(bomb, tmp_path / "new")
    assert is_bomb(20 * 2**30, 19 * 2**30)
    assert not is_bomb(FROM_BYTES, 1)


def test_more_entries_than_an_archive_takes_are_refused(tmp_path: Path) -> None:
    one = packed(tmp_path / "a.zip", {"engagement/a": b""}).read_bytes()
    start, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    directory = one[start:end] * (MOST_FILES + 2)
    last = one[end : end + 12] + len(directory).to_bytes(4, "little") + one[end + 16 :]
    with pytest.raises(InvalidInput, match=r"holds 100,002 entries, at most 100,000 were expected"):
        import_engagement(written(tmp_path / "many.zip", one[:start] + directory + last), tmp_path / "new")


def test_no_byte_that_is_wrong_gives_another_engagement(acme: Path, archive: Path, tmp_path: Path) -> None:
    whole, chance, told = archive.read_bytes(), random.Random(31), 0
    before = contents(acme)
    edge = len(whole) - 4_000  # where the directory stands, whose bytes are the sharpest
    for number in range(80):
        content = bytearray(whole)
        content[chance.randrange(edge if number % 3 else 0, len(whole))] ^= 1 << chance.randrange(8)
        new = tmp_path / str(number)
        try:
            import_engagement(written(tmp_path / "a.zip", bytes(content)), new)
        except CxassessError:
            assert not new.exists()
            told += 1
        else:
            assert contents(new) == before
            shutil.rmtree(new)
    assert told > 40


@pytest.mark.parametrize("names", [["a", "b/c", "b/d"], ["Straße", "ß/é", "ﬁ"], ["COM10", "nul-", ".hidden", " a"]])
def test_plain_names_are_taken(names: list[str]) -> None:
    assert list(name_faults(names, ["e/f"])) == []


# ── where it moves to ────────────────────────────────────────────────────────────────────────────────────────


def test_it_moves_into_a_new_or_an_empty_folder_and_nowhere_else(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    import_engagement(archive, tmp_path / "empty")
    assert (tmp_path / "empty" / "answers.db").exists()
    written(tmp_path / "file", "x")
    written(tmp_path / "full" / "x", "x")
    (tmp_path / "dangling").symlink_to(tmp_path / "full" / "x" / "y")
    before = contents(tmp_path)
    for name, expected in (("full", "is not empty"), ("file", "is a file"), ("empty", "is not empty")):
        with pytest.raises(CxassessError, match=expected):
            import_engagement(archive, tmp_path / name)
    with pytest.raises(CannotWrite):
        import_engagement(archive, tmp_path / "file" / "new")
    (tmp_path / "here").mkdir()
    refused(run("import", "engagement", archive, ".", cwd=tmp_path / "here"), "is the folder you are in")
    (tmp_path / "here").rmdir()
    assert contents(tmp_path) == before


def test_an_older_store_is_brought_to_todays_version(archive: Path, tmp_path: Path) -> None:
    old = (kept_folder(tmp_path / "old", 1) / "answers.db").read_bytes()
    zipped = packed(tmp_path / "a.zip", relisted({**parts_of(archive), "engagement/answers.db": old}, store=1))
    said = done_well(run("import", "engagement", zipped, tmp_path / "new"))
    assert f"Its store was of version 1 and is now of version {len(UPGRADES)}." in said
    assert len(rows(tmp_path / "new")["answer"]) == 92


def test_what_a_killed_import_left_is_taken_away_and_one_that_runs_is_left_alone(archive: Path, tmp_path: Path) -> None:
    written(tmp_path / f"{UNFINISHED}0123456789abcdef" / "folder" / "answers.db", "half")
    running = tmp_path / f"{UNFINISHED}fedcba9876543210"
    running.mkdir()
    lock = FileLock(running / "lock")
    assert lock.take(0)
    import_engagement(archive, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == [running.name, "new"]
    lock.close()
    import_engagement(archive, tmp_path / "other")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "other"]
