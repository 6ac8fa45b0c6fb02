"""Run as a program it moves a wave to another questionnaire while every write is noted down: FOLDER PACK OUT."""

import pickle
import sys
from pathlib import Path


def main(folder: Path, questionnaire: str, out: Path) -> None:
    from cxassess.files.wave_migration import migrate, plan_migration
    from files.power_cut import Recorder, library

    sqlite = library()
    assert sqlite is not None
    before = {str(path): path.read_bytes() for path in folder.iterdir() if path.name == "answers.db"}
    planned = plan_migration(folder, None, questionnaire)
    recorder = Recorder(sqlite)
    migrate(folder, planned)
    out.write_bytes(pickle.dumps((before, recorder.events)))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
