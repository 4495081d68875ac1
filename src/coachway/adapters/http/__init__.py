"""Services that are reached over HTTP."""
