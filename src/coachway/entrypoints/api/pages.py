"""What pages for people share: their headers, and refusals in words instead of problem documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec
from litestar import MediaType, Request, Response

from coachway.entrypoints.api import problems
from coachway.entrypoints.api.errors import Replay
from coachway.entrypoints.pages.quote_page import render_notice

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
}


def html(page: str, status: int = 200) -> Response[Any]:
    """The page as an answer."""
    return Response(page, status_code=status, media_type=MediaType.HTML, headers=HEADERS)


def _on_a_page(refuse: Callable[[Any, Any], Response[bytes]]) -> Callable[[Any, Any], Response[str]]:
    """Whoever came by a page is answered by one, with the status and the words that a program would get."""

    def answer(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
        problem = refuse(request, error)
        page = render_notice("This did not work", msgspec.json.decode(problem.content)["detail"])
        headers = {**problem.headers, **HEADERS}
        return Response(page, status_code=problem.status_code, media_type=MediaType.HTML, headers=headers)

    return answer


REFUSALS: Final[dict[Any, Any]] = {
    kind: _on_a_page(refuse) for kind, refuse in problems.HANDLERS.items() if kind is not Replay
}
