"""Run as a program it runs a command while every write to the store is noted down: FOLDER OUT COMMAND…"""

import pickle
import sys
from pathlib import Path


def main(folder: Path, out: Path, command: list[str]) -> None:
    from cxassess.cli import cli
    from files.power_cut import Recorder, library

    sqlite = library()
    assert sqlite is not None
    before = {str(path): path.read_bytes() for path in folder.iterdir() if path.name == "answers.db"}
    recorder = Recorder(sqlite)
    cli.main(command, prog_name="cxassess", standalone_mode=False)
    out.write_bytes(pickle.dumps((before, recorder.events)))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
