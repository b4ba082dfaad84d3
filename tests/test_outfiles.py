"""Taking rights from others: of the file itself, never of what a link leads to."""

import stat
from pathlib import Path

from buildings import outfiles


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_keeps_its_owners_rights_alone(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("tax")
    file.chmod(0o754)
    outfiles.tighten(file)
    assert mode(file) == 0o700
    outfiles.tighten(tmp_path / "none")


def test_a_link_is_left_alone(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("tax")
    file.chmod(0o644)
    link.symlink_to(file)
    outfiles.tighten(link)
    assert mode(file) == 0o644
