using System.Text.Json.Serialization;
using Tandem.Storage.Files;

namespace Tandem.Storage.Backup;

/// <summary>What a backup was made of.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BackupKind>))]
public enum BackupKind
{
    /// <summary>An embedded node: its SQLite file and its artifacts.</summary>
    Node,

    /// <summary>A cluster: what it has in Redis, and its artifacts.</summary>
    Cluster,
}

/// <summary>What a backup consists of: the file <c>backup.json</c>, written anew with each part.</summary>
public sealed record BackupManifest
{
    internal const int CurrentFormat = 1;

    /// <summary>Of these files; 1.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Tells this backup from all others.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it was made of.</summary>
    public required BackupKind Kind { get; init; }

    /// <summary>The cut: everything that was acknowledged before is in the backup, and of what came later perhaps something.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last part was written; null while it is not whole.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The partitions of the event log; 0 for a node, whose file knows.</summary>
    public int Partitions { get; init; }

    /// <summary>Files of records, or the database.</summary>
    public IReadOnlyList<ArtifactFile> Parts { get; init; } = [];

    /// <summary>The artifacts by name, ordinal.</summary>
    public IReadOnlyList<BackedUpArtifact> Artifacts { get; init; } = [];
}

/// <summary>One artifact of a backup.</summary>
/// <param name="Name">Its name in the artifact store.</param>
/// <param name="Files">By path, ordinal.</param>
public sealed record BackedUpArtifact(string Name, IReadOnlyList<ArtifactFile> Files);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
