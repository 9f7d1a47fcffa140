using Tandem.Domain;
using Tandem.Training.Targets;

namespace Tandem.Training.Tests.Targets;

public sealed class TargetStrategiesTests
{
    public static TheoryData<string> Names => [.. TargetStrategies.All.Select(strategy => strategy.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void FromJson_OfABuiltInStrategy_GivesItBack(string name)
    {
        string json = TargetStrategies.Named(name).ToJson();

        Assert.Equal(json, TargetStrategy.FromJson(json).ToJson());
    }

    [Fact]
    public void Named_Unknown_ListsTheNames()
    {
        TandemException error = Assert.Throws<TandemException>(() => TargetStrategies.Named("nonsense"));

        Assert.Contains("sampled-softmax-next", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"x","loss":"sampled-softmax","positives":[{"action":"outcome"}],"negatives":[{"source":"cancelled"}]}""", "negatives[0].source is cancelled, expected uniform, popularity, in-batch or all")]
    [InlineData("""{"name":"x","loss":"sampled-softmax","positives":[{"action":"outcome"}],"negatives":[{"source":"uniform"}],"negativeCount":0}""", "negativeCount is 0, expected 1 to 100000")]
    [InlineData("""{"name":"x","loss":"sampled-softmax","positives":[{"action":"outcome"},{"action":"canceled"}],"negatives":[{"source":"uniform"}]}""", "positives[1].action is canceled, expected outcome, any or an action that is no failure")]
    [InlineData("""{"name":"x","loss":"sampled-softmax","positives":[{"action":"outcome","withinDays":-1}],"negatives":[{"source":"uniform"}]}""", "positives[0].withinDays is -1, expected above 0")]
    [InlineData("""{"name":"x","loss":"sampled-softmax","positives":[{"action":"order","knownAfterDays":-1}],"negatives":[{"source":"uniform"}]}""", "positives[0].knownAfterDays is -1, expected 0 to 3650")]
    [InlineData("""{"name":"x","loss":"sampled-softmax","positives":[{"action":"outcome","weight":"NaN"}],"negatives":[{"source":"uniform"}]}""", "at positives[0].weight")]
    [InlineData("""{"name":"x","loss":"softmax","positives":[{"action":"outcome"}],"negatives":[{"source":"uniform"}]}""", "at loss: expected one of pairwise-logistic")]
    [InlineData("""{"name":"x","loss":"pairwise-logistic","positives":[{"action":"outcome"}],"negatives":[{"source":"all"}]}""", "negatives[0].source is all, expected alone, and with a softmax loss")]
    [InlineData("""{"name":"x","loss":"pairwise-logistic","positives":[{"action":"outcome"}],"negatives":[{"source":"uniform","widgets":["search"]}]}""", "negatives[0].widgets is search")]
    [InlineData("""{"name":"x","loss":"pairwise-logistic","positives":[{"action":"outcome"}],"negatives":[null]}""", "negatives[0] is missing")]
    [InlineData("""{"name":"x","loss":"pairwise-logistic","positives":[],"negatives":[{"source":"uniform"}]}""", "positives is 0, expected 1 to 32 rules")]
    [InlineData("""{"name":"x","loss":"pairwise-logistic","positive":[],"negatives":[{"source":"uniform"}]}""", "'positive'")]
    [InlineData("""{"name":"../x","loss":"pairwise-logistic","positives":[{"action":"outcome"}],"negatives":[{"source":"uniform"}]}""", "name is ../x")]
    [InlineData("""{"name":"x"}""", "'positives'")]
    [InlineData("null", "null")]
    public void FromJson_Invalid_SaysWhatWhereAndWhatIsPossible(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<TandemException>(() => TargetStrategy.FromJson(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Resolve_File_ReadsIt()
    {
        string file = Path.Combine(Path.GetTempPath(), $"tandem-strategy-{Guid.NewGuid():N}.json");
        File.WriteAllText(file, TargetStrategies.Named("pairwise-hard").ToJson());

        TargetStrategy read = TargetStrategies.Resolve(file);
        File.Delete(file);

        Assert.Equal("pairwise-hard", read.Name);
    }

    [Fact]
    public void Resolve_MissingFile_NamesIt() =>
        Assert.Contains("nowhere.json", Assert.Throws<TandemException>(() => TargetStrategies.Resolve("nowhere.json")).Message, StringComparison.Ordinal);
}
