using Tandem.Chaos.Tests.Processes;

namespace Tandem.Chaos.Tests.Faults;

/// <summary>
/// What stands before the gateways: it sends requests to those that answer their readiness probe, in turn, and takes one out at once that
/// refuses a connection, until it is ready again. Thread-safe.
/// </summary>
internal sealed class Balancer : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Nobody waits longer for recommendations.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly Upstream[] _gateways;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _probing;
    private int _next;

    public Balancer(IEnumerable<TandemProcess> gateways)
    {
        _gateways = [.. gateways.Select(static gateway => new Upstream(gateway))];
        _probing = ProbeAsync();
    }

    /// <summary>Sends a request to the next gateway that is in the service, or to any if none is.</summary>
    /// <exception cref="HttpRequestException">It was not answered.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpClient, Task<HttpResponseMessage>> send)
    {
        Upstream gateway = Next();
        try
        {
            return await send(gateway.Client);
        }
        catch (TaskCanceledException error)
        {
            throw new HttpRequestException($"No answer within {RequestTimeout.TotalSeconds} s.", error);
        }
        catch (HttpRequestException)
        {
            gateway.IsUp = false;
            throw;
        }
    }

    /// <summary>Takes a gateway out of the service before it is told to stop, as Kubernetes does.</summary>
    public void Remove(TandemProcess gateway) => Of(gateway).IsRemoved = true;

    public void Add(TandemProcess gateway) => Of(gateway).IsRemoved = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _probing;
        foreach (Upstream gateway in _gateways)
            gateway.Dispose();
        _stop.Dispose();
    }

    private Upstream Of(TandemProcess gateway) => _gateways.Single(each => each.Process == gateway);

    private Upstream Next()
    {
        Upstream[] serving = [.. _gateways.Where(static gateway => gateway is { IsUp: true, IsRemoved: false })];
        Upstream[] among = serving.Length > 0 ? serving : _gateways;
        return among[(uint)Interlocked.Increment(ref _next) % among.Length];
    }

    private async Task ProbeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.WhenAll(_gateways.Select(static gateway => gateway.ProbeAsync()));
            await Task.Delay(Interval, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class Upstream(TandemProcess process) : IDisposable
    {
        private readonly HttpClient _probe = new() { BaseAddress = process.Address, Timeout = TimeSpan.FromSeconds(2) };

        public TandemProcess Process { get; } = process;

        public HttpClient Client { get; } = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) })
        {
            BaseAddress = process.Address,
            Timeout = RequestTimeout,
        };

        public bool IsUp { get; set; } = true;

        public bool IsRemoved { get; set; }

        public async Task ProbeAsync()
        {
            try
            {
                using HttpResponseMessage answer = await _probe.GetAsync(Manifest.Gateway.Readiness);
                IsUp = answer.IsSuccessStatusCode;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                IsUp = false;
            }
        }

        public void Dispose()
        {
            Client.Dispose();
            _probe.Dispose();
        }
    }
}
