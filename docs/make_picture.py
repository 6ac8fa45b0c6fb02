"""Makes docs/images/report.png, the picture in the README, from the example's report (needs LibreOffice and poppler).

python docs/make_picture.py
"""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from cxassess.files.demo import write_demo

PAGES = (1, 3, 8)
GAP, EDGE, SHADE = 24, 2, "#D5DAE0"
WIDTH = 1500


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_demo(folder / "demo")
        report = folder / "demo" / "reports" / "2026" / "report.docx"
        office = ["soffice", f"-env:UserInstallation=file://{name}/profile", "--headless", "--convert-to", "pdf"]
        subprocess.run([*office, "--outdir", name, str(report)], check=True, capture_output=True)
        subprocess.run(["pdftoppm", "-r", "80", "-png", f"{name}/report.pdf", f"{name}/page"], check=True)
        pages = sorted(folder.glob("page-*.png"))
        chosen = [Image.open(pages[number - 1]).convert("RGB") for number in PAGES]
        target = Path(__file__).parent / "images" / "report.png"
        _side_by_side(chosen).save(target, optimize=True)
        print(target)


def _side_by_side(pages: list[Image.Image]) -> Image.Image:
    width = sum(page.width + 2 * EDGE for page in pages) + GAP * (len(pages) + 1)
    height = max(page.height for page in pages) + 2 * EDGE + 2 * GAP
    sheet = Image.new("RGB", (width, height), "white")
    left = GAP
    for page in pages:
        framed = Image.new("RGB", (page.width + 2 * EDGE, page.height + 2 * EDGE), SHADE)
        framed.paste(page, (EDGE, EDGE))
        sheet.paste(framed, (left, GAP))
        left += framed.width + GAP
    return sheet.resize((WIDTH, round(height * WIDTH / width)), Image.Resampling.LANCZOS).quantize(255)


if __name__ == "__main__":
    main()
