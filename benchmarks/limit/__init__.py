"""The limit: the product's own SQL through bare asyncpg, in handlers that check nothing and know nothing."""
