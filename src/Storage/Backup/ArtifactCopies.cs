using Tandem.Domain;

namespace Tandem.Storage.Backup;

/// <summary>Copies artifacts between a backup and a store. One that is there already is left as it is, so a second attempt goes on.</summary>
internal static class ArtifactCopies
{
    /// <summary>Copies every artifact that <paramref name="to"/> does not have. What disappears meanwhile was deleted, and is left out.</summary>
    public static async Task CopyAsync(
        IArtifactStore from, IArtifactStore to, string stage, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        HashSet<string> there = [.. await to.ListAsync(string.Empty, cancellation).ConfigureAwait(false)];
        string[] missing = [.. (await from.ListAsync(string.Empty, cancellation).ConfigureAwait(false)).Where(name => !there.Contains(name))];
        for (int i = 0; i < missing.Length; i++)
        {
            progress?.Report(new ProgressReport(stage, i, missing.Length, missing[i]));
            try
            {
                string folder = await from.OpenFolderAsync(missing[i], cancellation).ConfigureAwait(false);
                await to.UploadFolderAsync(folder, missing[i], cancellation).ConfigureAwait(false);
            }
            catch (DirectoryNotFoundException)
            {
            }
        }
    }
}
