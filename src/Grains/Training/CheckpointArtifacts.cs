using System.Globalization;
using Tandem.Storage;

namespace Tandem.Grains.Training;

/// <summary>
/// The trainer's checkpoints in the artifact store, one artifact each, whole or not there. Names sort by lease token and then by number,
/// so what an earlier holder of the lease stores late is never the newest.
/// </summary>
internal sealed class CheckpointArtifacts(IArtifactStore artifacts)
{
    private const string FileName = "training.checkpoint";

    /// <summary>Checkpoints kept; the one before the newest is there should the newest be unreadable.</summary>
    private const int Kept = 2;

    /// <summary>Names, newest first.</summary>
    public async Task<string[]> ListAsync(CancellationToken cancellation) =>
        [.. (await artifacts.ListAsync(TandemStorageNames.CheckpointPrefix, cancellation)).OrderDescending(StringComparer.Ordinal)];

    /// <summary>Opens one for reading.</summary>
    public async Task<FileStream> OpenAsync(string name, CancellationToken cancellation) =>
        File.OpenRead(Path.Combine(await artifacts.OpenFolderAsync(name, cancellation), FileName));

    /// <summary>Stores one and deletes those that are no longer needed.</summary>
    public async Task StoreAsync(long token, long number, Action<Stream> write, CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("tandem-checkpoint-").FullName;
        try
        {
            await using (FileStream file = File.Create(Path.Combine(folder, FileName)))
                write(file);

            string name = string.Create(CultureInfo.InvariantCulture, $"{TandemStorageNames.CheckpointPrefix}{token:D10}-{number:D10}");
            await artifacts.UploadFolderAsync(folder, name, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (string old in (await ListAsync(cancellation)).Skip(Kept))
            await artifacts.DeleteAsync(old, cancellation);
    }
}
