"""A Ctrl-C that Python would swallow is repeated, and what it leaves is said; other things are shown as ever."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import interrupt
from buildings.database import commits
from tests.builders.edge import Louyu
from tests.builders.workbooks import enterprise_row, make_workbook
from tests.fixtures.edge import Configure

SWALLOWED = """
import time
from api.cli import interrupt
interrupt.never_lost()
class Finalised:
    def __del__(self):
        raise {error}
try:
    Finalised()
    time.sleep(20)
except KeyboardInterrupt:
    print("stopped")
"""


@pytest.mark.parametrize(
    ("error", "out", "err"), [("KeyboardInterrupt", "stopped", ""), ("ZeroDivisionError", "", "ignored")]
)
def test_a_lost_ctrl_c_is_repeated(error: str, out: str, err: str) -> None:
    code = SWALLOWED.format(error=error).replace("20", "20" if out else "0")
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert said.stdout.strip() == out
    assert ("ignored" in said.stderr) == bool(err)


def test_the_handler_is_as_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interrupt.at_once():
        if before is signal.default_int_handler:
            assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is before


def stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def nothing_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "_done", {})


@pytest.mark.usefixtures("nothing_yet")
def test_ctrl_c_before_the_commit_says_that_nothing_was_written(
    louyu: Louyu, real_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_workbook(tmp_path, "enterprises", [enterprise_row(1)])
    monkeypatch.setattr("buildings.facts.refresh.refresh", stop)
    said = louyu("import", path, at=real_file)
    assert (said.code, "没有向数据库写入任何数据" in said.err) == (130, True)
    monkeypatch.undo()
    assert "没有改动" not in louyu("import", path, at=real_file).out  # it was not in yet


@pytest.mark.usefixtures("nothing_yet")
def test_ctrl_c_after_the_commit_says_what_stands(
    louyu: Louyu, real_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_workbook(tmp_path, "enterprises", [enterprise_row(1)])
    monkeypatch.setattr("api.cli.data._counts", stop)
    said = louyu("import", path, at=real_file)
    assert (said.code, "已写入数据库的保留：导入、操作记录的封存。其余没有写入" in said.err) == (130, True)
    monkeypatch.undo()
    assert "没有改动" in louyu("import", path, at=real_file).out


@pytest.mark.usefixtures("nothing_yet")
def test_ctrl_c_while_a_look_is_drawn_says_that_it_was_logged(
    louyu: Louyu, real_file: Path, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(language="en")
    monkeypatch.setattr("api.writing.map_file", stop)
    said = louyu("map", "--audience", "tax_officer", "--purpose", "核对", at=real_file)
    assert (said.code, "stands: the log of the look." in said.err) == (130, True)


def test_ctrl_c_outside_a_command_is_calm(louyu: Louyu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.cli.usage.run", stop)
    monkeypatch.setattr(commits, "_done", {"import": None, "something_new": None})
    said = louyu("report")
    assert (said.code, "已停止；已写入数据库的保留：导入、something_new。" in said.err) == (130, True)
