using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Tandem.Grains.Partitions;
using Tandem.Ranking;

namespace Tandem.Grains.Users;

/// <summary>
/// Measures, for a share of the live queries and off their path, what the approximate index misses of the truly nearest items. One at a
/// time; while one is measured further ones are left out, so a busy silo measures less, never more.
/// </summary>
internal sealed class RecallProbe(IOptions<IndexOptions> options, GrainInstruments instruments) : BackgroundService
{
    private const int Nearest = 100;

    private readonly Channel<(Catalogue Catalogue, float[] Vector)> _offered =
        Channel.CreateBounded<(Catalogue, float[])>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Queries that came, of which every so many are measured.</summary>
    private long _queries;

    /// <summary>Offers a query; returns at once.</summary>
    /// <param name="vector">The user's; null for a user without one. Not changed afterwards.</param>
    public void Offer(Catalogue catalogue, float[]? vector)
    {
        if (vector is null || options.Value.ProbeShare == 0)
            return;

        long every = (long)Math.Ceiling(1 / options.Value.ProbeShare);
        if (Interlocked.Increment(ref _queries) % every == 0)
            _offered.Writer.TryWrite((catalogue, vector));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach ((Catalogue catalogue, float[] vector) in _offered.Reader.ReadAllAsync(stoppingToken))
            {
                if (Recommender.MeasureRecall(catalogue, vector, Nearest) is { } recall)
                    instruments.RecallMeasured(recall);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
