using Tandem.Ranking.Partitions;
using Tandem.Retrieval;
using Tandem.Retrieval.Filters;

namespace Tandem.Ranking;

/// <summary>One query with everything that the sources share: what is allowed, what the user is known for, as of when.</summary>
internal sealed class RankingRequest
{
    private const double MillisecondsPerDay = 86_400_000;
    private readonly SlotBitmap _allowed;

    /// <param name="questions">Asked where the model is partitioned.</param>
    public RankingRequest(
        Catalogue catalogue, UserHistory history, RecommendationQuery query, float[]? userVector, VectorQuestions? questions = null)
    {
        Questions = questions;
        Fused = catalogue.Fused(questions);
        Vectors = catalogue.Vectors(questions);
        Catalogue = catalogue;
        History = history;
        UserVector = userVector;
        AsOf = Moment(catalogue, history, query);
        Known = HistoryItem.Resolve(catalogue, history, AsOf);
        _allowed = Filter(catalogue, history, query);
    }

    public Catalogue Catalogue { get; }

    public ServingModel Model => Catalogue.Model;

    public UserHistory History { get; }

    /// <summary>The user tower's output; null when the user or the model has none.</summary>
    public float[]? UserVector { get; }

    /// <summary>What the request asks of other silos; null where the model is not partitioned.</summary>
    public VectorQuestions? Questions { get; }

    /// <summary>Null without features.</summary>
    public VectorReader? Fused { get; }

    /// <summary>Null without towers.</summary>
    public VectorReader? Vectors { get; }

    /// <summary>
    /// The moment from which ages are counted, in milliseconds: the query's, but no later than the last thing that the model
    /// or the user's history knows of. Otherwise an old bundle, or a replay of old data, would make every habit look forgotten.
    /// </summary>
    public long AsOf { get; }

    /// <summary>The items of the history that the catalogue has or had, latest first.</summary>
    public IReadOnlyList<HistoryItem> Known { get; }

    /// <summary>True when nothing is known of the user that the catalogue knows of.</summary>
    public bool IsNewcomer => Known.Count == 0;

    /// <summary>Bitmap of the slots that may be shown.</summary>
    public ReadOnlySpan<ulong> Allowed => _allowed.Words;

    public int SlotCount => Catalogue.State.SlotCount;

    public bool IsAllowed(int slot) => _allowed.Contains(slot);

    /// <summary>Days from a time to <see cref="AsOf"/>, at least 0.</summary>
    public double AgeInDays(long at) => Math.Max(0, AsOf - at) / MillisecondsPerDay;

    private static long Moment(Catalogue catalogue, UserHistory history, RecommendationQuery query)
    {
        long known = Math.Max(catalogue.Model.AsOf, history.LastEventAt);
        return Math.Min(query.Now.ToUnixTimeMilliseconds(), known);
    }

    private static SlotBitmap Filter(Catalogue catalogue, UserHistory history, RecommendationQuery query)
    {
        List<int> hidden = [];
        foreach (string excluded in query.Exclude)
        {
            Hide(excluded);
        }

        foreach (ItemRecord record in history.Items)
        {
            if (record.IsHidden || (!query.IncludeSeen && (record.OrderLines > 0 || record.Views > 0 || record.Studies > 0)))
            {
                Hide(record.ItemId);
            }
        }

        return catalogue.State.Columns.Select(new SlotCriteria
        {
            Category = query.Category is { } category ? catalogue.State.Categories.RangeOf(category) : null,
            MinPrice = query.MinPrice,
            MaxPrice = query.MaxPrice,
            Except = hidden,
        });

        void Hide(string itemId)
        {
            if (catalogue.TryGetSlot(itemId, out int slot))
            {
                hidden.Add(slot);
            }
        }
    }
}
