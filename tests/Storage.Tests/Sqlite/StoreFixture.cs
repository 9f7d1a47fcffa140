using Tandem.Storage.Sqlite;

namespace Tandem.Storage.Tests.Sqlite;

/// <summary>A store in a temporary folder that can be closed and opened again.</summary>
public sealed class StoreFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StoreFixture() => Options = new SqliteStorageOptions { Path = _folder.File("data/tandem.db") };

    public SqliteStorageOptions Options { get; }

    public ManualTime Time { get; } = new();

    public SqliteStore Store { get; private set; } = null!;

    public SqliteStore Open() => Store = SqliteStore.Open(Options, Time);

    public ValueTask CloseAsync() => Store.DisposeAsync();

    public void Dispose()
    {
        Store?.Dispose();
        _folder.Dispose();
    }
}
