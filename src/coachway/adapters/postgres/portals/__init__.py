"""What the portals read that belongs to no single context."""
