"""How fast CoachWay is beside the bare limit and the stack that it replaces; run it with `make bench`.

The rules that make no I/O, prices and fair picks, are measured alone too (`python -m benchmarks.pure`).
BENCH_ROUNDS (5) and BENCH_SECONDS (2, for each measurement) make it longer or shorter. A machine that is busy with
something else tells little: many threads then win over one loop because they are given more turns.
"""
