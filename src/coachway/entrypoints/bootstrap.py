"""The composition root: reading it tells what the program is made of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from coachway.adapters.geo.surveying import Surveyor
from coachway.adapters.http.service import HttpService
from coachway.adapters.icalendar.calendars import ICalendarWriter
from coachway.adapters.inprocess.address_book import InProcessAddressBook
from coachway.adapters.inprocess.agent_directory import InProcessAgentDirectory
from coachway.adapters.inprocess.charter_opening import InProcessCharterOpening
from coachway.adapters.inprocess.client_directory import InProcessClientDirectory
from coachway.adapters.inprocess.client_lookup import InProcessClientLookup
from coachway.adapters.inprocess.client_summaries import InProcessClientSummaries
from coachway.adapters.inprocess.consents import InProcessConsents
from coachway.adapters.inprocess.kept_for_clients import (
    CasesOfClients,
    ChartersOfClients,
    LeadsOfClients,
    LoginsOfClients,
    MailOfClients,
    PricesOfClients,
)
from coachway.adapters.inprocess.payments import NoDeposits, NoLedger
from coachway.adapters.inprocess.record_directory import InProcessRecordDirectory
from coachway.adapters.inprocess.secret_links import InProcessSecretLinks
from coachway.adapters.inprocess.sent_quotes import InProcessSentQuotes
from coachway.adapters.inprocess.vendor_figures import InProcessVendorFigures
from coachway.adapters.jinja.wording import JinjaTemplates
from coachway.adapters.postgres.audit.sealer import PostgresAuditSealer
from coachway.adapters.postgres.constraints import in_domain_words
from coachway.adapters.postgres.engine import create_engine, statements_given_up_after
from coachway.adapters.postgres.identity.login_attempts import PostgresLoginAttempts
from coachway.adapters.postgres.pricing.rule_book import RuleBookOfProcess
from coachway.adapters.postgres.reads import Reads
from coachway.adapters.postgres.types import keyring
from coachway.adapters.postgres.unit_of_work import PostgresUnitOfWork
from coachway.adapters.secrets.passwords import Argon2Passwords
from coachway.adapters.secrets.tokens import JwtAccessTokens, RandomTokens
from coachway.adapters.smtp.couriers import FileCourier, SmtpCourier
from coachway.adapters.system.clock import SystemClock
from coachway.adapters.valkey.dashboard_cache import ValkeyDashboardCache
from coachway.adapters.valkey.gatekeeper import Question, ValkeyGatekeeper, Verdict
from coachway.domain.charters.driver_hours import DrivingPolicy
from coachway.domain.charters.ports import Geocoder
from coachway.domain.flows.merge_clients import OtherContexts
from coachway.domain.identity.use_cases.sign_in import SessionPolicy
from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.clock import BusinessCalendar, Clock
from coachway.domain.kernel.money import Money
from coachway.domain.notifications.ports import Courier
from coachway.domain.portals.ports import PaymentFigures
from coachway.domain.pricing.model import PricingSettings
from coachway.entrypoints.places import geocoder_of, geocoding_service, routing_service, surveyor_of
from coachway.entrypoints.settings import SHORTEST_JWT_SECRET, Settings, SettingsError
from coachway.entrypoints.together import Together


@dataclass(frozen=True, kw_only=True)
class Platform:
    """Everything that a process of ours works with, made once at its start."""

    settings: Settings
    engine: AsyncEngine
    valkey: Redis
    clock: Clock
    calendar: BusinessCalendar
    passwords: Argon2Passwords
    tokens: RandomTokens
    access_tokens: JwtAccessTokens
    session_policy: SessionPolicy
    login_attempts: PostgresLoginAttempts
    gatekeeper: ValkeyGatekeeper
    admissions: Together[Question, Verdict]
    dashboards: ValkeyDashboardCache
    payment_figures: PaymentFigures
    # Parts of dashboards that this platform does not serve at all, so that missing them is no failure of the moment.
    not_served: frozenset[str]
    audit_sealer: PostgresAuditSealer
    templates: JinjaTemplates
    courier: Courier
    driving: DrivingPolicy
    surveyor: Surveyor
    geocoder: Geocoder
    services: tuple[HttpService, ...]
    pricing: PricingSettings
    rule_book: RuleBookOfProcess
    deposits: NoDeposits
    calendar_writer: ICalendarWriter

    def unit_of_work(self, actor: Actor) -> PostgresUnitOfWork:
        """A new transaction, not yet open."""
        return PostgresUnitOfWork(self.engine, actor=actor, clock=self.clock)

    @asynccontextmanager
    async def reading(self, *, statement_timeout_seconds: float | None = None) -> AsyncIterator[Reads]:
        """Reads without a transaction: each statement sees what is committed when it starts."""
        with in_domain_words():
            async with self.engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                if statement_timeout_seconds is None:
                    yield Reads(connection)
                else:
                    async with statements_given_up_after(connection, statement_timeout_seconds):
                        yield Reads(connection)

    def address_book(self, work: PostgresUnitOfWork) -> InProcessAddressBook:
        """Names and addresses, as the unit of work sees them."""
        return InProcessAddressBook(identity=work.reads.identity, clients=work.reads.clients, vendors=work.vendors)

    def consents(self, work: PostgresUnitOfWork) -> InProcessConsents:
        """What clients want to be mailed, as the unit of work sees it."""
        return InProcessConsents(
            uow=work,
            reads=work.reads.sales,
            identity=work.reads.identity,
            clients=work.reads.clients,
            tokens=self.tokens,
            clock=self.clock,
            public_url=self.settings.public_url,
        )

    def record_directory(self, work: PostgresUnitOfWork) -> InProcessRecordDirectory:
        """The records behind client and vendor users, as the unit of work sees them."""
        return InProcessRecordDirectory(clients=work.reads.clients, vendors=work.vendors)

    def secret_links(self, reads: Reads) -> InProcessSecretLinks:
        """Links that only a message may carry, as the reads see them."""
        return InProcessSecretLinks(
            identity=reads.identity, charters=reads.charters, public_url=self.settings.public_url
        )

    def vendor_figures(self, reads: Reads) -> InProcessVendorFigures:
        """What the portals show of vendors, as the reads see it."""
        return InProcessVendorFigures(reads.vendors, reads.office_figures.open_requests)

    def clients_for_charters(self, reads: Reads) -> InProcessClientSummaries:
        """The clients as charters know them, seen through these reads."""
        return InProcessClientSummaries(reads.clients)

    def clients_for_pricing(self, reads: Reads) -> InProcessClientLookup:
        """The clients as pricing knows them, seen through these reads."""
        return InProcessClientLookup(reads.clients)

    def agents(self, reads: Reads) -> InProcessAgentDirectory:
        """The users who may have leads, seen through these reads."""
        return InProcessAgentDirectory(reads.identity)

    def clients_for_sales(self, work: PostgresUnitOfWork) -> InProcessClientDirectory:
        """The clients as sales know them, in that transaction."""
        return InProcessClientDirectory(
            uow=work, reads=work.reads.clients, clock=self.clock, region=self.settings.region
        )

    def kept_for_clients(self, work: PostgresUnitOfWork) -> OtherContexts:
        """What all contexts keep for clients, in that transaction; in the order in which rows are locked."""
        return OtherContexts(
            leads=LeadsOfClients(work),
            others=(
                ChartersOfClients(work, work.reads.clients),
                PricesOfClients(work, work.actor),
                CasesOfClients(work),
                MailOfClients(work),
                LoginsOfClients(work),
            ),
        )

    def charters_for_sales(self, work: PostgresUnitOfWork) -> InProcessCharterOpening:
        """The charters as sales open them, in that transaction."""
        return InProcessCharterOpening(
            actor=work.actor,
            uow=work,
            clients=self.clients_for_charters(work.reads),
            agents=self.agents(work.reads),
            clock=self.clock,
            driving=self.driving,
        )

    def quotes_for_charters(self, uow: PostgresUnitOfWork) -> InProcessSentQuotes:
        """The quotes that edits of a charter let expire, in the same transaction."""
        return InProcessSentQuotes(uow, self.clock)

    async def close(self) -> None:
        await self.engine.dispose()
        await self.valkey.aclose()
        for service in self.services:
            await service.close()


def build_platform(settings: Settings, *, clock: Clock | None = None) -> Platform:
    """The platform that the settings describe; nothing is connected yet. Raises SettingsError."""
    settings.missing("database_url", "redis_url", "jwt_secret", "encryption_key")
    _use_keys(settings)
    engine = create_engine(
        settings.database_url,
        pool_size=settings.database_pool_size,
        statement_timeout_seconds=settings.statement_timeout_seconds,
    )
    valkey = Redis.from_url(settings.redis_url, socket_timeout=2, socket_connect_timeout=2)
    geocoding, router = geocoding_service(settings), routing_service(settings)
    access_lifetime = timedelta(minutes=settings.access_token_minutes)
    gatekeeper = ValkeyGatekeeper(valkey, token_lifetime=access_lifetime)
    calendar = BusinessCalendar(settings.timezone, settings.business_hours)
    return Platform(
        settings=settings,
        engine=engine,
        valkey=valkey,
        clock=clock or SystemClock(settings.clock_offset),
        calendar=calendar,
        passwords=Argon2Passwords(),
        tokens=RandomTokens(),
        access_tokens=JwtAccessTokens(*settings.jwt_secret.split(","), lifetime=access_lifetime),
        session_policy=SessionPolicy(
            lifetime=timedelta(days=settings.refresh_token_days), most_per_user=settings.max_sessions
        ),
        login_attempts=PostgresLoginAttempts(engine),
        gatekeeper=gatekeeper,
        # Asking Valkey costs more than many an operation: what comes during one question is asked with the next.
        admissions=Together(gatekeeper.ask, at_most=100),
        dashboards=ValkeyDashboardCache(valkey, seconds=settings.dashboard_ttl_seconds),
        payment_figures=NoLedger(),
        not_served=frozenset({"payments"}),
        audit_sealer=PostgresAuditSealer(engine),
        templates=JinjaTemplates(public_url=settings.public_url, currency=settings.currency, calendar=calendar),
        courier=_courier(settings),
        driving=DrivingPolicy(calendar, settings.average_speed_mph),
        surveyor=surveyor_of(settings, router),
        geocoder=geocoder_of(settings, geocoding, valkey),
        services=tuple(service for service in (geocoding, router) if service),
        pricing=_pricing(settings),
        rule_book=RuleBookOfProcess(),
        deposits=NoDeposits(),
        calendar_writer=ICalendarWriter(
            host=urlsplit(settings.public_url).hostname or "localhost", zone=settings.timezone
        ),
    )


def _pricing(settings: Settings) -> PricingSettings:
    return PricingSettings(
        extra_stop_fee=Money(settings.extra_stop_fee),
        second_driver_fee=Money(settings.second_driver_fee),
        overnight_fee=Money(settings.overnight_fee),
        fuel_surcharge_per_mile=settings.fuel_surcharge_per_mile,
        deposit_percent=settings.deposit_percent,
        valid_days=settings.quote_valid_days,
        currency=settings.currency,
    )


def _courier(settings: Settings) -> Courier:
    if not settings.smtp_url:
        return FileCourier(settings.data_dir / "mail", sender=settings.mail_from)
    try:
        return SmtpCourier(settings.smtp_url, sender=settings.mail_from)
    except ValueError as error:
        raise SettingsError(f"COACHWAY_SMTP_URL cannot be used: {error}") from error


def _use_keys(settings: Settings) -> None:
    if min(len(secret) for secret in settings.jwt_secret.split(",")) < SHORTEST_JWT_SECRET:
        raise SettingsError(f"each key of COACHWAY_JWT_SECRET must have {SHORTEST_JWT_SECRET} characters or more")
    try:
        keyring.use(*settings.encryption_key.split(","))
    except ValueError as error:
        raise SettingsError("COACHWAY_ENCRYPTION_KEY must be 32 bytes in URL-safe base 64 (a Fernet key)") from error
