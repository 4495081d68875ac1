"""The only maker of the schema."""
