using Tandem.Domain;

namespace Tandem.Datasets.Tests;

public sealed class ItemIndexTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Load_AnyThreads_KeepsEverythingButEmbeddings(int threads)
    {
        ItemDescription[] items = [.. Enumerable.Range(0, 12_000).Select(Item)];
        var seen = new List<ItemDescription>();
        ItemIndex index = ItemIndex.Load(Write(items), threads, seen.Add, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(items.Length, index.Count);
        Assert.Equal(items.Select(item => item.ItemId), seen.Select(item => item.ItemId));
        Assert.All(seen.Zip(items), pair => Assert.Equal(pair.Second.Image, pair.First.Image));
        Assert.All(seen.Zip(items), pair => Assert.Equal(pair.Second.TextVector, pair.First.TextVector));
        Assert.All(index.Zip(items), pair => Assert.Equivalent(
            pair.Second with { Image = null, TextVector = null, Price = null, Available = true }, pair.First, strict: true));
    }

    [Fact]
    public void Load_IdThatCameBefore_NamesFileRowGroupAndRow()
    {
        DatasetReader dataset = Write([Item(0), Item(1)]);
        string file = Path.Combine(dataset.Folder, "items", "part-00000.parquet");
        File.Copy(file, Path.Combine(dataset.Folder, "items", "part-00001.parquet"));
        TandemException error = Assert.Throws<TandemException>(() => ItemIndex.Load(dataset, 2, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("part-00001.parquet row group 0 row 0: the item id 'id-0' came before", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LongValues_AreOneValue()
    {
        ItemDescription[] items =
        [
            Item(0) with { Attributes = [new ItemAttribute("Annotation", new string('a', ItemIndex.LongestValue + 1))] },
            Item(1) with { Attributes = [new ItemAttribute("Annotation", new string('b', ItemIndex.LongestValue))] },
        ];
        ItemIndex index = ItemIndex.Load(Write(items), 1, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(ItemIndex.Prose, Assert.Single(index[0].Attributes).Value);
        Assert.Equal(items[1].Attributes, index[1].Attributes);
    }

    public void Dispose() => _folder.Dispose();

    private static ItemDescription Item(int i) => new()
    {
        ItemId = $"id-{i}",
        ModelId = i % 3 == 0 ? null : $"m{i / 4}",
        Name = i % 5 == 0 ? null : $"имя {i} name",
        CategoryId = i % 7 == 0 ? null : $"c{i % 11}",
        Attributes = [.. Enumerable.Range(0, i % 4).Select(k => new ItemAttribute($"name{k}", $"value {i % 17}"))],
        Image = i % 2 == 0 ? [i, 1, 2] : null,
        TextVector = i % 3 == 0 ? [1, i] : null,
    };

    private DatasetReader Write(IEnumerable<ItemDescription> items)
    {
        using (DatasetWriter writer = DatasetWriter.Create(_folder["set"]))
        {
            foreach (ItemDescription item in items)
            {
                writer.Write(item);
            }

            writer.Complete(new DatasetManifest { Name = "test", Source = "test" });
        }

        return DatasetReader.Open(_folder["set"]);
    }
}
