using Tandem.Datasets;
using Tandem.Domain;
using Tandem.Training.Evaluation;

namespace Tandem.Training.Tests.Evaluation;

public sealed class PerUserFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tandem-per-user").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_Csv_GivesTheMeansBack()
    {
        EvaluationReport report = Run();
        string file = Path.Combine(_folder, "users.csv");
        PerUserFile.Write(report.PerUser, file);

        string[] lines = File.ReadAllLines(file);
        int column = lines[0].Split(',').ToList().IndexOf("ndcg@10");
        double[] popular = [.. lines.Where(static line => line.StartsWith("popular,", StringComparison.Ordinal) && line.Contains(",all,", StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(',')[^(lines[0].Split(',').Length - column)], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(2, popular.Length);
        Assert.Equal(report.Results[0].Metrics["ndcg@10"], popular.Average(), 12);
    }

    [Fact]
    public void Write_CsvUserIdWithQuotes_IsQuoted()
    {
        string file = Path.Combine(_folder, "users.csv");
        PerUserFile.Write(Run().PerUser, file);

        Assert.Contains("popular,\"u,\"\"1\"\"\",all,1,", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Parquet_HasTheRows()
    {
        EvaluationReport report = Run();
        string file = Path.Combine(_folder, "users.parquet");
        PerUserFile.Write(report.PerUser, file);

        using var reader = new ParquetSharp.ParquetFileReader(file);
        using ParquetSharp.RowGroupReader group = reader.RowGroup(0);
        int rows = checked((int)group.MetaData.NumRows);
        string[] users = group.Column(1).LogicalReader<string>().ReadAll(rows);
        double[] ndcg = group.Column(4 + PerUserMetrics.MetricNames.ToList().IndexOf("ndcg@10")).LogicalReader<double>().ReadAll(rows);
        Assert.Equal(report.PerUser.Rows().Select(static row => row.UserId), users);
        Assert.Equal(report.PerUser.Rows().Select(static row => row.Values[1]), ndcg);
    }

    [Fact]
    public void Write_OtherEnding_IsRefused() =>
        Assert.Throws<TandemException>(() => PerUserFile.Write(Run().PerUser, Path.Combine(_folder, "users.txt")));

    private static EvaluationReport Run()
    {
        Interactions events = TestEvents.Of(
            2,
            ("u,\"1\"", 0, 1, EventAction.Order), ("x", 0, 1, EventAction.Order), ("x", 1, 2, EventAction.Order),
            ("u,\"1\"", 1, 8, EventAction.Order), ("x", 0, 9, EventAction.Order), ("z", 0, 10, EventAction.PageView));
        return Evaluator.Run(
            TestModels.Until(events, TestEvents.At(5)), events, EvaluationProtocol.Parse("time-split:5"), null, TestContext.Current.CancellationToken);
    }
}
