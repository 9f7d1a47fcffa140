using Orleans.Storage;
using Tandem.Storage.Redis;
using Tandem.Storage.Tests.Contracts;

namespace Tandem.Storage.Tests.Redis;

public sealed class RedisGrainStorageTests(RedisFixture redis) : GrainStorageContract
{
    private readonly RedisStoreFixture _fixture = new(redis);

    protected override async Task<IGrainStorage> OpenAsync() => RedisGrainStorage.WithoutSilo(await _fixture.OpenAsync());

    protected override Task CloseAsync() => _fixture.CloseAsync().AsTask();
}
