"""Asking a service: within its time, tried again where that helps, and left alone while it is down."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from coachway.adapters.http.service import MOST_BYTES, HttpService
from coachway.domain.kernel.errors import Unavailable
from tests.fakes.http_service import Asked, FakeService, always, serving_fake


class Watch:
    """A monotonic clock that the test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def asking(url: str, **options: Any) -> HttpService:
    return HttpService("oracle", url, **({"timeout_seconds": 5.0} | options))


async def test_it_answers_status_and_document() -> None:
    async with serving_fake(always(404, {"a": 1})) as fake:
        service = asking(fake.url + "/base/", headers={"User-Agent": "Us/1"})
        answer = await service.get("/find", {"q": "a b&c"})
        await service.close()
    assert (answer.status, answer.document) == (404, {"a": 1})
    (asked,) = fake.asked
    assert (asked.path, asked.query, asked.headers["user-agent"]) == ("/base/find", {"q": "a b&c"}, "Us/1")


async def test_a_slow_service_is_given_up_in_time() -> None:
    slow = always(200, {})
    slow.seconds = 20
    async with serving_fake(slow) as fake:
        service = asking(fake.url, timeout_seconds=0.2)
        began = time.monotonic()
        with pytest.raises(Unavailable, match=r"within 0\.2 s"):
            await service.get("/")
        assert time.monotonic() - began < 5
        await service.close()


@pytest.mark.parametrize(
    ("status", "document", "tries"),
    [
        (500, {}, 2),
        (200, b"<html>nonsense</html>", 2),
        (200, b"\xff\xfe\x00", 2),
        (200, b"[" + b" " * MOST_BYTES + b"]", 2),
        (302, {}, 2),
        (429, {}, 1),
        (503, {}, 1),
    ],
)
async def test_what_is_no_answer_is_unavailable(status: int, document: Any, tries: int) -> None:
    broken = always(status, document)
    broken.headers = {"Location": "http://127.0.0.1:1/elsewhere"}
    async with serving_fake(broken) as fake:
        service = asking(fake.url)
        with pytest.raises(Unavailable):
            await service.get("/")
        assert len(fake.asked) == tries
        await service.close()


async def test_a_failure_of_the_moment_is_tried_again() -> None:
    answers = iter([(500, {}), (200, {"well": True})])

    async def answer(_: Asked) -> tuple[int, Any]:
        return next(answers)

    async with serving_fake(FakeService(answer)) as fake:
        service = asking(fake.url)
        assert (await service.get("/")).document == {"well": True}
        await service.close()


async def test_one_that_is_down_is_left_alone_and_then_asked_once() -> None:
    watch = Watch()
    broken = always(500, {})
    async with serving_fake(broken) as fake:
        service = asking(fake.url, tries=1, monotonic=watch)
        for _ in range(5):
            with pytest.raises(Unavailable, match="answers 500"):
                await service.get("/")
        with pytest.raises(Unavailable, match="left alone") as refused:
            await service.get("/")
        assert len(fake.asked) == 5
        assert 0 < refused.value.retry_after <= 31
        watch.now += 31
        tried = await asyncio.gather(*(service.get("/") for _ in range(4)), return_exceptions=True)
        assert sorted("left alone" in str(each) for each in tried) == [False, True, True, True]
        assert len(fake.asked) == 6
        watch.now += 31
        fake.answer = always(200, {}).answer
        assert (await service.get("/")).status == 200
        assert (await service.get("/")).status == 200
        await service.close()


async def test_one_that_hangs_up_or_is_not_there_is_unavailable() -> None:
    rude = always(200, {})
    rude.hangs_up = True
    async with serving_fake(rude) as fake:
        service = asking(fake.url)
        with pytest.raises(Unavailable, match="cannot be asked"):
            await service.get("/")
        await service.close()
    gone = asking("http://127.0.0.1:1")
    with pytest.raises(Unavailable, match="cannot be asked"):
        await gone.get("/")
    await gone.close()


@pytest.mark.parametrize("address", ["127.0.0.1:80", "file:///etc/passwd", "http://", "ftp://a", "http://a?b=c"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="say it like"):
        asking(address)
