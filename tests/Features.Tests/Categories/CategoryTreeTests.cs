using Tandem.Domain;
using Tandem.Features.Categories;

namespace Tandem.Features.Tests.Categories;

public class CategoryTreeTests
{
    private static readonly Category[] Tree =
    [
        new("all", null, "All"), new("shoes", "all", "Shoes"), new("boots", "shoes", "Boots"), new("books", "all", "Books"),
    ];

    [Fact]
    public void Below_OneRoot_KeepsWhatIsBelowAndMakesItARoot() =>
        Assert.Equal([Tree[1] with { ParentId = null }, Tree[2]], CategoryTree.Below(Tree, ["shoes"]));

    [Fact]
    public void Below_RootInsideAnother_StaysWhereItIs() =>
        Assert.Equal([Tree[1] with { ParentId = null }, Tree[2]], CategoryTree.Below(Tree, ["boots", "shoes"]));

    [Theory]
    [InlineData("", "a>b c>b b>d")]
    [InlineData("", "a>a")]
    [InlineData("b c d b", "a>b b>c c>d d>b e>a")]
    public void FindCycle_Tree_NamesTheFirstThatComesBack(string cycle, string edges) => Assert.Equal(
        cycle.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        CategoryTree.FindCycle([.. edges.Split(' ').Select(edge => new Category(edge[..1], edge[2..], edge[..1]))]));

    [Fact]
    public void Below_UnknownRoot_IsRefused() =>
        Assert.Contains("'hats'", Assert.Throws<TandemException>(() => CategoryTree.Below(Tree, ["hats"])).Message, StringComparison.Ordinal);
}
