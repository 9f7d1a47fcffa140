namespace Tandem.Storage;

/// <summary>Bundles and other immutable folders, by name. Uploads appear whole or not at all.</summary>
public interface IArtifactStore
{
    /// <summary>Copies a local folder into the store under <paramref name="name"/> (like <c>bundles/20111125T125000Z-1a2b3c4d</c>). A name that is there already is left as it is.</summary>
    Task UploadFolderAsync(string localFolder, string name, CancellationToken cancellation = default);

    /// <summary>A local folder with the artifact's files, downloaded if the store is remote.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such artifact.</exception>
    Task<string> OpenFolderAsync(string name, CancellationToken cancellation = default);

    /// <summary>Names below a prefix, ordinal order.</summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellation = default);

    Task DeleteAsync(string name, CancellationToken cancellation = default);
}
