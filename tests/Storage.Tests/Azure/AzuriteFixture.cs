using Tandem.Storage.Tests.Azure;
using Tandem.Storage.Tests.Servers;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace Tandem.Storage.Tests.Azure;

/// <summary>One Azurite for all tests of the assembly, started by the first; every test has a container of its own.</summary>
public sealed class AzuriteFixture : IDisposable
{
    private readonly Lock _gate = new();
    private Task<AzuriteServer>? _server;

    public Task<AzuriteServer> ServerAsync()
    {
        lock (_gate)
            return _server ??= AzuriteServer.StartNewAsync();
    }

    public void Dispose()
    {
        if (_server is { IsCompletedSuccessfully: true })
            _server.Result.Dispose();
    }
}
