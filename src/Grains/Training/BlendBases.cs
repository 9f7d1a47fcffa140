using System.Globalization;
using Tandem.Ranking;
using Tandem.Storage;
using Tandem.Towers;

namespace Tandem.Grains.Training;

/// <summary>
/// Bundles that were served and whose every part knows nothing after one moment, kept for as long as a blend may be fitted on what came after
/// them. Names begin with that moment, so their order is that of the moments.
/// </summary>
internal sealed class BlendBases(IArtifactStore artifacts)
{
    /// <summary>Stores a bundle of the artifact store, unless one is there whose moment is closer to its own than <paramref name="apart"/>.</summary>
    public async Task KeepAsync(BundleManifest bundle, TimeSpan apart, CancellationToken cancellation)
    {
        IReadOnlyList<Base> there = await ListAsync(cancellation);
        if (there.Any(each => bundle.CountsAsOf - each.At < apart))
            return;

        string folder = await artifacts.OpenFolderAsync(TandemStorageNames.BundlePrefix + bundle.Version, cancellation);
        string name = string.Create(
            CultureInfo.InvariantCulture, $"{TandemStorageNames.BlendBasePrefix}{bundle.CountsAsOf.ToUnixTimeMilliseconds():D15}-{bundle.Version}");
        await artifacts.UploadFolderAsync(folder, name, cancellation);
    }

    /// <summary>The newest whose moment is not after <paramref name="latest"/>; what is older than it is deleted.</summary>
    public async Task<ServingModel?> FindAsync(DateTimeOffset latest, CancellationToken cancellation)
    {
        IReadOnlyList<Base> old = [.. (await ListAsync(cancellation)).Where(each => each.At <= latest)];
        foreach (Base passed in old.SkipLast(1))
            await artifacts.DeleteAsync(passed.Name, cancellation);

        return old.Count == 0 ? null : ServingModel.Load(BundleFolder.Open(await artifacts.OpenFolderAsync(old[^1].Name, cancellation)));
    }

    private readonly record struct Base(string Name, DateTimeOffset At);

    private async Task<IReadOnlyList<Base>> ListAsync(CancellationToken cancellation)
    {
        List<Base> found = [];
        foreach (string name in (await artifacts.ListAsync(TandemStorageNames.BlendBasePrefix, cancellation)).Order(StringComparer.Ordinal))
        {
            if (long.TryParse(name[TandemStorageNames.BlendBasePrefix.Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long at))
                found.Add(new Base(name, DateTimeOffset.FromUnixTimeMilliseconds(at)));
        }

        return found;
    }
}
