"""What is sent in a query: under which name, and what no parameter can hold."""

from __future__ import annotations

import re
from typing import Any, Final, get_args

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from coachway.domain.kernel.errors import Checks
from coachway.entrypoints.api.wire import LARGEST_INTEGER

# Only an integer of so many digits can exceed 64 bits; from some thousand digits on, Python refuses to read it at all.
_LONG_INTEGER: Final = re.compile(r"\s*[+-]?(\d{19,})\s*")
_LONGEST_DIGITS: Final = 19


def check_query(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse what nothing stored could equal: null characters and integers beyond 64 bits. Raises RuleViolated."""
    with Checks() as check:
        for name, value in connection.query_params.multi_items():
            check("\x00" not in value, name, "must not contain the null character")
            if (found := _LONG_INTEGER.fullmatch(value)) and _is_integer(handler, name):
                digits = found[1]
                fits = len(digits) == _LONGEST_DIGITS and int(digits) <= LARGEST_INTEGER
                check(fits, name, "must be an integer of at most 64 bits")


def sent_name(handler: BaseRouteHandler, parameter: str) -> str:
    """Under which name a handler's parameter is sent; some are called otherwise in Python, as in `type_`."""
    field = handler.parsed_fn_signature.parameters.get(parameter)
    named: str | None = getattr(field.kwarg_definition, "name", None) if field is not None else None
    return named or parameter


def _is_integer(handler: BaseRouteHandler, name: str) -> bool:
    """Whether an integer is sent under the name; parameters of dependencies are known by their names alone."""
    if name.endswith(("_id", "_by")) or name == "actor":
        return True
    return any(
        sent_name(handler, parameter) == name and int in (field.annotation, *get_args(field.annotation))
        for parameter, field in handler.parsed_fn_signature.parameters.items()
    )
