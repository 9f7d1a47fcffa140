using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Bundling;

namespace Tandem.Training.Tests.Bundling;

public class LikenessBuilderTests
{
    private static ItemDescription Item(string id, string? name, string? category, params string[] values) => new()
    {
        ItemId = id,
        Name = name,
        CategoryId = category,
        Attributes = [.. values.Select(static value => new ItemAttribute("a", value))],
    };

    private static SuccessorLists Build(params ItemDescription[] items) =>
        LikenessBuilder.Build(items, cancellation: TestContext.Current.CancellationToken);

    [Fact]
    public void Build_SharedTerm_HasTheCubeOfTheTfIdfCosine()
    {
        // "x" is in two of four items: idf = ln 2; "y" and "z" in one each: ln 4 = 2 ln 2. cosine = 1 / (1 + 4).
        SuccessorLists weak = Build(Item("0", null, null, "x", "y"), Item("1", null, null, "x", "z"), Item("2", null, null), Item("3", null, null));
        SuccessorLists strong = Build(Item("0", null, null, "x"), Item("1", null, null, "x", "z"), Item("2", null, null), Item("3", null, null));

        Assert.Empty(weak.Items);
        Assert.Equal(Math.Pow(1 / Math.Sqrt(5), 3), strong.Weight(0, 1), 5);
        Assert.Equal(strong.Weight(0, 1), strong.Weight(1, 0));
    }

    [Fact]
    public void Build_TheSameContent_IsOne()
    {
        SuccessorLists lists = Build(Item("0", "Red  MUG", "cups"), Item("1", "red mug", "cups"), Item("2", "lamp", "lamps"));
        Assert.Equal(1, lists.Weight(0, 1), 5);
        Assert.Empty(lists.ItemsOf(2).ToArray());
    }

    [Fact]
    public void Build_TermOfEveryItem_SaysNothing() =>
        Assert.Empty(Build(Item("0", null, "all"), Item("1", null, "all"), Item("2", null, "all")).Items);
}
