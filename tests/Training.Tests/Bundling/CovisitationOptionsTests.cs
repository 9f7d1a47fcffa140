using Tandem.Domain;
using Tandem.Training.Bundling;

namespace Tandem.Training.Tests.Bundling;

public class CovisitationOptionsTests
{
    [Fact]
    public void Json_ThereAndBack_IsTheSame() =>
        Assert.Equal(CovisitationOptions.Sequences, CovisitationOptions.FromJson(CovisitationOptions.Sequences.ToJson()));

    [Fact]
    public void FromJson_OfABundleWithoutThem_IsTheDefault() => Assert.Equal(CovisitationOptions.Default, CovisitationOptions.FromJson(null));

    [Theory]
    [InlineData("""{"maxGap": 0}""", "MaxGap is 0, expected 1 to 100")]
    [InlineData("""{"halfLifeDays": -1}""", "HalfLifeDays is -1")]
    [InlineData("""{"successorExponent": 2}""", "SuccessorExponent is 2, expected 0 to 1")]
    [InlineData("""{"shrinkage": -0.1}""", "Shrinkage is -0.1")]
    [InlineData("[", "no co-visitation options")]
    public void FromJson_OutOfRange_NamesTheField(string json, string part) =>
        Assert.Contains(part, Assert.Throws<TandemException>(() => CovisitationOptions.FromJson(json)).Message, StringComparison.Ordinal);
}
