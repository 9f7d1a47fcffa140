namespace Tandem.Datasets.Simulation;

/// <summary>What a simulation wrote.</summary>
/// <param name="ActionShares">Share of the tracker's rows by action name.</param>
/// <param name="StatusShares">Share of the orders by last status.</param>
public sealed record SimulationReport(
    long TrackerRows,
    long Orders,
    int Items,
    int Models,
    int Users,
    IReadOnlyDictionary<string, double> ActionShares,
    IReadOnlyDictionary<string, double> StatusShares);
