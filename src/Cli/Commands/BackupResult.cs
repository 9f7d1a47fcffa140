using Tandem.Storage.Backup;

namespace Tandem.Cli.Commands;

/// <summary>What <c>backup</c> and <c>restore</c> tell scripts.</summary>
/// <param name="Kind">Node or Cluster.</param>
/// <param name="StartedAt">The cut: everything acknowledged before is in it.</param>
/// <param name="Bytes">Of all files.</param>
internal sealed record BackupResult(string Folder, Guid Id, string Kind, DateTimeOffset StartedAt, int Parts, int Artifacts, long Bytes)
{
    public static BackupResult Of(BackupFolder backup) => new(
        backup.Path,
        backup.Manifest.Id,
        backup.Manifest.Kind.ToString(),
        backup.Manifest.StartedAt,
        backup.Manifest.Parts.Count,
        backup.Manifest.Artifacts.Count,
        backup.Manifest.Parts.Concat(backup.Manifest.Artifacts.SelectMany(static artifact => artifact.Files)).Sum(static file => file.Length));
}
