namespace Tandem.Ranking;

/// <summary>All sources and all features, in the order in which they are computed.</summary>
public static class SourceFeatures
{
    private static readonly Dictionary<string, int> Index;

    static SourceFeatures()
    {
        Sources = [new RepeatsSource(), new CovisitationSource(), new EaseSource(), new LikenessSource(), new TowersSource(), new PopularSource()];
        Names = [.. Sources.SelectMany(static s => s.Features).Select(static f => f.Name)];
        Index = Names.Select(static (name, index) => (name, index)).ToDictionary(static p => p.name, static p => p.index, StringComparer.Ordinal);
        DefaultWeights = Sources.SelectMany(static s => s.Features).ToDictionary(static f => f.Name, static f => f.DefaultWeight, StringComparer.Ordinal);
        Evidence = Sources.SelectMany(static s => s.Features).Where(static f => f.IsEvidence).Select(static f => f.Name).ToHashSet(StringComparer.Ordinal);
        SourceOf = [.. Sources.SelectMany(static (source, index) => source.Features.Select(_ => index))];
    }

    /// <summary>Every feature's name, <c>source.feature</c>.</summary>
    public static IReadOnlyList<string> Names { get; }

    /// <summary>Every source's name.</summary>
    public static IReadOnlyList<string> SourceNames => [.. Sources.Select(static s => s.Name)];

    /// <summary>The weights where none could be fitted.</summary>
    public static IReadOnlyDictionary<string, double> DefaultWeights { get; }

    /// <summary>The weights for users without a history, where none could be fitted: what sells now.</summary>
    public static IReadOnlyDictionary<string, double> DefaultNewcomerWeights { get; } =
        new Dictionary<string, double>(StringComparer.Ordinal) { ["popular.days14"] = 1, ["popular.interest"] = 0.1 };

    /// <summary>Names of the features whose weight is never negative: the more of it, the better the item.</summary>
    public static IReadOnlySet<string> Evidence { get; }

    internal static ISource[] Sources { get; }

    /// <summary>Feature index to the index of its source.</summary>
    internal static int[] SourceOf { get; }

    /// <summary>The place of a feature in <see cref="Names"/>, -1 when there is none of this name.</summary>
    public static int IndexOf(string name) => Index.GetValueOrDefault(name, -1);
}
