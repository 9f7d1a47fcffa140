using Tandem.Datasets.Importing;

namespace Tandem.Datasets.Ozon;

/// <summary>Counts what becomes of the rows of a unit while it is imported. Used by one thread at a time.</summary>
internal sealed class OzonUnitRun(OzonUnit unit, string raw, RejectedSegment rejected) : IDisposable
{
    private readonly string _file = Path.GetRelativePath(raw, unit.File);
    private long _read;
    private bool _anyReadable;
    private string? _damage;

    public OzonUnit Unit => unit;

    public long Taken { get; set; }

    public void Reject(long row, string reason, string text) => rejected.Add(new RejectedRow(_file, row, reason, text));

    /// <summary>Books a row group that has been read; what of it is lost is rejected.</summary>
    public void Book(OzonOutcome outcome)
    {
        _read += outcome.Rows;
        _anyReadable |= outcome.Whole > 0 || outcome.Damage is null;
        if (outcome.Damage is { } damage)
        {
            _damage ??= damage;
            long lost = outcome.Rows - outcome.Whole;
            rejected.Add(new RejectedRow(_file, outcome.FirstRow + outcome.Whole, OzonImporter.UnreadableReason, damage), lost);
        }
    }

    /// <summary>What the journal keeps; the part's own figures are added by who wrote it.</summary>
    public ImportedUnit Report(string signature) => new()
    {
        Signature = signature,
        Read = _read,
        Taken = Taken,
        AnyReadable = _anyReadable,
        Damage = _damage,
        Rejected = rejected.Counts,
    };

    /// <summary>Closes the file of rejected rows, which the journal's entry must not come before.</summary>
    public void Dispose() => rejected.Dispose();
}
