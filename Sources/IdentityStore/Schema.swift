import GRDB

/// The tables, as a list of named steps that only ever grows: a step that was released is never edited.
///
/// `entities` has a row for each entity. `sequence` numbers all changes ever made, one by one; a row has the number
/// of the change that put it first (`born`) and of the last one (`sequence`). A removed entity keeps its row,
/// without a body, so whoever knows the state as of some number finds all that happened since by asking for higher
/// ones, removals included. Rows in the order of `born` are a history that leads to the present state.
///
/// `body` is the entity as JSON; a step that changes an entity's shape rewrites the bodies.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("entities") { database in
            try database.execute(
                sql: """
                    CREATE TABLE entities (
                        born INTEGER PRIMARY KEY,
                        account INTEGER NOT NULL,
                        kind TEXT NOT NULL,
                        id TEXT NOT NULL,
                        sequence INTEGER NOT NULL,
                        body BLOB,
                        UNIQUE (account, kind, id)
                    ) STRICT;
                    CREATE TABLE meta (
                        name TEXT PRIMARY KEY,
                        value INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    INSERT INTO meta (name, value) VALUES ('sequence', 0), ('forgotten', 0);
                    """)
        }
        return migrator
    }
}
