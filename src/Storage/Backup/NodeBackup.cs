using Microsoft.Data.Sqlite;
using Tandem.Domain;
using Tandem.Storage.Files;
using Tandem.Storage.Sqlite;

namespace Tandem.Storage.Backup;

/// <summary>Backs up the data folder of an embedded node, which may run meanwhile, and makes a data folder of a backup.</summary>
public static class NodeBackup
{
    private const string DatabaseFile = "tandem.db";
    private const string ArtifactsFolder = "artifacts";
    private const string Part = DatabaseFile;
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Writes a backup of the data folder.</summary>
    /// <exception cref="TandemException">There is no node in the folder, its database is damaged, or the backup's folder is taken.</exception>
    public static async Task<BackupFolder> BackUpAsync(
        string dataFolder, string folder, TimeProvider time, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        string database = Path.Combine(dataFolder, DatabaseFile);
        if (!File.Exists(database))
            throw new TandemException($"'{dataFolder}' is no data folder of a node: it has no {DatabaseFile}. It is the option Tandem:DataFolder of the node.");

        BackupFolder backup = BackupFolder.Create(folder, BackupKind.Node, time);
        FolderArtifactStore artifacts = new(Path.Combine(dataFolder, ArtifactsFolder), time);

        // Before the database, for the bulk of them, and after it, so that none is missing that the database names.
        await ArtifactCopies.CopyAsync(artifacts, backup.Artifacts, "artifacts", progress, cancellation).ConfigureAwait(false);
        if (!backup.Has(Part))
        {
            progress?.Report(new ProgressReport("database", 0, 0));
            await backup.AddAsync(Part, path => Task.Run(() => Snapshot(database, path), cancellation), cancellation).ConfigureAwait(false);
        }

        await ArtifactCopies.CopyAsync(artifacts, backup.Artifacts, "artifacts", progress, cancellation).ConfigureAwait(false);
        await backup.CompleteAsync(cancellation).ConfigureAwait(false);
        return backup;
    }

    /// <summary>Makes a data folder of a backup. Interrupted, the same call goes on.</summary>
    /// <exception cref="TandemException">There is a node in the folder, or the backup is damaged.</exception>
    public static async Task<BackupFolder> RestoreAsync(
        string folder, string dataFolder, TimeProvider time, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        string database = Path.Combine(dataFolder, DatabaseFile);
        if (File.Exists(database))
            throw new TandemException($"'{dataFolder}' has a node already. Give an empty folder; a restore overwrites nothing.");

        BackupFolder backup = await BackupFolder.OpenAsync(folder, BackupKind.Node, time, progress, cancellation).ConfigureAwait(false);
        Directory.CreateDirectory(dataFolder);
        FolderArtifactStore artifacts = new(Path.Combine(dataFolder, ArtifactsFolder), time);
        await ArtifactCopies.CopyAsync(backup.Artifacts, artifacts, "artifacts", progress, cancellation).ConfigureAwait(false);

        // Last, and by a rename: only then there is a node.
        string staged = database + ".restoring";
        progress?.Report(new ProgressReport("database", 0, 0));
        File.Copy(backup.PartPath(Part), staged, overwrite: true);
        using (FileStream file = new(staged, FileMode.Open))
            file.Flush(flushToDisk: true);
        File.Move(staged, database);
        DirectorySync.Flush(dataFolder);
        return backup;
    }

    /// <summary>One transaction's view of the file, written anew without the gaps; whoever writes it goes on meanwhile.</summary>
    private static void Snapshot(string database, string path)
    {
        try
        {
            using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = database, Pooling = false, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = (int)BusyTimeout.TotalSeconds }.ToString());
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "VACUUM INTO $path";
            command.CommandTimeout = 0;
            command.Parameters.AddWithValue("$path", path);
            command.ExecuteNonQuery();
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Describe(error, database);
        }
    }
}
