"""Every table there is: importing this module fills the metadata."""

from __future__ import annotations

import coachway.adapters.postgres.platform_tables
import coachway.adapters.postgres.unit_of_work  # noqa: F401 (imports every context's tables and mappings)
from coachway.adapters.postgres.metadata import metadata

__all__ = ["metadata"]
