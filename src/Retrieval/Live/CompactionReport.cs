namespace Tandem.Retrieval.Live;

/// <summary>What one merge did.</summary>
/// <param name="Layers">Layers that were merged into one.</param>
/// <param name="Rows">Rows of the new layer.</param>
/// <param name="Dropped">Rows that were no longer valid.</param>
/// <param name="Elapsed">From the choice of the layers to the swap.</param>
public sealed record CompactionReport(int Layers, int Rows, int Dropped, TimeSpan Elapsed);
