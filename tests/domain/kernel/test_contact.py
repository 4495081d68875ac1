"""One form for each address and number."""

from __future__ import annotations

import pytest

from coachway.domain.kernel.contact import normalise_email, normalise_phone


def test_case_is_levelled_while_tags_and_dots_stay() -> None:
    assert normalise_email(" Ann.Lee+Trips@Example.COM ") == "ann.lee+trips@example.com"


@pytest.mark.parametrize(
    "bad", ["", "ann", "ann@", "@example.com", "a b@example.com", "ann@example", "a@b@example.com"]
)
def test_what_is_no_address_is_refused(bad: str) -> None:
    with pytest.raises(ValueError):
        normalise_email(bad)


@pytest.mark.parametrize("written", ["(212) 555-0123", "212.555.0123", "+1 212 555 0123", "1-212-555-0123"])
def test_a_number_is_kept_as_e164_however_it_is_written(written: str) -> None:
    assert normalise_phone(written, "US") == "+12125550123"


@pytest.mark.parametrize("bad", ["", "12", "call me", "+999 1"])
def test_an_impossible_number_is_refused(bad: str) -> None:
    with pytest.raises(ValueError):
        normalise_phone(bad, "US")
