"""The guide for landlords: its examples are run as they stand on the page, against a running server."""

import contextlib
import datetime as dt
import html
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from fastapi.testclient import TestClient
from standardwebhooks import Webhook

from api.app import create_app
from api.house import House
from buildings.access.grants import ScopeKind
from buildings.audience import PUBLIC, Role
from buildings.database.engine import Engine, connect
from buildings.database.work import Changes
from buildings.workflows import courier
from tests.builders.accounts import key_of
from tests.builders.edge import LOCAL
from tests.builders.register import edit, make_building, make_unit
from tests.builders.sheets import Book, shape
from tests.fixtures.browser import Serve
from tests.fixtures.missing import give_up

BLOCK = re.compile(r'<pre tabindex="0"><code data-run="(\w+)">(.*?)</code></pre>', re.DOTALL)
ROOMS = 5


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    connected = connect(sqlite_url)
    yield connected
    connected.dispose()


@pytest.fixture
def key(engine: Engine) -> str:
    """Of a landlord who reports a building of three empty rooms."""

    def build(changes: Changes) -> None:
        home = make_building(changes, code="GL-0001", name="某某大厦")
        for number in range(ROOMS):
            make_unit(changes, home, label=f"10{number}", valid_from=dt.date(2020, 1, 1))

    edit(engine, build)
    return key_of(engine, "landlord", Role.LANDLORD, scope=(ScopeKind.BUILDING, "GL-0001"), read_only=False)


def shown(address: str, language: str, engine: Engine) -> list[tuple[str, str]]:
    """Kind and text of the examples that the page shows."""
    with TestClient(create_app(House(engine, PUBLIC, "real")), base_url=LOCAL) as talking:
        page = talking.get(f"/docs/landlords?lang={language}")
    assert page.status_code == 200
    return [(kind, html.unescape(text).replace(LOCAL, address)) for kind, text in BLOCK.findall(page.text)]


def set_to(text: str, **values: str) -> str:
    """An example with its placeholders filled, as its comments tell the reader to do."""
    for name, value in values.items():
        text = re.sub(rf"(?m)^{name}( ?= ?)\"?[\w-]+\"?", rf'{name}\1"{value}"', text)
    return text


def run(program: list[str], text: str, folder: Path) -> str:
    done = subprocess.run(program, input=text, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr + done.stdout
    return done.stdout


def documents(text: str) -> list[dict[str, object]]:
    """JSON documents one after another."""
    decoder, found = json.JSONDecoder(), []
    while text.strip():
        document, end = decoder.raw_decode(text.strip())
        found.append(document)
        text = text.strip()[end:]
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_commands_of_the_guide_work(serve: Serve, engine: Engine, key: str, tmp_path: Path, language: str) -> None:
    address = serve(create_app(House(engine, PUBLIC, "real")))
    if shutil.which("curl") is None:
        give_up("curl is missing: ./louyu setup dev (as root) installs it")
    begin, units, report, end, sheet = (text for kind, text in shown(address, language, engine) if kind == "sh")
    begin = f"set -eu\n{set_to(begin, KEY=key)}\n"

    (rooms,) = documents(run(["sh"], begin + units, tmp_path))
    assert isinstance(rooms["items"], list)
    assert len(rooms["items"]) == ROOMS
    room = rooms["items"][0]["code"]

    script = begin + set_to(report, UNIT=room)
    tried, made = documents(run(["sh"], script, tmp_path))
    assert tried["units"] == made["units"]
    assert made["rent_fen"] == 9500
    refused, again = documents(run(["sh"], script, tmp_path))
    assert refused["status"] == 409  # a second lease would not fit …
    assert again == made  # … but the same request again is answered as before

    (ended,) = documents(run(["sh"], begin + set_to(end, LEASE=str(made["code"])), tmp_path))
    assert (ended["code"], bool(ended["ended_early_on"])) == (made["code"], True)

    same, done = documents(run(["sh"], begin + sheet, tmp_path))
    assert same["leases"] == done["leases"] == []  # nobody changed the file
    (file,) = tmp_path.glob("*.xlsx")
    edited = re.sub("(?s)^.*?(?=# )", "", sheet, count=1)  # what comes after the download
    book = Book(file.read_bytes())
    book.put(book.empty()[0]["row"], 承租方名称="某公司", 起始日="2050-01-01")
    file.write_bytes(book.saved())
    tried, written = documents(run(["sh"], begin + edited.replace("2026-018", "2026-019"), tmp_path))
    assert [one["action"] for one in tried["leases"]] == ["new"]  # type: ignore[attr-defined]
    assert shape(written) == shape(tried)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_program_of_the_guide_works(serve: Serve, engine: Engine, key: str, tmp_path: Path, language: str) -> None:
    address = serve(create_app(House(engine, PUBLIC, "real")))
    program, _ = (text for kind, text in shown(address, language, engine) if kind == "python")
    said = run([sys.executable, "-W", "error", "-"], set_to(program, KEY=key), tmp_path)
    room, leases = said.strip().splitlines()
    assert room.startswith("U-")
    assert re.fullmatch(r"L-\d+ → L-\d+", leases)
    refused = subprocess.run(
        [sys.executable, "-"], input=program, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert refused.returncode == 1
    assert refused.stderr.startswith("401 ")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_guide_is_followed_from_beginning_to_end_and_again(
    serve: Serve, engine: Engine, key: str, tmp_path: Path, language: str
) -> None:
    address = serve(create_app(House(engine, PUBLIC, "real")))
    found = shown(address, language, engine)
    begin, units, report, *_ = (text for kind, text in found if kind == "sh")
    programs = [set_to(text, KEY=key) for kind, text in found if kind == "python"]
    begin = f"set -eu\n{set_to(begin, KEY=key)}\n"
    (rooms,) = documents(run(["sh"], begin + units, tmp_path))
    part = set_to(report, UNIT=rooms["items"][0]["code"])  # type: ignore[index]
    run(["sh"], begin + part.replace('", "starts_on"', '", "area_m2": 30, "starts_on"'), tmp_path)
    for _ in range(2):  # the first room is let in part; no step stumbles on what another one did
        for program in programs:
            run([sys.executable, "-W", "error", "-"], program, tmp_path)
    asked = requests.get(f"{address}/api/v1/leases", headers={"Authorization": f"Bearer {key}"}, timeout=10).json()
    assert len(asked["items"]) == 1 + 2 * 2 + 2
    assert sum(lease["renewal_of"] is not None for lease in asked["items"]) == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_receiver_of_the_guide_takes_what_is_sent_once_and_nothing_else(
    serve: Serve, engine: Engine, key: str, tmp_path: Path, language: str
) -> None:
    address = serve(create_app(House(engine, PUBLIC, "real")))
    begin, program, make, report = (
        next(text for kind, text in shown(address, language, engine) if kind == wanted and mark in text)
        for wanted, mark in (("sh", "KEY="), ("receiver", "def "), ("hook", "curl"), ("sh", "lease.json"))
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    make = make.replace("https://hooks.example.com/louyu", f"http://127.0.0.1:{port}/")
    begin = f"set -eu\n{set_to(begin, KEY=key)}\n"
    made, test, listed = documents(run(["sh"], begin + make, tmp_path))
    assert (made["code"], test["state"], test["event"]) == ("W-0000001", "waiting", None)
    assert [one["id"] for one in listed["items"]] == [test["id"]]  # type: ignore[attr-defined]
    program = set_to(program.replace("PORT = 8080", f"PORT = {port}"), SECRET=str(made["secret"]))
    (tmp_path / "receiver.py").write_text(program, "utf-8")
    receiver = subprocess.Popen(
        [sys.executable, "receiver.py"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        listening(port)
        assert forged(port, made["secret"]) == [400, 400, 400, 204]
        run(["sh"], begin + set_to(report, UNIT="U-0000001"), tmp_path)
        assert courier.once(engine) == 2
        again = f"$URL/api/v1/webhooks/W-0000001/deliveries/{test['id']}/repeat"
        run(["sh"], f'{begin}curl -sS -X POST -H "Authorization: Bearer $KEY" "{again}"', tmp_path)
        assert courier.once(engine) == 1
    finally:
        receiver.kill()
    said = receiver.communicate(timeout=30)[0].splitlines()
    assert said == ["forged None", "webhook.test None", "lease.created L-0000001"]


def listening(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise AssertionError(port)


def forged(port: int, secret: object) -> list[int]:
    """What is answered to messages of somebody else, of long ago, without a signature; and to one that is right."""
    body = '{"type": "forged", "data": {}}'
    now = dt.datetime.now(dt.UTC)
    good = Webhook(str(secret))
    statuses = []
    for at, signature in (
        (now, Webhook("whsec_" + "x" * 32).sign("msg_1", now, body)),
        (now - dt.timedelta(minutes=6), good.sign("msg_1", now - dt.timedelta(minutes=6), body)),
        (now, ""),
        (now, "v1,x " + good.sign("msg_1", now, body)),
    ):
        headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
        statuses.append(requests.post(f"http://127.0.0.1:{port}/", body, headers=headers, timeout=10).status_code)
    return statuses


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_program_of_the_spreadsheet_works(
    serve: Serve, engine: Engine, key: str, tmp_path: Path, language: str
) -> None:
    address = serve(create_app(House(engine, PUBLIC, "real")))
    _, program = (text for kind, text in shown(address, language, engine) if kind == "python")
    said = run([sys.executable, "-W", "error", "-"], set_to(program, KEY=key), tmp_path).strip().splitlines()
    assert [line.split()[2] for line in said[:-1]] == ["kind", "tenant", "room", "starts_on", "ends_on"]
    assert re.fullmatch(r"\['L-\d+'\]", said[-1])
    wrong = set_to(program, KEY=key).replace('["终止日"]).value = "', '["终止日"]).value = "x')
    refused = subprocess.run(
        [sys.executable, "-"], input=wrong, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert refused.stderr.startswith("422 ")
    assert "终止日" in refused.stdout


def test_it_says_the_same_in_both_languages(engine: Engine) -> None:
    pages = [shown(LOCAL, language, engine) for language in ("zh", "en")]
    assert [kind for kind, _ in pages[0]] == [kind for kind, _ in pages[1]]
    for (_, chinese), (_, english) in zip(*pages, strict=True):
        assert chinese != english or "#" not in chinese
        assert not re.search(r"[\u4e00-\u9fff]", re.sub('\\["[^"]+"\\]', "", english))  # headers aside
