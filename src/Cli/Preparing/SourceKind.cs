namespace Tandem.Cli.Preparing;

/// <summary>What <c>--data</c> points to.</summary>
internal enum SourceKind
{
    Simulated,
    Ozon,
    OnlineRetail,
    Dataset,
}
