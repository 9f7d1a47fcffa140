using Microsoft.Extensions.Options;

namespace Tandem.Storage.Sqlite;

/// <summary>Checks the options once, before anything is opened.</summary>
internal sealed class SqliteStorageOptionsValidator : IValidateOptions<SqliteStorageOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteStorageOptions options)
    {
        List<string> errors = Errors(options).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    internal static IEnumerable<string> Errors(SqliteStorageOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Path))
            yield return "Storage path is empty; set it to the database file, for example data/tandem.db.";
        else if (options.Path.Contains(":memory:", StringComparison.OrdinalIgnoreCase))
            yield return "Storage path is an in-memory database; set it to a file, what is acknowledged has to survive a restart.";
        if (options.ArtifactsFolder is { } folder && string.IsNullOrWhiteSpace(folder))
            yield return "Storage artifacts folder is empty; set it to a folder or leave it out.";
        if (!Enum.IsDefined(options.Durability))
            yield return $"Storage durability {options.Durability} is not defined; use Full or Normal.";
        if (OutOf(options.Partitions, 1, SqliteStorageOptions.MaxPartitions))
            yield return Range("partitions", options.Partitions, 1, SqliteStorageOptions.MaxPartitions);
        if (options.BusyTimeout < TimeSpan.Zero || options.BusyTimeout > TimeSpan.FromMinutes(1))
            yield return $"Storage busy timeout is {options.BusyTimeout}; use 0 to 1 minute.";
        if (OutOf(options.ReadConnections, 1, 64))
            yield return Range("read connections", options.ReadConnections, 1, 64);
        if (OutOf(options.MaxRowsPerCommit, 1, 65_536))
            yield return Range("rows per commit", options.MaxRowsPerCommit, 1, 65_536);
        if (OutOf(options.QueueCapacity, 1, 1_048_576))
            yield return Range("queue capacity", options.QueueCapacity, 1, 1_048_576);
    }

    private static bool OutOf(int value, int from, int to) => value < from || value > to;

    private static string Range(string what, int value, int from, int to) => $"Storage {what} is {value}; use {from} to {to}.";
}
