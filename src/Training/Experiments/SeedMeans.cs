using Tandem.Training.Evaluation;

namespace Tandem.Training.Experiments;

/// <summary>Means over the tables of several seeds.</summary>
internal static class SeedMeans
{
    /// <summary>[users] one column.</summary>
    public static double[] OfUsers(IReadOnlyList<RankingTable> tables, Func<RankingTable, double[]> column)
    {
        double[][] columns = [.. tables.Select(column)];
        return [.. Enumerable.Range(0, columns[0].Length).Select(user => columns.Average(values => values[user]))];
    }

    /// <summary>One part of the results, metric by metric.</summary>
    public static Dictionary<string, double> OfMetrics(IReadOnlyList<NamedResult> seeds, Func<NamedResult, IReadOnlyDictionary<string, double>> part) =>
        part(seeds[0]).Keys.ToDictionary(static key => key, key => seeds.Average(result => part(result)[key]));
}
