using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>Reads a dataset folder, a row group at a time.</summary>
public sealed class DatasetReader
{
    /// <summary>Opens a dataset folder.</summary>
    /// <exception cref="TandemException">The folder is no dataset, or of a newer format.</exception>
    public static DatasetReader Open(string folder) => throw new NotImplementedException();

    /// <summary>The folder that was opened.</summary>
    public string Folder => throw new NotImplementedException();

    public DatasetManifest Manifest => throw new NotImplementedException();

    /// <summary>All events in stored order.</summary>
    public IEnumerable<ShopEvent> ReadEvents(CancellationToken cancellation = default) => throw new NotImplementedException();

    /// <summary>All items in stored order; the order defines the items' dense indices.</summary>
    public IEnumerable<ItemDescription> ReadItems(CancellationToken cancellation = default) => throw new NotImplementedException();

    public IEnumerable<Category> ReadCategories(CancellationToken cancellation = default) => throw new NotImplementedException();
}
