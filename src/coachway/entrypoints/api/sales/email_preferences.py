"""What clients want to be mailed, and unsubscribing by one click (RFC 8058)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from litestar import Controller, MediaType, Response, get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, UnsetType

from coachway.domain.kernel.errors import NotFound
from coachway.domain.sales.model import PreferenceType
from coachway.domain.sales.use_cases.email_preferences import (
    UpdateEmailPreferences,
    unsubscribe,
    update_email_preferences,
)
from coachway.domain.sales.views import EmailPreferencesView
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.pages import REFUSALS, html
from coachway.entrypoints.api.wire import Body
from coachway.entrypoints.pages.quote_page import render_notice
from coachway.entrypoints.pages.unsubscribe_page import render_unsubscribe


class EmailPreferencesChanges(Body):
    """What to change; what is not sent stays."""

    opted_out: bool | UnsetType = UNSET
    preference_type: PreferenceType | UnsetType = UNSET


_NO_LINK: Final = (
    "There is no such link",
    "It may be incomplete. Please use the link in one of our mails, or tell us that you want no more of them.",
)


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """No marketing comes any more."""

    opted_out: bool


class EmailPreferencesController(Controller):
    path = "/api/v1/sales"
    tags = ["sales"]

    @get("/email-preferences/{client_id:int}", operation_id="get_email_preferences")
    async def get_email_preferences(self, client_id: FromPath[int], operation: Operation) -> EmailPreferencesView:
        """What a client wants to be mailed; who never said anything gets all."""
        async with operation.reading() as reads:
            await reads.clients.client(client_id, actor=operation.actor)
            return await reads.sales.email_preferences(client_id)

    @put("/email-preferences/{client_id:int}", operation_id="update_email_preferences")
    async def update_email_preferences(
        self, client_id: FromPath[int], data: JSONBody[EmailPreferencesChanges], operation: Operation
    ) -> EmailPreferencesView:
        """Change what was sent; an opt-out is above any type, and transactional mail comes in any case."""
        command = UpdateEmailPreferences(
            client_id=client_id, changes=data.sent(), expected_version=operation.expected_version
        )
        async with operation.transaction() as work:
            await work.reads.clients.client(client_id, actor=operation.actor)
            await work.reads.clients.named(client_id)
            return EmailPreferencesView.of(await update_email_preferences(command, uow=work, clock=operation.clock))

    @get(
        "/unsubscribe/{token:str}",
        operation_id="ask_to_unsubscribe",
        media_type=MediaType.HTML,
        exception_handlers=REFUSALS,
    )
    async def ask_to_unsubscribe(self, token: FromPath[str], operation: Operation) -> Response[str]:
        """The page that a mail's link opens: it asks, and changes nothing."""
        async with operation.reading() as reads:
            preferences = await reads.sales.email_preferences_of_link(operation.platform.tokens.hash(token))
        if preferences is None:
            return html(render_notice(*_NO_LINK), 404)
        return html(render_unsubscribe(opted_out=preferences.opted_out))

    @post("/unsubscribe/{token:str}", operation_id="unsubscribe", status_code=200)
    async def unsubscribe(self, token: FromPath[str], operation: Operation) -> Response[Unsubscribed]:
        """Unsubscribe by one click, whatever the body says; twice is once. Browsers are answered by a page."""
        wants_page = "text/html" in operation.request.headers.get("accept", "")
        try:
            async with operation.transaction() as work:
                done = await unsubscribe(token, uow=work, tokens=operation.platform.tokens, clock=operation.clock)
                answer = work.answer(Unsubscribed(opted_out=done.opted_out))
        except NotFound:
            if wants_page:
                return html(render_notice(*_NO_LINK), 404)
            raise
        return html(render_unsubscribe(opted_out=True)) if wants_page else Response(answer)
