"""Who plays in the story, and what everybody in it knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from coachway.entrypoints.demo.inputs import Inputs
from coachway.entrypoints.demo.narrator import Narrator
from coachway.entrypoints.demo.platform import DemoStopped, Json, Platform, Refused

UNAUTHORIZED = 401


@dataclass(kw_only=True)
class Cast:
    """The platform as each person sees it; people are made once, and sign in once."""

    public: Platform
    admin: Platform
    inputs: Inputs
    narrator: Narrator
    password: str
    now: datetime
    users: dict[str, Json] = field(default_factory=dict)
    _signed_in: dict[str, Platform] = field(default_factory=dict)

    def meet(self) -> None:
        """Learn which users there are already."""
        self.users = {user["email"]: user for user in self.admin.every("/api/v1/auth/users")}

    def user(self, *, email: str, full_name: str, role: str, **belongs_to: int) -> Json:
        """The user of that address, made if there is none."""
        if email not in self.users:
            wanted = {"email": email, "full_name": full_name, "role": role, "password": self.password} | belongs_to
            self.users[email] = self.admin.post("/api/v1/auth/users", wanted)
        return self.users[email]

    def seen_by(self, email: str) -> Platform:
        """The platform as a user of the demo sees it. Raises DemoStopped where their password is another."""
        if email not in self._signed_in:
            try:
                self._signed_in[email] = self.public.sign_in(email, self.password)
            except Refused as refusal:
                if refusal.status != UNAUTHORIZED:
                    raise
                raise DemoStopped(
                    f"{email} was there before, with another password: give the demo that one with --password."
                ) from refusal
        return self._signed_in[email]

    @property
    def manager(self) -> Platform:
        return self.seen_by(self.inputs.manager["email"])

    def agent_of(self, lead: Json) -> Platform:
        """The platform as the lead's agent sees it; the manager stands in where nobody of the demo has it."""
        ours = {agent["email"] for agent in self.inputs.agents}
        emails = (e for e, user in self.users.items() if e in ours and user["id"] == lead["assigned_to_agent_id"])
        email = next(emails, None)
        return self.seen_by(email) if email else self.manager

    def leave(self) -> None:
        """Everybody signs out."""
        for platform in (*self._signed_in.values(), self.admin):
            platform.sign_out()
        self._signed_in.clear()
