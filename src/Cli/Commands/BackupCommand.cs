using System.CommandLine;
using System.Globalization;
using Tandem.Cli.CommandLine;
using Tandem.Storage.Backup;
using Tandem.Storage.Redis.Backup;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem backup</c>: what a node or a cluster keeps, while it runs.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "Where the backup goes: a new folder, or one of an interrupted backup." };
        StorageFlags storage = new("Data folder of an embedded node (Tandem:DataFolder). Without it: a cluster.");
        var command = new Command("backup", "Back up a node or a cluster while it runs.") { folder };
        storage.AddTo(command);
        return command.Runs(async (parse, context) =>
        {
            string path = parse.GetValue(folder)!;
            BackupFolder backup;
            if (storage.DataFolder(parse) is { } data)
            {
                backup = await NodeBackup.BackUpAsync(data, path, context.Time, context.Progress, context.Cancellation);
            }
            else
            {
                using ClusterStores stores = storage.Open(parse, path, context.Time);
                backup = await RedisBackup.BackUpAsync(stores.Redis, stores.Artifacts, path, context.Time, context.Progress, context.Cancellation);
            }

            context.Result(BackupResult.Of(backup), string.Create(
                CultureInfo.InvariantCulture,
                $"Everything acknowledged before {backup.Manifest.StartedAt:u} is in {backup.Path}: {backup.Manifest.Parts.Count} parts, {backup.Manifest.Artifacts.Count} artifacts."));
        });
    }
}
