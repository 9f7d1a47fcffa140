using Tandem.Storage.Redis;
using Tandem.Storage.Tests.Contracts;

namespace Tandem.Storage.Tests.Redis;

public sealed class RedisFeedLogTests(RedisFixture redis) : FeedLogContract
{
    private readonly RedisStoreFixture _fixture = new(redis);

    protected override async Task<IFeedLog> OpenAsync() => new RedisFeedLog(await _fixture.OpenAsync());

    protected override Task CloseAsync() => _fixture.CloseAsync().AsTask();
}
