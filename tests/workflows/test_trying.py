"""Webhooks that a receiver does not take: tried again for three days, others not held up, then given up."""

import datetime as dt
import threading

import pytest
from sqlalchemy import Engine

from buildings.workflows import delivering
from tests.builders import tenancy
from tests.builders.tenancy import Town
from tests.builders.webhooks import PACE, Post, feed, hook, messages, seen, states
from tests.fixtures.receiver import TAKEN, Came, Receiver

pytestmark = [pytest.mark.usefixtures("configure"), pytest.mark.stocked("town_unfiled")]


@pytest.fixture
def town(engine: Engine) -> Town:
    return tenancy.build(engine, filed=False)


@pytest.fixture
def post(town: Town) -> Post:
    return Post(town.engine)


def test_a_failure_is_tried_again_with_the_same_id_and_a_new_time(town: Town, post: Post, receiver: Receiver) -> None:
    made = hook(town.one, f"{receiver.address}/x")
    town.lease()
    count = len(feed(town.one))
    answers = iter([500, 302, None])
    receiver.answer = lambda _: next(answers, TAKEN)
    assert post.round() == 1  # the receiver rests after a failure, whatever else waits
    assert post.round() == 0
    waiting = seen(town.one, made)
    assert (waiting["waiting"], waiting["failing_since"] is not None) == (count, True)
    (failed,) = [one for one in messages(town.one, made) if one["attempts"]]
    assert (failed["last_status"], failed["last_error"], failed["state"]) == (500, "refused", "waiting")
    assert dt.datetime.fromisoformat(failed["next_at"]) == dt.datetime.fromisoformat(failed["last_at"]) + PACE.first
    for seconds, more in ((29, 0), (1, 1), (59, 0), (1, 1), (119, 0)):
        post.later(seconds=seconds)
        assert post.round() == more, seconds
    post.later(hours=1)
    post.go()
    sent = [one.message for one in receiver.came]
    assert len(set(sent)) == count
    repeated = [one for one in receiver.came if sent.count(one.message) > 1]
    assert len({one.headers["webhook-timestamp"] for one in repeated}) == len({one.message for one in repeated}) + 3
    assert len({one.headers["webhook-signature"] for one in receiver.came}) == len(receiver.came)
    assert all(one.signed_with(made["secret"]) for one in repeated)
    assert set(states(town.one, made)) == {"delivered"}
    assert seen(town.one, made)["failing_since"] is None


def test_a_receiver_that_does_not_answer_in_time_is_tried_again(town: Town, receiver: Receiver) -> None:
    made, post = hook(town.one, f"{receiver.address}/x"), Post(town.engine, timeout_s=0.3)
    town.one.post(f"webhooks/{made['code']}/test", 202)
    receiver.delay_s = 1
    post.go()
    (row,) = messages(town.one, made)
    assert (row["last_status"], row["last_error"], row["state"]) == (None, "timeout", "waiting")
    receiver.delay_s = 0
    post.later(seconds=31)
    post.go()
    assert states(town.one, made) == ["delivered"]
    assert len({one.message for one in receiver.came}) == 1


def test_it_is_given_up_after_three_days_and_sent_when_it_is_asked_for_again(
    town: Town, post: Post, receiver: Receiver
) -> None:
    made = hook(town.one, f"{receiver.address}/x", kinds=["lease"])
    receiver.answer = lambda _: 500
    town.lease()
    begun = post.at
    post.round()
    for _ in range(2_000):
        if not seen(town.one, made)["waiting"]:
            break
        post.round()
        post.later(minutes=15)
    (row,) = messages(town.one, made)
    assert (row["state"], row["last_status"], row["next_at"]) == ("given_up", 500, None)
    assert 12 <= row["attempts"] <= 20
    last, first = (dt.datetime.fromisoformat(row[name]) for name in ("last_at", "first_at"))
    assert dt.timedelta(hours=72) <= last - first <= dt.timedelta(hours=73)
    assert first - begun < dt.timedelta(minutes=1)
    assert seen(town.one, made)["given_up"] == 1
    post.later(days=1)
    assert post.go() == 0
    receiver.answer = lambda _: TAKEN
    town.one.post(f"webhooks/{made['code']}/deliveries/{row['id']}/repeat", 202)
    post.go()
    assert states(town.one, made) == ["delivered"]
    assert {one.message for one in receiver.came} == {row["id"]}


def test_what_waits_behind_a_receiver_that_is_gone_is_given_up_too(town: Town, post: Post, receiver: Receiver) -> None:
    """A dead receiver costs one attempt at a time, and its queue comes to an end."""
    made = hook(town.one, f"{receiver.address}/x")
    receiver.answer = lambda _: 503
    for _ in range(4):
        town.lease(area_m2=1.0)
    post.round()
    assert seen(town.one, made)["waiting"] >= 4
    for _ in range(90):
        post.round()
        post.later(hours=1)
    assert set(states(town.one, made)) == {"given_up"}
    assert len(receiver.came) < 30
    town.lease(area_m2=1.0)
    post.go()
    assert states(town.one, made)[-1] == "waiting"  # what happens later has its own three days


def test_one_message_that_a_receiver_cannot_take_does_not_hold_up_the_others(
    town: Town, post: Post, receiver: Receiver
) -> None:
    made = hook(town.staff, f"{receiver.address}/x", kinds=["lease"])
    first, *rest = [town.lease(area_m2=1.0)["code"] for _ in range(4)]
    receiver.answer = lambda came: 500 if came.code == first else TAKEN
    post.round()
    post.later(seconds=31)
    post.go()
    assert states(town.staff, made) == ["waiting", "delivered", "delivered", "delivered"]
    taken = [one for one in receiver.codes("/x") if one != first]
    assert taken == rest  # in their order


def test_a_receiver_says_when_to_come_again(town: Town, post: Post, receiver: Receiver) -> None:
    made = hook(town.one, f"{receiver.address}/x")
    town.one.post(f"webhooks/{made['code']}/test", 202)
    receiver.answer = lambda _: b"HTTP/1.1 503 Busy\r\nRetry-After: 600\r\n\r\n"
    post.go()
    post.later(minutes=9)
    assert post.go() == 0
    receiver.answer = lambda _: b"HTTP/1.1 503 Busy\r\nRetry-After: 9999999\r\n\r\n"
    post.later(minutes=2)
    assert post.go() == 1
    rest = dt.datetime.fromisoformat(seen(town.one, made)["rest_until"])
    assert rest - post.at <= PACE.longest


def test_a_receiver_that_says_it_is_gone_is_sent_nothing_more(town: Town, post: Post, receiver: Receiver) -> None:
    made = hook(town.one, f"{receiver.address}/x")
    receiver.answer = lambda _: 410
    town.lease()
    post.go()
    assert len(receiver.came) == 1
    paused = seen(town.one, made)
    assert (paused["state"], paused["reason"]) == ("paused", "410 Gone")
    receiver.answer = lambda _: TAKEN
    town.one.patch(f"webhooks/{made['code']}", upon=2, state="active")
    post.later(seconds=31)
    post.go()
    assert set(states(town.one, made)) == {"delivered"}


def test_a_receiver_that_hangs_does_not_keep_the_others_waiting(town: Town, receiver: Receiver) -> None:
    post = Post(town.engine, timeout_s=1.5)
    hook(town.one, f"{receiver.address}/slow")
    hook(town.staff, f"{receiver.address}/quick", kinds=["lease"])
    when: dict[str, dt.datetime] = {}

    def answer(came: Came) -> int:
        if came.path == "/slow":
            pause.wait(3)
        when.setdefault(came.path, dt.datetime.now(dt.UTC))
        return TAKEN

    pause = threading.Event()
    receiver.answer = answer
    town.lease()
    post.round()
    quick = when["/quick"]
    pause.set()
    assert "/slow" not in when or quick < when["/slow"]
    assert seen(town.one, town.one.get("webhooks")["items"][0])["failing_since"] is not None


def test_what_came_to_its_end_is_forgotten_after_a_month(town: Town, post: Post, receiver: Receiver) -> None:
    made = hook(town.one, f"{receiver.address}/x")
    town.lease()
    post.go()
    post.later(days=29)
    delivering.sweep(post.means)
    assert messages(town.one, made)
    post.later(days=2)
    delivering.sweep(post.means)
    assert messages(town.one, made) == []
    assert post.go() == 0  # and is not sent again
