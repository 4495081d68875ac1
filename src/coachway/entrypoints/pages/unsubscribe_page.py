"""The page behind the link to unsubscribe: it asks, and says when it is done; plain HTML without script."""

from __future__ import annotations

from coachway.entrypoints.pages.docs_page import templates


def render_unsubscribe(*, opted_out: bool) -> str:
    """The question, or that it is done."""
    return templates().get_template("unsubscribe.html").render(opted_out=opted_out)
