namespace Tandem.Retrieval.Snapshots;

/// <summary>How much of a snapshot is verified when it is opened. The header and the section table always are.</summary>
public enum SnapshotVerification
{
    /// <summary>Every section against its checksum; reads the whole file once. The default.</summary>
    Full,

    /// <summary>Only the header and the section table; <see cref="SnapshotFile.Verify"/> does the rest when it suits.</summary>
    Header,
}
