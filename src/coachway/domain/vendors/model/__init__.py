"""Vendors, their compliance documents, the requests for bids they get, and the bids they make."""
