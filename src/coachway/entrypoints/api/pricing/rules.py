"""The price list: `/api/v1/pricing/pricing-rules`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from litestar import Controller, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from coachway.domain.kernel.money import Money
from coachway.domain.pricing.model import RuleScope, RuleType
from coachway.domain.pricing.ports import RuleFilter
from coachway.domain.pricing.use_cases.manage_rules import (
    CreateRule,
    UpdateRule,
    create_rule,
    deactivate_rule,
    update_rule,
)
from coachway.domain.pricing.views import PricingRuleView, RuleChangeView
from coachway.entrypoints.api.operation import Operation
from coachway.entrypoints.api.paging import Paging
from coachway.entrypoints.api.wire import Body, TimeOfDay, time_from

Text = Annotated[str, Meta(max_length=4000)]


class RuleTerms(Body, kw_only=True):
    """What a rule says beside its name, type and scope; null is as if it were not said."""

    description: Text | UnsetType | None = UNSET
    client_id: int | UnsetType | None = UNSET
    vehicle_type: str | UnsetType | None = UNSET
    origin: str | UnsetType | None = UNSET
    destination: str | UnsetType | None = UNSET
    base_rate: Decimal | UnsetType | None = UNSET
    per_mile_rate: Decimal | UnsetType | None = UNSET
    per_hour_rate: Decimal | UnsetType | None = UNSET
    deadhead_per_mile_rate: Decimal | UnsetType | None = UNSET
    minimum_hours: Decimal | UnsetType | None = UNSET
    minimum_charge: Money | UnsetType | None = UNSET
    multiplier: Decimal | UnsetType | None = UNSET
    discount_percent: Decimal | UnsetType | None = UNSET
    days_of_week: list[int] | UnsetType | None = UNSET
    start_time: TimeOfDay | UnsetType | None = UNSET
    end_time: TimeOfDay | UnsetType | None = UNSET
    min_passengers: int | UnsetType | None = UNSET
    max_passengers: int | UnsetType | None = UNSET
    min_miles: Decimal | UnsetType | None = UNSET
    max_miles: Decimal | UnsetType | None = UNSET
    valid_from: date | UnsetType | None = UNSET
    valid_until: date | UnsetType | None = UNSET
    priority: int | UnsetType = UNSET
    exclusive: bool | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET

    def values(self, *without: str) -> dict[str, Any]:
        """The rule's fields that were sent, as the domain takes them."""
        values = self.sent(*without)
        for name in ("start_time", "end_time"):
            if values.get(name) is not None:
                values[name] = time_from(values[name])
        return values


class NewRule(RuleTerms, kw_only=True):
    """A rule; which fields it may carry depends on its type and scope. An admin may name another `created_by`."""

    name: str
    rule_type: RuleType
    scope: RuleScope = RuleScope.GLOBAL
    created_by: int | None = None

    def command(self) -> CreateRule:
        return CreateRule(values=self.values("created_by"), created_by=self.created_by)


class RuleChanges(RuleTerms, kw_only=True):
    """What to change of a rule; what is not sent stays. The reason goes into the history."""

    name: str | UnsetType = UNSET
    rule_type: RuleType | UnsetType = UNSET
    scope: RuleScope | UnsetType = UNSET
    reason: Text | None = None


class PricingRuleController(Controller):
    path = "/api/v1/pricing/pricing-rules"
    tags = ["pricing"]

    @post(operation_id="create_pricing_rule")
    async def create_rule(self, data: JSONBody[NewRule], operation: Operation) -> PricingRuleView:
        """Add a rule to the price list, in force from the next quote on."""
        async with operation.transaction() as work:
            clients = operation.platform.clients_for_pricing(work.reads)
            rule = await create_rule(
                data.command(), actor=operation.actor, uow=work, clock=operation.clock, clients=clients
            )
            return work.answer(await work.reads.pricing.rule(rule.id))

    @get(operation_id="list_pricing_rules")
    async def list_rules(
        self,
        *,
        operation: Operation,
        paging: Paging,
        rule_type: FromQuery[RuleType | None] = None,
        scope_: Annotated[RuleScope | None, QueryParameter(name="scope")] = None,
        client_id: FromQuery[int | None] = None,
        vehicle_type: Annotated[str | None, QueryParameter(description="In any case.")] = None,
        is_active: FromQuery[bool | None] = None,
    ) -> list[PricingRuleView]:
        """Rules, newest first."""
        wanted = RuleFilter(rule_type, scope_, client_id, vehicle_type, is_active)
        async with operation.reading() as reads:
            return operation.page(await reads.pricing.rules(wanted, paging))

    @get("/{rule_id:int}", operation_id="get_pricing_rule")
    async def get_rule(self, rule_id: FromPath[int], operation: Operation) -> PricingRuleView:
        """One rule."""
        async with operation.reading() as reads:
            return await reads.pricing.rule(rule_id)

    @put("/{rule_id:int}", operation_id="update_pricing_rule")
    async def update_rule(
        self, rule_id: FromPath[int], data: JSONBody[RuleChanges], operation: Operation
    ) -> PricingRuleView:
        """Change what was sent: a new version of the rule, in force from the next quote on."""
        command = UpdateRule(
            rule_id=rule_id,
            changes=data.values("reason"),
            reason=data.reason,
            expected_version=operation.expected_version,
        )
        async with operation.transaction() as work:
            clients = operation.platform.clients_for_pricing(work.reads)
            await update_rule(command, actor=operation.actor, uow=work, clock=operation.clock, clients=clients)
            return await work.reads.pricing.rule(rule_id)

    @delete("/{rule_id:int}", operation_id="deactivate_pricing_rule")
    async def deactivate_rule(
        self,
        rule_id: FromPath[int],
        operation: Operation,
        reason: Annotated[str | None, QueryParameter(description="Goes into the history.")] = None,
    ) -> None:
        """Take a rule out of force; the quotes that were made by it keep it."""
        async with operation.transaction() as work:
            await deactivate_rule(
                rule_id,
                actor=operation.actor,
                uow=work,
                clock=operation.clock,
                reason=reason,
                expected_version=operation.expected_version,
            )

    @get("/{rule_id:int}/history", operation_id="list_pricing_rule_history")
    async def list_history(self, rule_id: FromPath[int], operation: Operation, paging: Paging) -> list[RuleChangeView]:
        """Every change of the rule, field by field, oldest first."""
        async with operation.reading() as reads:
            return operation.page(await reads.pricing.rule_history(rule_id, paging))
