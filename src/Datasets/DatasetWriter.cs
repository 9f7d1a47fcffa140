using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>
/// Writes a dataset folder in bounded memory. The folder appears under its name only when <see cref="Complete"/> has run,
/// so a half-written dataset is never taken for a whole one.
/// </summary>
public sealed class DatasetWriter : IDisposable
{
    /// <summary>Begins a dataset at <paramref name="folder"/>.</summary>
    /// <exception cref="TandemException">The folder exists and is not an older dataset.</exception>
    public static DatasetWriter Create(string folder) => throw new NotImplementedException();

    public void Write(ShopEvent row) => throw new NotImplementedException();

    public void Write(ItemDescription row) => throw new NotImplementedException();

    public void Write(Category row) => throw new NotImplementedException();

    /// <summary>Writes the manifest, with the counts and times filled in, and moves the folder to its name.</summary>
    public DatasetManifest Complete(DatasetManifest manifest) => throw new NotImplementedException();

    /// <summary>Removes what was written unless <see cref="Complete"/> has run.</summary>
    public void Dispose() => throw new NotImplementedException();
}
