"""Where every room's `records.py` declares its tables. A test compares them with what the migrations make."""

from sqlalchemy import MetaData

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_name)s_key",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "ix": "%(table_name)s_%(column_0_name)s_idx",
    }
)
"""All tables. The names of keys are those that PostgreSQL gives by itself."""
