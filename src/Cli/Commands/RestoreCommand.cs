using System.CommandLine;
using System.Globalization;
using Tandem.Cli.CommandLine;
using Tandem.Storage.Backup;
using Tandem.Storage.Redis.Backup;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem restore</c>: a node or a cluster of a backup.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A backup that `tandem backup` finished." };
        StorageFlags storage = new("Data folder that is to become a node. Without it: a cluster.");
        var command = new Command("restore", "Make a node or a cluster of a backup; nothing is overwritten.") { folder };
        storage.AddTo(command);
        return command.Runs(async (parse, context) =>
        {
            string path = parse.GetValue(folder)!;
            BackupFolder backup;
            if (storage.DataFolder(parse) is { } data)
            {
                backup = await NodeBackup.RestoreAsync(path, data, context.Time, context.Progress, context.Cancellation);
            }
            else
            {
                using ClusterStores stores = storage.Open(parse, path, context.Time);
                backup = await RedisBackup.RestoreAsync(stores.Redis, stores.Artifacts, path, context.Time, context.Progress, context.Cancellation);
            }

            context.Result(BackupResult.Of(backup), string.Create(
                CultureInfo.InvariantCulture, $"The backup of {backup.Manifest.StartedAt:u} is restored. The processes may be started."));
        });
    }
}
