"""louyu as a process: ready, stopped, killed, called from another folder, in two languages."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders.edge import MONTHS, environment, finished, process
from tests.builders.workbooks import enterprise_row, make_workbook

SMALL = ("--buildings", 40, "--months", MONTHS)
COMMANDS = (
    *("", "run", "serve", "import", "report", "map", "check-data", "demo", "catalogue", "facts", "facts verify"),
    *("accounts", "accounts list", "accounts add", "accounts password", "accounts grant", "accounts withdraw"),
    *("accounts disable", "accounts enable", "accounts key", "accounts link", "webhooks", "webhooks deliver"),
)
READY = re.compile(r"http://127\.0\.0\.1:(\d+)/")
pytestmark = pytest.mark.usefixtures("loopback")
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def begin(demo_cache: Path, tmp_path: Path) -> Iterator[Start]:
    """Starts louyu in a process of its own; whatever still runs is ended with the test."""
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: object, at: Path, folder: Path | None = None, **settings: object) -> "subprocess.Popen[str]":
        known = {"database_url": f"sqlite:///{at}", "cache_dir": demo_cache, "out_dir": tmp_path / "out"} | settings
        running.append(process(*arguments, settings=known, folder=folder))
        return running[-1]

    yield start
    for one in running:
        if one.poll() is None:
            one.kill()
            one.communicate(timeout=30)


def ready(server: "subprocess.Popen[str]") -> int:
    """The port, once the server says that it is ready."""
    assert server.stdout is not None
    for line in server.stdout:
        found = READY.search(line)
        if found:
            return int(found[1])
    raise AssertionError(server.communicate()[1])


def test_serve_answers_and_ctrl_c_stops_it(begin: Start, demo_file: Path) -> None:
    server = begin("serve", "--port", 0, at=demo_file)
    port = ready(server)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/months", timeout=60) as answer:
        assert answer.status == 200
        length = answer.headers["content-length"]
    head = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/months", method="HEAD")
    with urllib.request.urlopen(head, timeout=60) as answer:  # noqa: S310 - of this test
        assert (answer.status, answer.headers["content-length"], answer.read()) == (200, length, b"")
    server.send_signal(signal.SIGINT)
    said = finished(server)
    assert said.code in (0, 130)
    assert "已停止" in said.out
    assert said.err == "louyu: 计算指标\n"  # what it makes ready before it says that it is ready


def test_no_secret_is_in_what_a_server_says(begin: Start, demo_file: Path) -> None:
    """Addresses of requests are not logged at all: an outside sign-in comes back with its code in one."""
    server = begin("serve", "--port", 0, at=demo_file)
    address = f"http://127.0.0.1:{ready(server)}"
    secret = "s3cr3t-0f-s0meb0dy"  # noqa: S105 - looked for
    asked: list[tuple[str, dict[str, str], bytes | None]] = [
        (f"/sign-in/outside/back?code={secret}&state={secret}", {}, None),
        ("/api/v1/months", {"authorization": f"Bearer louyu_{secret}"}, None),
        ("/", {"cookie": f"louyu_session={secret}"}, None),
        (f"/api/v1/buildings/{secret}", {}, None),
        ("/sign-in", {"origin": address}, f"username=wang&password={secret}".encode()),
    ]
    codes = []
    for path, headers, body in asked:
        request = urllib.request.Request(address + path, body, headers)  # noqa: S310 - our own server
        try:
            codes.append(urllib.request.urlopen(request, timeout=60).status)  # noqa: S310
        except urllib.error.HTTPError as error:
            codes.append(error.code)
            error.close()
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as raw:
        raw.sendall(f"GET /?code={secret} HTTP/9.9\r\nHost: x\r\n\r\n".encode())
        raw.recv(1000)
    server.send_signal(signal.SIGINT)
    said = finished(server)
    assert codes == [404, 401, 200, 404, 401]
    assert secret not in said.both
    assert "Traceback" not in said.both


def test_a_port_that_is_taken_is_said_before_any_work(begin: Start, demo_file: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = finished(begin("run", "--port", port, at=tmp_path / "new.db"))
        again = finished(begin("serve", at=demo_file, port=port))
    assert (said.code, again.code) == (1, 1)
    assert f"端口 {port} 已被占用" in said.err
    assert f"端口 {port} 已被占用" in again.err
    assert f"http://127.0.0.1:{port}/" in said.err  # what holds it may be louyu
    assert not (tmp_path / "new.db").exists()


def test_a_second_start_while_the_first_sets_up_is_told_at_once(begin: Start, tmp_path: Path) -> None:
    at = tmp_path / "fresh.db"
    first = begin("run", "--demo", "--once", *SMALL, at=at, cache_dir=tmp_path / "cache")
    assert first.stderr is not None
    assert "生成示范工作簿" in first.stderr.readline()
    first.send_signal(signal.SIGSTOP)
    begun = time.monotonic()
    second = finished(begin("run", "--demo", "--once", *SMALL, at=at))
    assert time.monotonic() - begun < 15  # about four on an idle machine
    assert (second.code, "另一个楼宇进程正在建库" in second.err) == (1, True)
    first.send_signal(signal.SIGCONT)
    assert finished(first).code == 0


def test_two_may_run_beside_each_other_once_everything_stands(begin: Start, demo_file: Path) -> None:
    first, second = (begin("run", "--port", 0, at=demo_file) for _ in range(2))
    assert ready(first) != ready(second)


@pytest.mark.parametrize("stage", ["读取工作簿", "检查并写入", "推算每月数据", "载入真实登记"])
def test_killed_in_the_first_start_the_next_one_completes(begin: Start, tmp_path: Path, stage: str) -> None:
    first = begin("run", "--demo", "--once", *SMALL, at=tmp_path / "fresh.db")
    assert first.stderr is not None
    for line in first.stderr:
        if stage in line:
            break
    else:
        raise AssertionError(f"{stage} never came")
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=30)
    second = finished(begin("run", "--demo", "--once", *SMALL, at=tmp_path / "fresh.db"))
    assert second.code == 0, second.err
    assert second.out.count("promoter 示范") == 3
    assert finished(begin("facts", "verify", at=tmp_path / "fresh.db")).code == 0


@pytest.mark.parametrize("after", [0, 0.5, 2])
def test_ctrl_c_in_the_first_start_is_calm(begin: Start, tmp_path: Path, after: float) -> None:
    """A terminal sends it to the whole group, the helper that writes workbooks included."""
    first = begin("run", "--demo", "--once", *SMALL, at=tmp_path / "fresh.db", cache_dir=tmp_path / "cache")
    assert first.stderr is not None
    assert "生成示范工作簿" in first.stderr.readline()
    time.sleep(after)
    os.killpg(first.pid, signal.SIGINT)
    said = finished(first)
    assert said.code == 130
    assert "已停止" in said.err
    assert "Traceback" not in said.both
    assert list((tmp_path / "cache").glob(".demo-partial-*")) == []


def test_a_second_start_takes_seconds(begin: Start, demo_file: Path) -> None:
    assert finished(begin("run", "--once", at=demo_file)).code == 0
    begun = time.monotonic()
    assert finished(begin("run", "--once", at=demo_file)).err == ""
    assert time.monotonic() - begun < 20  # about two on an idle machine


def test_names_of_files_are_meant_from_where_the_person_stands(begin: Start, real_file: Path, tmp_path: Path) -> None:
    here = tmp_path / "桌面"
    here.mkdir()
    make_workbook(here, "enterprises", [enterprise_row(1)], name="企业 台账.xlsx")
    assert finished(begin("import", "企业 台账.xlsx", at=real_file, folder=here)).code == 0
    said = finished(begin("report", "--to", "月报", "--only", "xlsx", at=real_file, folder=here))
    assert said.code == 0, said.err
    assert [path.suffix for path in (here / "月报").rglob("*.*")] == [".xlsx"]
    assert finished(begin("demo", "样表", "--buildings", 40, "--months", 1, at=real_file, folder=here)).code == 0
    assert (here / "样表" / "楼宇台账.xlsx").exists()
    gone = finished(begin("catalogue", "--check", at=real_file, folder=tmp_path / "nowhere"))
    assert gone.code == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_both_languages(begin: Start, tmp_path: Path, command: str) -> None:
    said = {
        language: finished(begin(*command.split(), "--help", at=tmp_path / "none.db", language=language))
        for language in ("zh", "en")
    }
    assert {one.code for one in said.values()} == {0}
    chinese, english = said["zh"].out, said["en"].out
    assert "用法：louyu" in chinese
    assert "显示这份说明" in chinese
    assert not re.search(r"Usage|Options|Arguments|Commands|Show this|required|default:|<", chinese)
    assert "Usage: louyu" in english
    assert not re.search(r"[\u4e00-\u9fff]", english.replace("示范数据", "").replace("SF", ""))


def test_english_throughout(begin: Start, real_file: Path, tmp_path: Path) -> None:
    path = make_workbook(tmp_path, "enterprises", [enterprise_row(1)], name="list.xlsx")
    said = finished(begin("import", path, at=real_file, language="en"))
    assert "reading workbooks" in said.err
    assert not re.search(r"[\u4e00-\u9fff]", said.err)
    assert "Same content" in finished(begin("import", path, at=real_file, language="en")).out
    refused = finished(begin("report", "--audience", "tax_officer", at=real_file, language="en"))
    assert "needs its purpose" in refused.err
    wrong = finished(begin("report", at=real_file, language="fr"))
    assert (wrong.code, "LOUYU_LANGUAGE" in wrong.err, "Traceback" in wrong.both) == (1, True, False)


def test_the_environment_of_tests_is_their_own() -> None:
    assert [name for name in environment() if name.startswith("LOUYU_")] == []
