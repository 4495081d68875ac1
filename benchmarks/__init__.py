"""How fast CoachWay is beside the bare limit and the stack that it replaces; run it with `make bench`."""
