"""What the start page says beside figures: gaps that are not for all, files that are for others, months without tax."""

from pathlib import Path

from api import files
from api.pages.start import kinds_of_gaps
from buildings.audience import PROMOTER
from buildings.disclosure.figures import Sheet, State
from buildings.quantities import parse_month

MONTH = parse_month("2026-10")
HEADERS = ("code", "name", "gap", "spoils")


def test_a_count_that_is_not_the_whole_carries_a_mark() -> None:
    rows = tuple((f"B{at}", "楼", gap, ()) for at, gap in enumerate(["use_unknown", "rent_unknown", "use_unknown"]))
    unseen = (("rent_unknown", State.HIDDEN), ("rooms_missing", State.HIDDEN))
    found = dict(kinds_of_gaps(Sheet("gaps", HEADERS, ("text",) * 4, rows, unseen=unseen), "zh"))
    assert list(found.values()) == ["2", "1 ＊", "＊"]


def test_whether_files_were_written_for_anybody(tmp_path: Path) -> None:
    assert not files.any_written(tmp_path, MONTH)
    place = files.folder(tmp_path, MONTH)
    place.mkdir(parents=True)
    (place / "notes.txt").write_text("mine")
    assert not files.any_written(tmp_path, MONTH)
    (place / f"楼宇布局图 2026-10 {PROMOTER.slug}.html").write_text("map")
    assert files.any_written(tmp_path, MONTH)
