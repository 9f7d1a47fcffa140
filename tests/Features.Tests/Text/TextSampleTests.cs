using FsCheck.Xunit;
using Tandem.Domain;
using Tandem.Features.Text;

namespace Tandem.Features.Tests.Text;

public sealed class TextSampleTests
{
    private static readonly ItemDescription[] Items = Create();

    [Property(MaxTest = 50)]
    public void Drawn_AnyOrder_IsTheSame(int seed, ushort characters)
    {
        TextOptions options = new() { SampleItems = 40, SampleCharacters = 1 + characters };
        string[] expected = Sample(Items, options).Drawn();
        ItemDescription[] shuffled = [.. Items];
        new Random(seed).Shuffle(shuffled);
        Assert.Equal(expected, Sample(shuffled, options).Drawn());
    }

    [Theory]
    [InlineData(40, int.MaxValue, 40, int.MaxValue)]
    [InlineData(int.MaxValue, 20_000, 100, 20_000)]
    [InlineData(int.MaxValue, int.MaxValue, 200, int.MaxValue)]
    public void Add_MoreThanAllowed_KeepsWithinBothBounds(int items, int characters, int mostTexts, int mostCharacters)
    {
        TextSample sample = Sample(Items, new TextOptions { SampleItems = items, SampleCharacters = characters });
        Assert.InRange(sample.Drawn().Length, 1, mostTexts);
        Assert.InRange(sample.Characters, 1, mostCharacters);
        Assert.Equal(sample.Drawn().Sum(text => text.Length), sample.Characters);
        Assert.Equal((201, 200), (sample.Items, sample.Given));
    }

    [Fact]
    public void Add_OneItemBeyondTheBound_IsKeptAlone() =>
        Assert.Equal(["abcdef"], Sample([new ItemDescription { ItemId = "a", Name = "abcdef" }], new TextOptions { SampleCharacters = 2 }).Drawn());

    [Fact]
    public void Drawn_LongDescription_IsWholeUpToWhatTheEncoderReads()
    {
        ItemDescription item = new() { ItemId = "a", Attributes = [new ItemAttribute("Description", new string('x', 3000)), new ItemAttribute("Annotation", new string('y', 9000))] };
        Assert.Equal([3000, 4096], Sample([item], new TextOptions()).Drawn().Select(text => text.Length));
    }

    private static TextSample Sample(IEnumerable<ItemDescription> items, TextOptions options)
    {
        TextSample sample = new(options, 7);
        foreach (ItemDescription item in items)
        {
            sample.Add(item);
        }

        return sample;
    }

    /// <summary>200 items with one text of 1 to 1,000 characters each, and one without.</summary>
    private static ItemDescription[] Create()
    {
        Random random = new(2);
        return
        [
            .. Enumerable.Range(0, 200).Select(i => new ItemDescription { ItemId = $"i{i}", Name = new string((char)('a' + (i % 26)), 1 + random.Next(1000)) }),
            new ItemDescription { ItemId = "silent" },
        ];
    }
}
