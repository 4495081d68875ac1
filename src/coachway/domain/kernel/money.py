"""Money: exact decimals in the one operating currency, rounded half away from zero in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

CENT: Final = Decimal("0.01")
_LARGEST: Final = Decimal("1e12")


def round_to_cent(amount: Decimal) -> Decimal:
    """The nearest cent; a half goes away from zero (2.345 is 2.35, -2.345 is -2.35)."""
    return amount.quantize(CENT, ROUND_HALF_UP)


class Money:
    """An amount in the operating currency, always in whole cents; frozen, compared and hashed by its amount.

    Not a dataclass: serializers take those apart field by field, where money is one number.
    """

    __slots__ = ("amount",)

    amount: Decimal

    def __init__(self, amount: Decimal) -> None:
        if not isinstance(amount, Decimal):
            raise TypeError(f"Money takes a Decimal, not {type(amount).__name__}")
        if not amount.is_finite() or abs(amount) >= _LARGEST:
            raise ValueError("an amount of money is a finite number below a trillion")
        object.__setattr__(self, "amount", round_to_cent(amount))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("money does not change: make another amount")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("money does not change: make another amount")

    def __reduce__(self) -> tuple[type[Money], tuple[Decimal]]:
        return Money, (self.amount,)

    def __repr__(self) -> str:
        return f"Money({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return self.amount == other.amount if isinstance(other, Money) else NotImplemented

    def __hash__(self) -> int:
        return hash((Money, self.amount))

    def __lt__(self, other: Money) -> bool:
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        return self.amount <= other.amount

    def __gt__(self, other: Money) -> bool:
        return self.amount > other.amount

    def __ge__(self, other: Money) -> bool:
        return self.amount >= other.amount

    @classmethod
    def of(cls, amount: Decimal | int | str) -> Money:
        """From a decimal, a whole number or decimal text; never from a float. Raises ValueError."""
        if isinstance(amount, bool | float):
            raise TypeError("Money is never made from a float")
        try:
            return cls(Decimal(amount))
        except InvalidOperation as error:
            raise ValueError(f"{amount!r} is not an amount of money") from error

    @classmethod
    def of_cents(cls, amount: Decimal) -> Money:
        """From what `round_to_cent` made of an amount in range; unchecked, for loops that make millions."""
        money: Money = object.__new__(cls)
        object.__setattr__(money, "amount", amount)
        return money

    @classmethod
    def zero(cls) -> Money:
        return _ZERO

    @classmethod
    def total(cls, amounts: Iterable[Money]) -> Money:
        return cls(sum((money.amount for money in amounts), Decimal(0)))

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + other.amount)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - other.amount)

    def __neg__(self) -> Money:
        return Money(-self.amount)

    def __abs__(self) -> Money:
        return Money(abs(self.amount))

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount:.2f}"

    def times(self, factor: Decimal | int) -> Money:
        """The product, rounded once."""
        return Money(self.amount * factor)

    def percent(self, percent: Decimal | int) -> Money:
        """That many hundredths of it, rounded once (25 is a quarter)."""
        return Money(self.amount * percent / 100)

    def split(self, weights: Sequence[Decimal | int]) -> list[Money]:
        """Parts in proportion to the weights that sum to exactly this amount, by largest remainder."""
        whole = sum(weights)
        if not weights or whole <= 0 or min(weights) < 0:
            raise ValueError("weights must not be negative, and must sum to more than zero")
        exact = [self.amount * weight / whole for weight in weights]
        parts = [share.quantize(CENT, rounding=ROUND_DOWN) for share in exact]
        cents_left = int((self.amount - sum(parts, Decimal(0))) / CENT)
        by_remainder = sorted(range(len(parts)), key=lambda i: (-abs(exact[i] - parts[i]), i))
        step = CENT if cents_left > 0 else -CENT
        for i in by_remainder[: abs(cents_left)]:
            parts[i] += step
        return [Money(part) for part in parts]


_ZERO: Final = Money(Decimal(0))
