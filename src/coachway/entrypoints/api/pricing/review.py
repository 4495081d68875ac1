"""Looking a price list over: `/api/v1/pricing/pricing-rules/conflicts` and `/preview`."""

from __future__ import annotations

import asyncio
from typing import Final

from litestar import Controller, get, post
from litestar.params import JSONBody

from coachway.domain.pricing.conflicts import RuleConflict, find_conflicts
from coachway.domain.pricing.use_cases.preview_rules import PreviewRules, preview_rules
from coachway.domain.pricing.views import PreviewView
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.pricing.rules import NewRule
from coachway.entrypoints.api.wire import Body

MOST_CONFLICTS: Final = 1000


class DraftRules(Body, kw_only=True):
    """Rules as they would be posted, the ids of rules that they replace, and the quotes to look at.

    Without `quote_ids` the newest 200 quotes are looked at, whatever has become of them. At most 200 rules and 500
    quotes can be sent.
    """

    rules: list[NewRule]
    replace_rule_ids: list[int] = []
    quote_ids: list[int] | None = None

    def command(self) -> PreviewRules:
        return PreviewRules(
            rules=[rule.command() for rule in self.rules],
            replace_rule_ids=self.replace_rule_ids,
            quote_ids=self.quote_ids,
        )


class PriceListReviewController(Controller):
    path = "/api/v1/pricing/pricing-rules"
    tags = ["pricing"]

    @get("/conflicts", operation_id="list_pricing_rule_conflicts")
    async def list_conflicts(self, operation: Operation) -> list[RuleConflict]:
        """Rules in force that can never apply, then pairs between which only the id decides; the first thousand."""
        platform = operation.platform
        async with platform.unit_of_work(operation.actor) as work:
            book = await platform.rule_book.current(work.pricing_rules)
        # It takes a while on a long price list: others are served meanwhile, and no connection is held.
        return (await asyncio.to_thread(find_conflicts, book.rules()))[:MOST_CONFLICTS]

    @post("/preview", operation_id="preview_pricing_rules", status_code=200)
    async def preview(self, data: JSONBody[DraftRules], operation: Operation) -> PreviewView:
        """What stored quotes would have cost with these rules in the price list; nothing is stored."""
        platform = operation.platform
        async with operation.transaction() as work:
            preview = await preview_rules(
                data.command(),
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                rule_book=platform.rule_book,
                quotes=work.reads.pricing,
                clients=platform.clients_for_pricing(work.reads),
            )
            return work.answer(preview)
