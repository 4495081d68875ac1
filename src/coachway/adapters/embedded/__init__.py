"""PostgreSQL and Valkey as child processes of ours, for one machine and for tests."""
