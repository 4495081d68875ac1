"""Where places are, and how far apart."""
