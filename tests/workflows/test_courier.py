"""Who delivers: one process at a time, also after another was killed, beside a server that answers and stops."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import Engine, text

from buildings.database import work
from buildings.database.alone import DELIVER, alone
from buildings.database.engine import connect
from buildings.errors import Busy
from buildings.workflows import courier, delivering
from buildings.workflows.delivering import Means
from tests.api.test_running import ready
from tests.builders import tenancy
from tests.builders.edge import finished, process
from tests.builders.tenancy import Town
from tests.builders.webhooks import Post, hook, messages
from tests.fixtures.receiver import TAKEN, Came, Receiver

pytestmark = [pytest.mark.usefixtures("configure"), pytest.mark.stocked("town_unfiled")]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def town(engine: Engine) -> Town:
    return tenancy.build(engine, filed=False)


@pytest.fixture
def begin(db_url: str) -> Iterator[Start]:
    """Starts louyu on the test's database in a process of its own; whatever still runs is ended with the test."""
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: object) -> "subprocess.Popen[str]":
        running.append(process(*arguments, settings={"database_url": db_url}))
        return running[-1]

    yield start
    for one in running:
        if one.poll() is None:
            one.kill()
        one.communicate(timeout=30)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ROUND_S", "ELSEWHERE_S", "TROUBLE_S"):
        monkeypatch.setattr(courier, name, 0.05)


@pytest.mark.usefixtures("quick")
def test_two_that_deliver_at_once_send_each_event_once(town: Town, db_url: str, receiver: Receiver) -> None:
    """While things happen, and one after the other drops out: what one had begun, the other goes on with."""
    made = hook(town.staff, f"{receiver.address}/x", kinds=["lease"])
    engines = [connect(db_url) for _ in range(2)]
    leases: list[str] = []
    with ExitStack() as second, ExitStack() as first:
        first.enter_context(courier.beside(engines[0]))
        second.enter_context(courier.beside(engines[1]))
        for number in range(8):
            leases.append(town.lease(area_m2=1.0)["code"])
            if number == 4:
                receiver.wait(2)
                first.close()
        receiver.wait(8)
        time.sleep(0.3)
    assert receiver.codes("/x") == leases
    assert {one["attempts"] for one in messages(town.staff, made)} == {1}
    for one in engines:
        one.dispose()


@pytest.mark.usefixtures("quick")
def test_two_without_the_lock_do_not_count_the_same_attempt_twice(town: Town, receiver: Receiver) -> None:
    """Should a server lose its lock unawares: what is claimed by one is not due for the other."""
    hook(town.staff, f"{receiver.address}/x")
    for _ in range(6):
        town.lease(area_m2=1.0)
    receiver.delay_s = 0.02
    failed: list[Exception] = []

    def deliver() -> None:
        try:
            Post(town.engine).go()
        except Exception as error:  # noqa: BLE001 - shown below
            failed.append(error)

    threads = [threading.Thread(target=deliver) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert len({one.message for one in receiver.came}) == len(receiver.came) >= 6


def test_killed_between_sending_and_noting_it_is_sent_again_with_the_same_id(
    town: Town, begin: Start, receiver: Receiver
) -> None:
    made = hook(town.one, f"{receiver.address}/x")
    town.one.post(f"webhooks/{made['code']}/test", 202)
    victim: list[subprocess.Popen[str]] = []

    def kill(_: Came) -> int:
        if len(receiver.came) == 1:
            victim[0].send_signal(signal.SIGKILL)
            victim[0].wait(30)
        return TAKEN

    receiver.answer = kill
    victim.append(begin("webhooks", "deliver"))
    receiver.wait(1, 60)
    victim[0].wait(30)
    (row,) = messages(town.one, made)
    assert (row["state"], row["attempts"], row["last_status"]) == ("waiting", 1, None)
    assert courier.once(town.engine) == 0  # nobody holds the lock; it is not its time yet
    post = Post(town.engine)
    post.later(seconds=37)  # the first wait of 30 seconds may be a fifth longer
    assert post.go() == 1
    first, second = receiver.came
    assert first.message == second.message
    assert (first.body, first.headers["webhook-signature"]) != (second.body, second.headers["webhook-signature"])
    assert second.signed_with(made["secret"])
    assert messages(town.one, made)[0]["state"] == "delivered"


def test_a_server_delivers_and_another_process_leaves_it_to_it(town: Town, begin: Start, receiver: Receiver) -> None:
    made = hook(town.one, f"{receiver.address}/secret-of-the-receiver", kinds=["lease"])
    server = begin("serve", "--port", 0)
    ready(server)
    lease = town.lease()["code"]
    receiver.wait(1)
    assert receiver.codes("/secret-of-the-receiver") == [lease]
    other = finished(begin("webhooks", "deliver", "--once"))
    assert (other.code, "另一个楼宇进程正在推送" in other.out) == (0, True)
    receiver.delay_s = 60
    town.one.post(f"webhooks/{made['code']}/test", 202)
    receiver.wait(2)
    begun = time.monotonic()
    server.send_signal(signal.SIGINT)  # while a receiver does not answer
    said = finished(server)
    assert time.monotonic() - begun < 10
    assert said.code in {0, 130}
    assert said.err == "louyu: 计算指标\n"  # its progress at the start, and no trouble
    for secret in (made["secret"], "secret-of-the-receiver"):
        assert secret not in said.both + other.both


def test_once_is_for_cron(town: Town, begin: Start, receiver: Receiver) -> None:
    hook(town.one, f"{receiver.address}/x", kinds=["lease"])
    for room in ("101", "102"):
        town.lease(room)
    said = finished(begin("webhooks", "deliver", "--once"))
    assert (said.code, said.err) == (0, "")
    assert "推送了 2 次" in said.out
    assert len(receiver.came) == 2
    assert "推送了 0 次" in finished(begin("webhooks", "deliver", "--once")).out
    lasting = begin("webhooks", "deliver")
    assert lasting.stdout is not None
    assert "开始推送" in lasting.stdout.readline()
    time.sleep(0.3)
    lasting.send_signal(signal.SIGINT)
    stopped = finished(lasting)
    assert (stopped.code, "Traceback" in stopped.both) == (130, False)


def test_the_lock_is_another_one_than_that_of_setting_up(engine: Engine, db_url: str) -> None:
    other = connect(db_url)
    with alone(engine, DELIVER) as still:
        assert still()
        with alone(other):
            pass
        with pytest.raises(Busy, match="delivered_elsewhere"), alone(other, DELIVER, 0):
            pass
    with alone(other, DELIVER, 0) as still:
        assert still()
    other.dispose()


@pytest.mark.pg
def test_a_lost_connection_is_a_lost_lock(pg_url: str) -> None:
    engine, other = connect(pg_url), connect(pg_url)
    with alone(engine, DELIVER, 0) as still:
        work.keeping(
            other,
            lambda session: session.execute(
                text("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 7319003")
            ).all(),
        )
        assert not still()
        with alone(other, DELIVER, 2) as still_other:
            assert still_other()
    engine.dispose()
    other.dispose()


@pytest.mark.usefixtures("quick")
def test_trouble_with_the_database_does_not_end_it(
    town: Town, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hook(town.one, f"{receiver.address}/x", kinds=["lease"])
    town.lease()
    real, count = delivering.everything_due, [0]

    def sometimes(by: Means) -> int:
        count[0] += 1
        if count[0] in {1, 3}:
            raise ConnectionError(f"no way to {receiver.address}/x")
        return real(by)

    monkeypatch.setattr(delivering, "everything_due", sometimes)
    with courier.beside(town.engine):
        receiver.wait(1)
        while count[0] < 5:
            time.sleep(0.02)
    assert "ConnectionError" in caplog.text
    assert receiver.address not in caplog.text
