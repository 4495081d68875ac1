"""The broker of the background work, and the messages that travel through it."""
