namespace Tandem.Grains.Users;

/// <summary>What is stored of a user.</summary>
[GenerateSerializer]
[Alias("Tandem.UserState")]
internal sealed class UserState
{
    /// <summary>The history in its own binary form; empty for a user without one.</summary>
    [Id(0)] public byte[] History { get; set; } = [];

    /// <summary>Offset of the last event applied, in the user's partition. A user never changes partition, so one number is enough.</summary>
    [Id(1)] public long AppliedOffset { get; set; }

    /// <summary>Offsets of set-aside events that were replayed later, the newest last; bounded.</summary>
    [Id(2)] public List<long> ReplayedOffsets { get; set; } = [];
}
