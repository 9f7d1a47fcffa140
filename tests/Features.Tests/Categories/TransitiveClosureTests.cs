using Tandem.Domain;
using Tandem.Features.Categories;

namespace Tandem.Features.Tests.Categories;

public class TransitiveClosureTests
{
    [Fact]
    public void Of_Diamond_HasAllAncestorsOnce()
    {
        TransitiveClosure graph = TransitiveClosure.Of([("d", "b"), ("d", "c"), ("b", "a"), ("c", "a")]);
        int d = Array.IndexOf(graph.Names, "d");
        Assert.Equal(["a", "b", "c"], graph.Ancestors[d].Select(node => graph.Names[node]).Order());
        Assert.Equal(2, graph.Depths[d]);
    }

    [Fact]
    public void Of_Cycle_IsRefused()
    {
        TandemException error = Assert.Throws<TandemException>(() => TransitiveClosure.Of([("a", "b"), ("b", "c"), ("c", "a")]));
        Assert.Contains("cycle", error.Message, StringComparison.Ordinal);
    }
}
