using System.Diagnostics.CodeAnalysis;

namespace Tandem.Storage.Tests.Contracts;

/// <summary>What a grain holds between its storage calls.</summary>
public sealed class SampleRecord : IGrainState<SampleState>
{
    [AllowNull]
    public SampleState State { get; set => field = value ?? new SampleState(); } = new();

    public string? ETag { get; set; }

    public bool RecordExists { get; set; }
}
