using Tandem.Datasets.Importing;
using Tandem.Datasets.OnlineRetail;
using Tandem.Domain;

namespace Tandem.Datasets.Tests.OnlineRetail;

/// <summary>The real file is imported once for all of these.</summary>
public sealed class RealImport : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Lazy<ImportReport> _report;
    private readonly Lazy<Interactions> _interactions;

    public RealImport()
    {
        _report = new(() => OnlineRetailImporter.Import(SharedData.Require("online-retail/online_retail.csv.gz"), _folder["out"]));
        _interactions = new(() => Interactions.Load(DatasetReader.Open(Folder)));
    }

    public ImportReport Report => _report.Value;

    public Interactions Interactions => _interactions.Value;

    /// <summary>The imported dataset: also a test that comes first finds it whole.</summary>
    public string Folder
    {
        get
        {
            _ = _report.Value;
            return _folder["out"];
        }
    }

    public void Dispose() => _folder.Dispose();
}

public sealed class OnlineRetailRealFileTests(RealImport import) : IClassFixture<RealImport>
{
    [Fact]
    public void Import_RealFile_ReadsEveryRow() => Assert.Equal(541_909, import.Report.Read);

    [Fact]
    public void Import_RealFile_TakenAndRejectedAddUp() =>
        Assert.Equal(import.Report.Read, import.Report.Taken + import.Report.Rejected.Values.Sum());

    [Fact]
    public void Import_RealFile_CountsNonGoods() => Assert.Equal(2_995, import.Report.Rejected["not goods"]);

    [Fact]
    public void Import_RealFile_TakesEveryGoodsCancellation() => Assert.Equal(8_704, import.Report.Notes["cancellations"]);

    [Fact]
    public void Import_RealFile_MatchesEveryCancellationThatFollowsAPurchase()
    {
        // Counted independently over goods; over all stock codes it is 7,599.
        long matched = import.Report.Notes["cancellations"] - import.Report.Notes[OnlineRetailImporter.UnmatchedNote];
        Assert.Equal(7_508, matched);
    }

    [Fact]
    public void Import_RealFile_WritesEveryRejectedLine() =>
        Assert.Equal(import.Report.Rejected.Values.Sum() + 1, File.ReadLines(Path.Combine(import.Folder, "rejected.csv")).LongCount());

    [Fact]
    public void Import_RealFile_ManifestCountsEqualTheColumns() =>
        Assert.Equal(
            (import.Report.Manifest.Events, import.Report.Manifest.Users, import.Report.Manifest.Items),
            (import.Interactions.Count, import.Interactions.UserCount, import.Interactions.ItemCount));

    [Fact]
    public void Load_RealFile_FindsThe882CustomersOfTheLastTwoWeeks()
    {
        long cut = new DateTimeOffset(2011, 11, 25, 12, 50, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Interactions rows = import.Interactions;
        int customers = Enumerable.Range(0, rows.UserCount).Count(user => !rows.Anonymous[user]
            && Enumerable.Range(rows.UserStart[user], rows.UserStart[user + 1] - rows.UserStart[user])
                .Any(row => rows.Action[row] == EventAction.Order && rows.OccurredAt[row] > cut));
        Assert.Equal(882, customers);
    }

    [Fact]
    public void Import_RealFile_NamesAndPricesAlmostEveryItem()
    {
        List<ItemDescription> items = [.. DatasetReader.Open(import.Folder).ReadItems()];
        Assert.InRange(items.Count(item => item.Name is null || item.Price is null), 0, items.Count / 100);
    }
}
