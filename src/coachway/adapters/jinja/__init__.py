"""The wording of messages, as Jinja templates."""
