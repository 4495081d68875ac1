"""What can be done with vendors, their documents, requests for bids, and bids."""
