using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using Tandem.Gateway.Events;
using Tandem.Grains.Streaming;
using Tandem.Grains.Tests;

namespace Tandem.Gateway.Tests.Events;

public sealed class BackPressureTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly HeldDeliveries _held = new();
    private WebApplication _node = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _node = await GatewayFixture.StartAsync(_folder.Path, builder =>
        {
            builder.Configuration["Tandem:Gateway:MaxEventsBehind"] = "2";
            builder.Configuration["Tandem:Gateway:MaxIngestBytes"] = "1024";
            builder.Configuration["Tandem:Gateway:IngestRetryAfter"] = "00:00:03";
            builder.Configuration["Tandem:Events:DeliveryTimeout"] = "00:01:00";
            builder.Services.AddSingleton<IIncomingGrainCallFilter>(_held);

            // The slow body may be as slow as the machine is busy.
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinRequestBodyDataRate = null);
        });
        _client = GatewayFixture.ClientOf(_node);
    }

    public async ValueTask DisposeAsync()
    {
        _held.Release();
        _client.Dispose();
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task PostEvents_MoreThanAreApplied_429UntilTheStreamHasCaughtUp()
    {
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("1", "2", "3")).StatusCode);
        HttpResponseMessage refused = await PostAsync("4");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), refused.Headers.RetryAfter!.Delta);
        Assert.Contains("too_busy", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        _held.Release();
        await Node.UntilAsync(async () => await _node.Services.GetRequiredService<EventLag>().CountAsync() == 0, "the stream");
        string answer = await (await PostAsync("4")).Content.ReadAsStringAsync();
        Assert.Contains("\"accepted\":1", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostEvents_BodiesBeyondTheBytesAllowed_SecondIsRefused()
    {
        using SlowContent slow = new(length: 1_000);
        Task<HttpResponseMessage> first = _client.PostAsync("/v1/events", slow);
        await Node.UntilAsync(() => _node.Services.GetRequiredService<IngestGate>().BytesIn == 1_000, "the first request to be let in");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await PostAsync("5")).StatusCode);
        slow.Finish();

        // Spaces are no event; the point is that the bytes are given back.
        Assert.Equal(HttpStatusCode.BadRequest, (await first).StatusCode);
        await Node.UntilAsync(async () => (await PostAsync("6")).StatusCode == HttpStatusCode.Accepted, "the first request's bytes");
    }

    private Task<HttpResponseMessage> PostAsync(params string[] ids) =>
        _client.PostAsync("/v1/events", new StringContent("[" + string.Join(',', ids.Select(id => Sample.Event(id, userId: "held"))) + "]", Encoding.UTF8, "application/json"));

    /// <summary>A fault: deliveries to users hang until they are released.</summary>
    private sealed class HeldDeliveries : IIncomingGrainCallFilter
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.TrySetResult();

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (Enumerable.Range(0, context.Request.GetArgumentCount()).Any(index => context.Request.GetArgument(index) is IBatchContainer))
                await _released.Task;

            await context.Invoke();
        }
    }

    /// <summary>A body that announces its length and takes its time.</summary>
    private sealed class SlowContent : HttpContent
    {
        private readonly long _length;
        private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SlowContent(long length)
        {
            _length = length;
            Headers.ContentType = new("application/json");
        }

        public void Finish() => _finish.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(" "u8.ToArray());
            await stream.FlushAsync();
            await _finish.Task;
            await stream.WriteAsync(Encoding.ASCII.GetBytes(new string(' ', (int)_length - 1)));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return true;
        }
    }
}
