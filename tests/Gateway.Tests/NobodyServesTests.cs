using System.Net;
using Microsoft.AspNetCore.Builder;
using Tandem.Grains;
using Tandem.Grains.Tests;

namespace Tandem.Gateway.Tests;

/// <summary>What a gateway answers before any silo that serves has joined.</summary>
public sealed class NobodyServesTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication _node = null!;

    public async ValueTask InitializeAsync() =>
        _node = await GatewayFixture.StartAsync(_folder.Path, static builder => builder.Services.WithoutServingGrains());

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Request_NoSiloTakesUsers_503()
    {
        using HttpClient client = GatewayFixture.ClientOf(_node);
        using HttpResponseMessage answer = await client.GetAsync("/v1/users/u");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }
}
