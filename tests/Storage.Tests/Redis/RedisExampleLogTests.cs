using Tandem.Storage.Redis;
using Tandem.Storage.Tests.Contracts;

namespace Tandem.Storage.Tests.Redis;

public sealed class RedisExampleLogTests(RedisFixture redis) : ExampleLogContract
{
    private readonly RedisStoreFixture _fixture = new(redis);

    protected override async Task<IExampleLog> OpenAsync() => new RedisExampleLog(await _fixture.OpenAsync());

    protected override Task CloseAsync() => _fixture.CloseAsync().AsTask();
}
