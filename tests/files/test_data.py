"""What is shipped is found by what it holds, not by which folders an installer left."""

from pathlib import Path

import pytest

from cxassess.files import data


def test_a_folder_that_an_installer_left_is_no_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report_templates" / "full").mkdir(parents=True)
    (tmp_path / "report_templates" / "full" / "outline.toml").write_text("format = 1\n")
    (tmp_path / "report_templates" / "__pycache__").mkdir()
    monkeypatch.setattr(data, "PACKAGE", tmp_path / "cxassess")
    assert data.shipped_ids("report_templates") == ("full",)
