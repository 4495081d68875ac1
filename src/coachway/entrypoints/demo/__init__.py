"""The demo: one whole story, from an enquiry to an audited change, told through the public HTTP API only."""
