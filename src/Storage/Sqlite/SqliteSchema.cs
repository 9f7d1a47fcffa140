using System.Globalization;
using Tandem.Domain;

namespace Tandem.Storage.Sqlite;

/// <summary>The tables and their versions. A new version adds a script; scripts that were released never change.</summary>
internal static class SqliteSchema
{
    /// <summary>"TNDM"; tells a store from any other SQLite file.</summary>
    public const int ApplicationId = 0x544E444D;

    // Events are small, so they lie in the key's own tree; feed payloads and grain states may be long and have a tree of their own.
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE events (
            partition INTEGER NOT NULL, offset INTEGER NOT NULL, event_id TEXT NOT NULL, user_id TEXT NOT NULL,
            appended_at INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (partition, offset)) WITHOUT ROWID;
        CREATE UNIQUE INDEX events_by_id ON events (event_id);
        CREATE INDEX events_by_user ON events (user_id);
        CREATE TABLE cursors (
            consumer TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL, PRIMARY KEY (consumer, partition)) WITHOUT ROWID;
        CREATE TABLE feeds (topic TEXT NOT NULL, offset INTEGER NOT NULL, key TEXT NOT NULL, payload BLOB NOT NULL);
        CREATE UNIQUE INDEX feeds_by_offset ON feeds (topic, offset);
        CREATE TABLE grain_states (state_name TEXT NOT NULL, grain_id TEXT NOT NULL, etag INTEGER NOT NULL, payload BLOB NOT NULL);
        CREATE UNIQUE INDEX grain_states_by_id ON grain_states (grain_id, state_name);
        """,
        """
        CREATE TABLE examples (offset INTEGER PRIMARY KEY, user_id TEXT NOT NULL, payload BLOB NOT NULL);
        CREATE INDEX examples_by_user ON examples (user_id);
        CREATE TABLE example_labels (event_id TEXT PRIMARY KEY, offset INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX example_labels_by_offset ON example_labels (offset);
        """,
        """
        CREATE INDEX feeds_by_key ON feeds (topic, key);
        """,
    ];

    /// <summary>The version that this program writes.</summary>
    public static int Version => Migrations.Length;

    /// <summary>Makes or upgrades the tables; nothing happens when they are current.</summary>
    /// <exception cref="TandemException">The file is another program's, newer, or has another number of partitions.</exception>
    public static void Prepare(SqliteSession session, string path, int partitions)
    {
        session.Execute("BEGIN IMMEDIATE");
        long version = session.Query("PRAGMA user_version") ?? 0;
        bool empty = session.Query("SELECT COUNT(*) FROM sqlite_schema") == 0;
        if (!empty && session.Query("PRAGMA application_id") != ApplicationId)
            throw new TandemException($"'{path}' is a database of another program. Give another path, or move the file away.");
        if (version > Version)
        {
            throw new TandemException(
                $"'{path}' has the schema version {version}, this program knows {Version}. It was used by a newer Tandem: run that one, or restore a backup from before the upgrade.");
        }

        for (long next = version; next < Version; next++)
            session.Execute(Migrations[next]);
        if (version < Version)
        {
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id={ApplicationId}; PRAGMA user_version={Version}"));
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"INSERT OR IGNORE INTO settings VALUES ('partitions', {partitions})"));
        }

        long? stored = session.Query("SELECT value FROM settings WHERE name='partitions'");
        if (stored != partitions)
        {
            throw new TandemException(
                $"'{path}' has {stored} event partitions, the option says {partitions}. Set it to {stored}: users would change partitions and lose their order.");
        }

        session.Execute("COMMIT");
    }
}
