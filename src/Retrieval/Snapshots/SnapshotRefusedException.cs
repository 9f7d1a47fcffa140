namespace Tandem.Retrieval.Snapshots;

/// <summary>A snapshot file that is not read: truncated, damaged, foreign, of another version or byte order. The message says what was found and what was expected.</summary>
public sealed class SnapshotRefusedException : IOException
{
    public SnapshotRefusedException(string path, string reason)
        : base($"'{path}' is refused as a snapshot: {reason}")
    {
        Path = path;
        Reason = reason;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What was found and what was expected.</summary>
    public string Reason { get; }
}
