"""Ports toward other contexts, answered by a call inside the process and the transaction."""
