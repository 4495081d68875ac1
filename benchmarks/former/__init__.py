"""The stack of the former system, doing the same: FastAPI, Pydantic, the synchronous ORM of SQLAlchemy, psycopg2.

Written as somebody who knows that stack would: a session for each request, handlers in the thread pool, one statement
for a list, filters in the database, a pool as large as the load. It reads and writes the product's own tables, so
triggers and indexes are the same; only the stack differs.
"""
