using System.Diagnostics.Metrics;

namespace Tandem.Grains.Partitions;

/// <summary>What the partitioned index counts.</summary>
public sealed class PartitionInstruments
{
    private readonly Meter _meter;
    private readonly Counter<long> _questions;
    private readonly Histogram<double> _rounds;

    public PartitionInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create(GrainInstruments.MeterName);
        _questions = _meter.CreateCounter<long>("tandem.index.questions", "{question}", "Questions to partitions, by what came of them.");
        _rounds = _meter.CreateHistogram<double>("tandem.index.round.duration", "s", "Asking all partitions at once, until the last answer.");
    }

    internal void ObserveHeld(Func<int> held) =>
        _meter.CreateObservableGauge("tandem.index.partitions", held, "{partition}", "Partitions of bundles' vectors that this silo holds.");

    internal void Asked(PartitionOutcome outcome) =>
        _questions.Add(1, new KeyValuePair<string, object?>("outcome", outcome switch
        {
            PartitionOutcome.Here => "here",
            PartitionOutcome.Elsewhere => "elsewhere",
            PartitionOutcome.NotHeld => "not_held",
            PartitionOutcome.Failed => "failed",
            _ => "given_up",
        }));

    internal void Answered(TimeSpan round) => _rounds.Record(round.TotalSeconds);
}

/// <summary>What came of a question to one silo.</summary>
internal enum PartitionOutcome
{
    /// <summary>Answered by this silo.</summary>
    Here,

    /// <summary>Answered by another.</summary>
    Elsewhere,

    /// <summary>The silo does not hold the partition; the next one is asked.</summary>
    NotHeld,

    /// <summary>The silo could not be reached; the next one is asked.</summary>
    Failed,

    /// <summary>Nobody answered in time; the query fails.</summary>
    GivenUp,
}
