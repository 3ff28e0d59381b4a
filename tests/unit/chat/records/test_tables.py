from sqlalchemy import text

from inhouse.chat.records import Rows, tables
from tests.people import someone

_COLUMNS = text(
    "SELECT column_name, is_nullable = 'YES' AS nullable FROM information_schema.columns WHERE table_schema = 'chat'"
    " AND table_name = :table"
)


async def test_the_tables_are_those_that_the_migration_makes(rows: Rows) -> None:
    async with rows.store.work(someone()) as work:
        for table in (tables.chats, tables.messages, tables.parts, tables.files, tables.file_chunks):
            rows_made = await work.execute(_COLUMNS, {"table": table.name})
            made = {row.column_name: row.nullable for row in rows_made}
            declared = {column.name: column.nullable for column in table.columns}
            assert made == declared
