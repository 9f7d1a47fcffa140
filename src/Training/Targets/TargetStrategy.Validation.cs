using System.Globalization;
using Tandem.Domain;

namespace Tandem.Training.Targets;

public sealed partial record TargetStrategy
{
    private const int MaxNameLength = 64;
    private const int MaxRules = 32;
    private const double MaxDays = 3650;

    internal bool IsPairwise => Loss == TargetLoss.PairwiseLogistic;

    /// <summary>Refuses a strategy that means nothing; gives it back otherwise.</summary>
    /// <exception cref="TandemException">A field is out of range or does not fit another; the message names field, value and range.</exception>
    public TargetStrategy Validate()
    {
        Require(Name is { Length: >= 1 and <= MaxNameLength } && Name.All(IsNameCharacter), "name", Name, $"1 to {MaxNameLength} letters, digits, dots, dashes or underscores");
        Require(Enum.IsDefined(Loss), "loss", Loss, "a loss");
        Require(Enum.IsDefined(Scope), "scope", Scope, "a scope");
        Require(Enum.IsDefined(LabelTime), "labelTime", LabelTime, "a label time");
        Require(Enum.IsDefined(Repeats), "repeats", Repeats, "included, excluded or only");
        Require(MaxTargetsPerState is >= 1 and <= 256, "maxTargetsPerState", MaxTargetsPerState, "1 to 256");
        Require(NegativeCount is >= 1 and <= MaxNegatives, "negativeCount", NegativeCount, $"1 to {MaxNegatives}");
        Require(LabelTime == LabelTime.Outcome || Scope == TargetScope.LaterVisits, "labelTime", "decision", "outcome where the scope is next-instant");
        Require(Positives is { Count: >= 1 and <= MaxRules }, "positives", Positives?.Count, $"1 to {MaxRules} rules");
        Require(Negatives is { Count: >= 1 and <= MaxRules }, "negatives", Negatives?.Count, $"1 to {MaxRules} rules");
        for (int rule = 0; rule < Positives!.Count; rule++)
        {
            Check(Positives[rule], $"positives[{rule}]");
        }

        for (int rule = 0; rule < Negatives!.Count; rule++)
        {
            Check(Negatives[rule], $"negatives[{rule}]");
        }

        return this;
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';

    private void Check(PositiveRule? rule, string place)
    {
        Require(rule is not null, place, null, "a rule");
        bool isAction = EventActions.TryParse(rule!.Action, out EventAction action);
        Require(
            rule.Action is PositiveRule.Outcome or PositiveRule.Any || (isAction && !PositiveRule.IsFailure(action)),
            $"{place}.action", rule.Action, $"{PositiveRule.Outcome}, {PositiveRule.Any} or an action that is no failure, such as order");
        Require(rule.Weight is > 0f and <= 1f, $"{place}.weight", rule.Weight, "above 0, at most 1");
        Require(rule.WithinDays is null or (> 0 and <= MaxDays), $"{place}.withinDays", rule.WithinDays, $"above 0, at most {MaxDays}, or null");
        Require(rule.KnownAfterDays is >= 0 and <= MaxDays, $"{place}.knownAfterDays", rule.KnownAfterDays, $"0 to {MaxDays}");
    }

    private void Check(NegativeRule? rule, string place)
    {
        Require(rule is not null, place, null, "a rule");
        Require(Enum.IsDefined(rule!.Source), $"{place}.source", rule.Source, "a source");
        Require(rule.Share is > 0 and <= 1e6, $"{place}.share", rule.Share, "above 0, at most 1000000");
        Require(rule.Exponent is >= 0 and <= 2, $"{place}.exponent", rule.Exponent, "0 to 2");
        Require(rule.Widgets is not null, $"{place}.widgets", null, "a list of names");
        Require(
            rule.Widgets!.Count == 0 || rule.Source == NegativeSource.Impressions,
            $"{place}.widgets", string.Join(", ", rule.Widgets), "none where the source is not impressions");
        Require(
            IsPairwise || !(rule.IsPersonal || rule.Source == NegativeSource.Hard),
            $"{place}.source", rule.Source, "uniform, popularity, in-batch or all, because this loss shares its negatives within a batch");
        Require(
            rule.Source != NegativeSource.All || (!IsPairwise && Negatives.Count == 1),
            $"{place}.source", rule.Source, "alone, and with a softmax loss");
    }

    private void Require(bool holds, string field, object? value, string range)
    {
        if (!holds)
        {
            string shown = value is Enum named ? TargetStrategyJson.NameOf(named) : Convert.ToString(value ?? "missing", CultureInfo.InvariantCulture)!;
            throw new TandemException($"Target strategy '{Name}': {field} is {shown}, expected {range}.");
        }
    }
}
