"""Every field of every aggregate has its column and comes back from the database.

A mapping that forgets a field loses it silently, since aggregates are plain classes: this walks all of them.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from sqlalchemy.orm import Mapper

import coachway.adapters.postgres.schema  # noqa: F401 (maps everything)
from coachway.adapters.postgres.metadata import mapper_registry

MAPPERS = sorted(mapper_registry.mappers, key=lambda mapper: mapper.class_.__name__)


@pytest.mark.parametrize("mapper", MAPPERS, ids=lambda mapper: mapper.class_.__name__)
def test_every_field_is_mapped_and_every_column_has_a_field(mapper: Mapper[Any]) -> None:
    fields = {field.name for field in dataclasses.fields(mapper.class_)}
    mapped = {attribute.key for attribute in mapper.attrs}
    assert fields - mapped == set(), "fields that would be lost"
    behind_composites = {column.key for composite in mapper.composites for column in composite.props}
    assert {name.lstrip("_") for name in mapped - fields - behind_composites} - fields == set()


@pytest.mark.parametrize("mapper", MAPPERS, ids=lambda mapper: mapper.class_.__name__)
def test_what_is_a_class_of_ours_can_be_told_apart_by_identity(mapper: Mapper[Any]) -> None:
    assert "__eq__" not in vars(mapper.class_), "aggregates are @dataclass(eq=False)"
