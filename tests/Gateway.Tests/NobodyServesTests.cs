using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tandem.Gateway.Health;
using Tandem.Grains;
using Tandem.Grains.Streaming;
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

    [Fact]
    public async Task Check_NoSiloTakesUsers_GatewayHasNotStarted() => Assert.Equal(HealthStatus.Unhealthy, await CheckAsync(_node));

    [Fact]
    public async Task Check_ASiloTakesUsers_GatewayHasStarted()
    {
        using TemporaryFolder folder = new();
        await using WebApplication serving = await GatewayFixture.StartAsync(folder.Path);
        Assert.Equal(HealthStatus.Healthy, await CheckAsync(serving));
    }

    private static async Task<HealthStatus> CheckAsync(WebApplication node) =>
        (await new ServingCheck(node.Services.GetRequiredService<UserGrains>()).CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status;
}
