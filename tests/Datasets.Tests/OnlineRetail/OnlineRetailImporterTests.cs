using Tandem.Datasets.Importing;
using Tandem.Datasets.OnlineRetail;
using Tandem.Domain;

namespace Tandem.Datasets.Tests.OnlineRetail;

public sealed class OnlineRetailImporterTests : IDisposable
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private readonly TestFolder _folder = new();

    [Fact]
    public void Import_MissingColumn_NamesTheColumnAndWhatWasFound()
    {
        TandemException error = Assert.Throws<TandemException>(() => ImportText("InvoiceNo,StockCode,Description\n1,22222,X\n"));
        Assert.Contains("'Quantity' is missing; found: InvoiceNo, StockCode, Description", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_TruncatedGzip_SaysSo()
    {
        string file = _folder["in.csv.gz"];
        File.WriteAllBytes(file, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        TandemException error = Assert.Throws<TandemException>(() => OnlineRetailImporter.Import(file, _folder["out"]));
        Assert.Contains("no readable gzip", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_MissingFile_NamesIt()
    {
        TandemException error = Assert.Throws<TandemException>(() => OnlineRetailImporter.Import(_folder["none.csv"], _folder["out"]));
        Assert.Contains("none.csv", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,22222,X,six,2011-01-01 10:00:00,1.5,7.0,UK", "bad quantity")]
    [InlineData("1,22222,X,6,yesterday,1.5,7.0,UK", "bad date")]
    [InlineData("1,22222,X,6,2011-01-01 10:00:00,cheap,7.0,UK", "bad price")]
    [InlineData("1,22222,X,6,2011-01-01 10:00:00,1.5", "wrong number of fields")]
    [InlineData("1,POST,X,6,2011-01-01 10:00:00,1.5,7.0,UK", "not goods")]
    [InlineData("1,22222,X,-6,2011-01-01 10:00:00,0,,UK", "stock adjustment")]
    [InlineData("1,22222,found,6,2011-01-01 10:00:00,0,,UK", "stock adjustment")]
    [InlineData("C1,22222,X,6,2011-01-01 10:00:00,1.5,7.0,UK", "cancellation with a positive quantity")]
    [InlineData(",22222,X,6,2011-01-01 10:00:00,1.5,7.0,UK", "no invoice number")]
    [InlineData("1,22222,\"X,6,2011-01-01 10:00:00,1.5,7.0,UK", "malformed quotes")]
    [InlineData("1,22222,\"X\"Y,6,2011-01-01 10:00:00,1.5,7.0,UK", "malformed quotes")]
    public void Import_BadRow_IsRejectedAndTheNextIsTaken(string row, string reason)
    {
        ImportReport report = ImportText(Header + row + "\n2,22223,Y,1,2011-01-01 11:00:00,1.5,7.0,UK\n");
        Assert.Equal((1, 1, 2L, row), (report.Taken, report.Rejected.GetValueOrDefault(reason), report.Samples[0].Line, report.Samples[0].Text));
    }

    [Fact]
    public void Import_FreeLineOfACustomer_IsAPurchase() =>
        Assert.Equal(1, ImportText(Header + "1,22222,GIFT,6,2011-01-01 10:00:00,0,7.0,UK\n").Taken);

    [Fact]
    public void Import_SmallLettersInTheCode_AreTheSameItem() =>
        Assert.Equal(1, ImportText(Header
            + "1,85123A,HEART,6,2011-01-01 10:00:00,2,7.0,UK\n2,85123a,HEART,6,2011-01-01 10:00:00,2,,UK\n").Manifest.Items);

    [Fact]
    public void Import_Cancellation_TakesTheOrderIdOfThePurchaseThatFits()
    {
        ImportText(Header
            + "1,22222,X,10,2011-01-01 10:00:00,2,7.0,UK\n"
            + "2,22222,X,3,2011-01-02 10:00:00,2,7.0,UK\n"
            + "C3,22222,X,-5,2011-01-03 10:00:00,2,7.0,UK\n");
        Assert.Equal("1", Events()[2].OrderId);
    }

    [Fact]
    public void Import_SecondCancellation_DoesNotUndoWhatIsAlreadyUndone()
    {
        ImportText(Header
            + "1,22222,X,3,2011-01-01 10:00:00,2,7.0,UK\n"
            + "2,22222,X,3,2011-01-02 10:00:00,2,7.0,UK\n"
            + "C3,22222,X,-3,2011-01-03 10:00:00,2,7.0,UK\n"
            + "C4,22222,X,-3,2011-01-03 11:00:00,2,7.0,UK\n");
        Assert.Equal(["2", "1"], Events().Skip(2).Select(row => row.OrderId!));
    }

    [Fact]
    public void Import_CancellationOfAnotherCustomer_IsUnmatched()
    {
        ImportReport report = ImportText(Header
            + "1,22222,X,3,2011-01-01 10:00:00,2,7.0,UK\nC3,22222,X,-3,2011-01-03 10:00:00,2,8.0,UK\n");
        Assert.Equal((1, "C3"), (report.Notes[OnlineRetailImporter.UnmatchedNote], Events()[1].OrderId));
    }

    [Fact]
    public void Import_Row_MapsEveryField()
    {
        ImportText(Header + "536,22222,\"X, \"\"Y\"\"\",3,2011-01-01 10:00:00,2.5,17850.0,UK\n");
        Assert.Equal(
            new ShopEvent
            {
                EventId = "536-2",
                UserId = "17850",
                ItemId = "22222",
                Action = EventAction.Order,
                OccurredAt = new DateTimeOffset(2011, 1, 1, 10, 0, 0, TimeSpan.Zero),
                OrderId = "536",
                Value = 7.5,
            },
            Assert.Single(Events()));
    }

    [Fact]
    public void Import_NoCustomer_IsAnAnonymousBasket()
    {
        ImportText(Header + "536,22222,X,3,2011-01-01 10:00:00,2.5,,UK\n");
        Interactions rows = Interactions.Load(DatasetReader.Open(_folder["out"]));
        Assert.Equal(("anonymous/536", true), (rows.UserIds[0], rows.Anonymous[0]));
    }

    [Fact]
    public void Import_Item_HasTheEarliestNameAndTheMedianPrice()
    {
        ImportText(Header
            + "1,22222A,damaged,3,2011-01-01 09:00:00,9,7.0,UK\n"
            + "2,22222A,CUP RED,3,2011-01-01 11:00:00,2,7.0,UK\n"
            + "3,22222A,RED CUP,3,2011-01-01 10:00:00,3,7.0,UK\n"
            + "4,22222A,CUP RED,3,2011-01-01 12:00:00,3,7.0,UK\n");
        ItemDescription item = Assert.Single(DatasetReader.Open(_folder["out"]).ReadItems());
        Assert.Equal(("RED CUP", 3.0, "22222"), (item.Name, item.Price, item.ModelId));
    }

    [Fact]
    public void Import_Cancelled_LeavesNothingBehind()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        File.WriteAllText(_folder["in.csv"], Header + "1,22222,X,3,2011-01-01 10:00:00,2,7.0,UK\n");
        Assert.Throws<OperationCanceledException>(() => OnlineRetailImporter.Import(_folder["in.csv"], _folder["out"], null, source.Token));
        Assert.Equal([_folder["in.csv"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private ImportReport ImportText(string text)
    {
        File.WriteAllText(_folder["in.csv"], text);
        return OnlineRetailImporter.Import(_folder["in.csv"], _folder["out"]);
    }

    private List<ShopEvent> Events() => [.. DatasetReader.Open(_folder["out"]).ReadEvents()];
}
