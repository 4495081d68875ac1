"""The triggers that keep each vendor's statistics: derived where the rows are, they cannot drift from them."""

from __future__ import annotations

from typing import Final

from coachway.adapters.postgres.migrations.support import Executes

# What one row adds to its vendor's statistics, for each table that is counted.
_OF_A_BID: Final = """
vendor_id, (submitted_at IS NOT NULL)::int AS submitted, (status = 'accepted')::int AS won, 0 AS trips
"""
_OF_A_CHARTER: Final = "vendor_id, 0 AS submitted, 0 AS won, (status = 'completed')::int AS trips"

_ROWS: Final = "SELECT {sign} AS sign, {share} FROM {table}"

# Whatever statement changes the rows, the counts change by just what it changed, in the same transaction.
_COUNT: Final = """
CREATE FUNCTION vendor.count_{counted}_{action}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE vendor.vendor_statistics AS counts
    SET total_bids_submitted = counts.total_bids_submitted + change.submitted,
        bids_won = counts.bids_won + change.won,
        completed_trips = counts.completed_trips + change.trips
    FROM (
        SELECT vendor_id, sum(sign * submitted) AS submitted, sum(sign * won) AS won, sum(sign * trips) AS trips
        FROM ({rows}) AS each_row
        WHERE vendor_id IS NOT NULL
        GROUP BY vendor_id
        HAVING sum(sign * submitted) <> 0 OR sum(sign * won) <> 0 OR sum(sign * trips) <> 0
    ) AS change
    WHERE counts.vendor_id = change.vendor_id;
    RETURN NULL;
END $$
"""
_TRANSITIONS: Final = {
    "insert": {"NEW TABLE AS new_rows": 1},
    "update": {"OLD TABLE AS old_rows": -1, "NEW TABLE AS new_rows": 1},
    "delete": {"OLD TABLE AS old_rows": -1},
}


def keep_statistics(op: Executes) -> None:
    """Give each vendor its row of counts, and let bids and charters keep it."""
    op.execute(
        """
        CREATE FUNCTION vendor.begin_statistics() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO vendor.vendor_statistics (vendor_id) SELECT id FROM new_rows;
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER begin_statistics AFTER INSERT ON vendor.vendors REFERENCING NEW TABLE AS new_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION vendor.begin_statistics()"
    )
    for counted, table, share in (("bids", "vendor.bids", _OF_A_BID), ("trips", "charters.charters", _OF_A_CHARTER)):
        for action, tables in _TRANSITIONS.items():
            rows = " UNION ALL ".join(
                _ROWS.format(sign=sign, share=share, table=name.split()[-1]) for name, sign in tables.items()
            )
            op.execute(_COUNT.format(counted=counted, action=action, rows=rows))
            op.execute(
                f"CREATE TRIGGER count_{counted}_{action} AFTER {action.upper()} ON {table} "
                f"REFERENCING {' '.join(tables)} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION vendor.count_{counted}_{action}()"
            )


def drop_statistics(op: Executes) -> None:
    """Take the triggers off the charters; those on the vendor schema go with it."""
    for action in _TRANSITIONS:
        op.execute(f"DROP TRIGGER count_trips_{action} ON charters.charters")
