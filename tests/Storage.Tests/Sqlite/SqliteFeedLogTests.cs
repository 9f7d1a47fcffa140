using Tandem.Storage.Sqlite;
using Tandem.Storage.Tests.Contracts;

namespace Tandem.Storage.Tests.Sqlite;

public sealed class SqliteFeedLogTests : FeedLogContract, IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    protected override Task<IFeedLog> OpenAsync() => Task.FromResult<IFeedLog>(new SqliteFeedLog(_fixture.Open()));

    protected override Task CloseAsync() => _fixture.CloseAsync().AsTask();
}
