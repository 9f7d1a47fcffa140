using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Tandem.Grains.Items.Live;
using Tandem.Ranking;
using Tandem.Ranking.Partitions;
using Tandem.Storage;

namespace Tandem.Grains.Catalog;

/// <summary>
/// The catalogue that this silo answers from: the active bundle with the catalogue feed and the live feed applied on top. Readers take
/// <see cref="Current"/> once and keep it; writers are serialised and swap the reference. The feed holds one record for each item
/// that was ever changed, so memory and the work of a swap are bounded by the number of changed items.
/// </summary>
public sealed partial class CatalogueHolder : IDisposable
{
    /// <summary>Feed records read at a time.</summary>
    private const int Page = 512;

    private readonly IFeedLog _feed;
    private readonly Serializer _serializer;
    private readonly PartitionedRecommender? _recommender;
    private readonly GrainInstruments _instruments;
    private readonly ILogger<CatalogueHolder> _logger;
    private readonly TimeSpan _timeConstant;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _stopped = new();
    private volatile Catalogue? _current;

    /// <summary>How many bundles took the place of another; written by who holds <see cref="_writing"/>.</summary>
    private int _swaps;

    /// <summary>The merge of layers that runs, or ran last; exchanged by who holds <see cref="_writing"/>.</summary>
    private Task _merging = Task.CompletedTask;

    /// <summary>Feed offset that <see cref="_current"/> has seen; written only by who holds <see cref="_writing"/>.</summary>
    private long _cursor;

    /// <summary>The same of the live feed.</summary>
    private long _liveCursor;

    /// <param name="recommender">Null in a process that holds no bundle.</param>
    public CatalogueHolder(
        IFeedLog feed,
        Serializer serializer,
        IOptions<LiveOptions> live,
        GrainInstruments instruments,
        TimeProvider time,
        ILogger<CatalogueHolder> logger,
        PartitionedRecommender? recommender = null)
    {
        _recommender = recommender;
        instruments.ObserveBundle(() => _current?.Model.Manifest, time);
        _timeConstant = live.Value.TimeConstant;
        _feed = feed;
        _serializer = serializer;
        _instruments = instruments;
        _logger = logger;
    }

    /// <summary>The catalogue as of now; null until a bundle is loaded.</summary>
    public Catalogue? Current => _current;

    /// <summary>Version of the bundle behind <see cref="Current"/>; null until one is loaded.</summary>
    public string? BundleVersion => _current?.Model.Manifest.Version;

    /// <summary>
    /// Applies what the feed has beyond what was seen. With <paramref name="atLeast"/>, does nothing if that offset was seen already;
    /// many writers that wait at once are served by one read.
    /// </summary>
    public async Task CatchUpAsync(long atLeast = long.MaxValue, CancellationToken cancellation = default)
    {
        if (_current is null || Interlocked.Read(ref _cursor) >= atLeast)
            return;

        await _writing.WaitAsync(cancellation);
        try
        {
            if (_current is { } current && _cursor < atLeast)
            {
                (Catalogue caughtUp, long cursor) = await FollowAsync(current, _cursor, cancellation);
                (_current, _liveCursor) = await FollowLiveAsync(caughtUp, _liveCursor, cancellation);
                Interlocked.Exchange(ref _cursor, cursor);
                MergeInBackground();
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Puts a bundle in place of the current one, with all of the feed on top of it.</summary>
    public async Task SwapAsync(ServingModel model, CancellationToken cancellation = default)
    {
        // The bulk of the feed is applied beside the running catalogue; only the rest holds up writers.
        (Catalogue next, long cursor) = await FollowAsync(new Catalogue(model), 0, cancellation);
        await _writing.WaitAsync(cancellation);
        try
        {
            (next, cursor) = await FollowAsync(next, cursor, cancellation);

            // Live events are no part of a bundle: what the running catalogue knows of them goes over.
            next = _current is { } running ? next.WithLiveOf(running) : next;
            (_current, _liveCursor) = await FollowLiveAsync(next, _liveCursor, cancellation);
            Interlocked.Exchange(ref _cursor, cursor);
            Interlocked.Increment(ref _swaps);
            MergeInBackground();
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        _stopped.Cancel();
        _stopped.Dispose();
        _writing.Dispose();
    }

    private async Task<(Catalogue Catalogue, long Cursor)> FollowAsync(Catalogue catalogue, long cursor, CancellationToken cancellation)
    {
        while (true)
        {
            IReadOnlyList<FeedRecord> records = await _feed.ReadAsync(TandemStorageNames.CatalogueTopic, cursor, Page, cancellation);
            if (records.Count > 0)
            {
                catalogue = await _recommender!.ChangeAsync(
                    catalogue, (before, questions) => records.Aggregate(before, (next, record) => Apply(next, record, questions)), cancellation);
                cursor = records[^1].Offset;
            }

            _instruments.CatalogueChanged(records.Count);
            if (records.Count < Page)
                return (catalogue, cursor);
        }
    }

    private async Task<(Catalogue Catalogue, long Cursor)> FollowLiveAsync(Catalogue catalogue, long cursor, CancellationToken cancellation)
    {
        while (true)
        {
            IReadOnlyList<FeedRecord> records = await _feed.ReadAsync(TandemStorageNames.LiveTopic, cursor, Page, cancellation);
            foreach (FeedRecord record in records)
            {
                catalogue = ApplyLive(catalogue, record);
                cursor = record.Offset;
            }

            if (records.Count < Page)
                return (catalogue, cursor);
        }
    }

    private Catalogue ApplyLive(Catalogue catalogue, FeedRecord record)
    {
        try
        {
            LiveRecord live = _serializer.Deserialize<LiveRecord>(record.Payload) ?? throw new InvalidDataException("The record is empty.");
            return catalogue.WithLive(live.Activity.ToItem(live.ItemId), _timeConstant);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogRecordSkipped(record.Offset, error);
            return catalogue;
        }
    }

    private Catalogue Apply(Catalogue catalogue, FeedRecord record, VectorQuestions questions)
    {
        try
        {
            CatalogueChange change = _serializer.Deserialize<CatalogueChange>(record.Payload)
                ?? throw new InvalidDataException("The record is empty.");
            return change.Item is { } item ? catalogue.With(item, questions) : catalogue.Without(change.ItemId);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // One record that cannot be applied must not keep all later changes out.
            LogRecordSkipped(record.Offset, error);
            return catalogue;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Catalogue feed record {Offset} cannot be applied and is left out; write the item again.")]
    private partial void LogRecordSkipped(long offset, Exception error);
}
