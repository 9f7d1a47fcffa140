using Tandem.Storage.Sqlite;
using Tandem.Storage.Tests.Contracts;

namespace Tandem.Storage.Tests.Sqlite;

public sealed class SqliteExampleLogTests : ExampleLogContract, IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    protected override Task<IExampleLog> OpenAsync() => Task.FromResult<IExampleLog>(new SqliteExampleLog(_fixture.Open()));

    protected override Task CloseAsync() => _fixture.CloseAsync().AsTask();
}
