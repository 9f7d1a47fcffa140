using System.Formats.Tar;
using Microsoft.Extensions.Options;
using Tandem.Gateway.Problems;
using Tandem.Grains;
using Tandem.Storage;
using Tandem.Towers;

namespace Tandem.Gateway.Bundles;

/// <summary>Takes a bundle as a tar archive, verifies it and puts it into the artifact store.</summary>
internal sealed class BundleUpload(IArtifactStore artifacts, IOptions<GatewayOptions> options)
{
    /// <summary>A bundle has about ten files.</summary>
    private const int MaxFiles = 100;

    /// <summary>Stores the bundle; one that is there already stays as it is.</summary>
    /// <returns>False if it was there already.</returns>
    /// <exception cref="ProblemException">413, 422: the archive is too big, or no bundle of this version.</exception>
    public async Task<bool> StoreAsync(string version, Stream archive, CancellationToken cancellation)
    {
        string name = TandemStorageNames.BundlePrefix + version;
        if ((await artifacts.ListAsync(TandemStorageNames.BundlePrefix, cancellation)).Contains(name))
            return false;

        string folder = Directory.CreateTempSubdirectory("tandem-upload-").FullName;
        try
        {
            await UnpackAsync(archive, folder, cancellation);
            string found = BundleFolder.Open(folder).Manifest.Version;
            if (found != version)
                throw Refuse($"The archive holds bundle {found}, the path says {version}.");

            await artifacts.UploadFolderAsync(folder, name, cancellation);
            return true;
        }
        catch (InvalidDataException error)
        {
            throw Refuse(error.Message.Replace(folder, "the archive", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Writes plain files only, directly into the folder: an archive cannot reach any other place.</summary>
    private async Task UnpackAsync(Stream archive, string folder, CancellationToken cancellation)
    {
        long left = options.Value.MaxBundleBytes;
        int files = 0;
        await using TarReader reader = new(archive);
        while (await NextAsync(reader, cancellation) is { } entry)
        {
            string name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.EntryType == TarEntryType.Directory && name.Length == 0)
                continue;

            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || name != Path.GetFileName(name) || name.StartsWith('.'))
                throw Refuse($"The archive has '{entry.Name}', which is no plain file of a bundle.");

            left -= entry.Length;
            if (left < 0 || ++files > MaxFiles)
                throw TooLarge(options.Value.MaxBundleBytes);

            await entry.ExtractToFileAsync(Path.Combine(folder, name), overwrite: false, cancellation);
        }
    }

    private static async Task<TarEntry?> NextAsync(TarReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.GetNextEntryAsync(copyData: false, cancellation);
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException)
        {
            throw Refuse("The body is no tar archive, or it ends too early.");
        }
    }

    public static ProblemException TooLarge(long maxBytes) =>
        new(413, ProblemCodes.BodyTooLarge, $"A bundle may have at most {maxBytes} bytes and {MaxFiles} files (Tandem:Gateway:MaxBundleBytes).");

    private static ProblemException Refuse(string reason) => new(422, ProblemCodes.BundleRefused, reason);
}
