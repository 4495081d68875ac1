"""For which vendor something is done: a vendor acts for itself, staff name one."""

from __future__ import annotations

from coachway.domain.kernel.actor import Actor
from coachway.domain.kernel.errors import FieldError, RuleViolated
from coachway.domain.vendors.visibility import only_vendor, require_sees


def vendor_in_question(named: int | None, *, actor: Actor) -> int:
    """The vendor that was named, or the one who acts. Raises NotFound for another's, RuleViolated for none."""
    vendor_id = named if named is not None else only_vendor(actor)
    if vendor_id is None:
        raise RuleViolated("Say for which vendor.", fields=[FieldError("vendor_id", "is needed from staff")])
    require_sees(actor, vendor_id, kind="vendor", identity=vendor_id)
    return vendor_id
