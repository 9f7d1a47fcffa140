using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tandem.Silo;

namespace Tandem.Grains.Tests;

/// <summary>A real silo over real SQLite in a folder; stop it and start another on the same folder to test restarts.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly IHost _host;

    private Node(IHost host) => _host = host;

    public IGrainFactory Grains => Get<IGrainFactory>();

    public static async Task<Node> StartAsync(
        string dataFolder, Action<IServiceCollection>? configure = null, params (string Key, string Value)[] settings)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Tandem:DataFolder"] = dataFolder,
            ["Tandem:Storage:Durability"] = "Normal",
            ["Tandem:Towers:PollInterval"] = "00:00:00.200",
            ["Tandem:Events:RetryDelay"] = "00:00:00.005",
            ["Tandem:Events:DeliveryTimeout"] = "00:00:00.100",
        });
        foreach ((string key, string value) in settings)
            builder.Configuration[key] = value;

        builder.AddTandemSilo();
        configure?.Invoke(builder.Services);
        IHost host = builder.Build();
        await host.StartAsync();
        return new Node(host);
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Waits until a condition holds, for what happens in the background.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            if (timeout.IsCancellationRequested)
                throw new TimeoutException($"Waited 20 s for: {what}.");

            await Task.Delay(20, CancellationToken.None);
        }
    }

    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
