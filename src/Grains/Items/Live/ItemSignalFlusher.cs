using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tandem.Grains.Catalog;
using Tandem.Grains.Interfaces.Items;
using Tandem.Ranking;

namespace Tandem.Grains.Items.Live;

/// <summary>
/// Brings a silo's signals to the item grains once a flush interval, the rest when the silo stops. A kill loses what was not flushed: the
/// signals of about one interval, of more when more items wait than one flush takes. Histories and recommendations of the users lose nothing.
/// </summary>
public sealed partial class ItemSignalFlusher(
    ItemSignals signals,
    CatalogueHolder catalogue,
    IGrainFactory grains,
    IOptions<LiveOptions> options,
    TimeProvider time,
    GrainInstruments instruments,
    ILogger<ItemSignalFlusher> logger) : BackgroundService
{
    private const int ParallelCalls = 16;

    /// <summary>Deliveries of one signal before it is given up: an item grain that cannot store must not hold up the others for ever.</summary>
    private const int MaxAttempts = 10;

    /// <summary>Signals that were sent and not answered; they go again under the number they had. Owned by the one flush at a time.</summary>
    private readonly Dictionary<string, Undelivered> _held = new(StringComparer.Ordinal);

    private readonly SemaphoreSlim _flushing = new(1, 1);

    /// <summary>Sends what waits, as much as one flush takes.</summary>
    public async Task FlushAsync(CancellationToken cancellation = default)
    {
        await _flushing.WaitAsync(cancellation);
        try
        {
            int room = Math.Max(0, options.Value.ItemsPerFlush - _held.Count);
            foreach ((string itemId, ItemSignal signal) in signals.Take(room, _held.Keys))
                _held.Add(itemId, new Undelivered(signal, 0));

            if (_held.Count == 0)
                return;

            Undelivered[] results = new Undelivered[_held.Count];
            KeyValuePair<string, Undelivered>[] batch = [.. _held];
            await Parallel.ForAsync(0, batch.Length, new ParallelOptions { MaxDegreeOfParallelism = ParallelCalls, CancellationToken = cancellation }, async (i, _) =>
                results[i] = await SendAsync(batch[i].Key, batch[i].Value));
            Note(batch, results);
            await catalogue.CatchUpAsync(cancellation: cancellation);
        }
        finally
        {
            _flushing.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            for (int before = int.MaxValue; signals.Waiting + _held.Count is > 0 and var left && left < before; before = left)
                await TryFlushAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            LogNotFlushed(signals.Waiting + _held.Count);
        }
    }

    public override void Dispose()
    {
        _flushing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Value.FlushInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryFlushAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task TryFlushAsync(CancellationToken cancellation)
    {
        try
        {
            await FlushAsync(cancellation);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogFlushFailed(error);
        }
    }

    /// <summary>No attempts in the result means delivered.</summary>
    private async Task<Undelivered> SendAsync(string itemId, Undelivered undelivered)
    {
        try
        {
            await grains.GetGrain<IItemGrain>(itemId).ReceiveAsync(undelivered.Signal);
            return undelivered with { Attempts = 0 };
        }
        catch (Exception error)
        {
            LogDeliveryFailed(undelivered.Attempts + 1, error);
            return undelivered with { Attempts = undelivered.Attempts + 1 };
        }
    }

    private void Note(KeyValuePair<string, Undelivered>[] batch, Undelivered[] results)
    {
        int delivered = 0;
        for (int i = 0; i < batch.Length; i++)
        {
            if (results[i].Attempts is > 0 and < MaxAttempts)
            {
                _held[batch[i].Key] = results[i];
                continue;
            }

            delivered += results[i].Attempts == 0 ? 1 : 0;
            _held.Remove(batch[i].Key);
        }

        instruments.SignalsFlushed(delivered);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A signal did not reach its item, attempt {Attempt}.")]
    private partial void LogDeliveryFailed(int attempt, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signals of items could not be flushed; the next flush takes them.")]
    private partial void LogFlushFailed(Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The time to stop is up: the signals of {Items} items are lost.")]
    private partial void LogNotFlushed(int items);

    private readonly record struct Undelivered(ItemSignal Signal, int Attempts);
}
