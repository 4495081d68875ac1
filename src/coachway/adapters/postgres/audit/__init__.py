"""The audit on PostgreSQL: sealing its records into the chain, and reading both."""
