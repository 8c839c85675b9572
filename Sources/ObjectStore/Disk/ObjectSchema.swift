import GRDB

/// The tables, as a list of named steps that only ever grows: a step that was released is never edited.
///
/// `versions` has a row for each version of an object and each delete marker; a higher `id` was put later. `path` is
/// `bucket/key`. A version without `secret` is the null version. The newest row of a path has `latest`; the index
/// `visible` holds what listings without versions show. `segments` says where the bytes lie.
///
/// `files` counts the segments that refer to a file. When none is left, the name moves to `doomed` in the same
/// transaction, and leaves it when the file is gone.
enum ObjectSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("objects") { database in
            try database.execute(
                sql: """
                    CREATE TABLE versions (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        path BLOB NOT NULL,
                        secret BLOB,
                        latest INTEGER NOT NULL,
                        marker INTEGER NOT NULL,
                        modified INTEGER NOT NULL,
                        size INTEGER NOT NULL,
                        etag TEXT NOT NULL,
                        storage_class TEXT,
                        checksum TEXT,
                        fields BLOB,
                        tags BLOB,
                        parts TEXT,
                        segments BLOB NOT NULL
                    ) STRICT;
                    CREATE INDEX by_path ON versions (path, id DESC);
                    CREATE INDEX visible ON versions (path) WHERE latest = 1 AND marker = 0;
                    CREATE TABLE uploads (
                        id INTEGER PRIMARY KEY AUTOINCREMENT,
                        path BLOB NOT NULL,
                        secret BLOB NOT NULL,
                        initiated INTEGER NOT NULL,
                        initiator TEXT NOT NULL,
                        storage_class TEXT,
                        checksum TEXT,
                        fields BLOB,
                        tags BLOB
                    ) STRICT;
                    CREATE INDEX uploads_by_path ON uploads (path, id);
                    CREATE TABLE parts (
                        upload INTEGER NOT NULL,
                        number INTEGER NOT NULL,
                        modified INTEGER NOT NULL,
                        size INTEGER NOT NULL,
                        etag TEXT NOT NULL,
                        checksum TEXT,
                        segments BLOB NOT NULL,
                        PRIMARY KEY (upload, number)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE files (
                        name BLOB PRIMARY KEY,
                        segments INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE doomed (name BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
                    CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                    INSERT INTO meta (name, value) VALUES ('unswept', 0);
                    """)
        }
        return migrator
    }
}
