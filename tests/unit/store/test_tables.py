from sqlalchemy import Column, MetaData, Table, Uuid

from inhouse.store.tables import metadata


def test_keys_are_named_as_postgresql_names_them() -> None:
    scratch = MetaData(naming_convention=metadata.naming_convention)
    table = Table("things", scratch, Column("id", Uuid, primary_key=True), Column("owner_id", Uuid, index=True))
    assert [index.name for index in table.indexes] == ["things_owner_id_idx"]
