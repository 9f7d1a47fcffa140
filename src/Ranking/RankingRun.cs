namespace Tandem.Ranking;

/// <summary>One query on its way: readings of the sources, the union of their candidates, features, scores.</summary>
internal sealed class RankingRun : IDisposable
{
    /// <summary>Candidates that each source proposes, at least; more are proposed for longer lists.</summary>
    public const int MinNominations = 300;

    private readonly RankingRequest _request;
    private readonly ISourceReading?[] _readings;
    private readonly int _nominations;

    /// <summary>By source, the slots that it proposed.</summary>
    private readonly IReadOnlyList<int>[] _proposed;

    public RankingRun(RankingRequest request, int count)
    {
        _request = request;
        _nominations = Math.Max(MinNominations, count);
        _readings = [.. SourceFeatures.Sources.Select(source => source.Read(request))];
        _proposed = new IReadOnlyList<int>[_readings.Length];
        for (int s = 0; s < _readings.Length; s++)
        {
            Nominate(s);
        }

        if (request.Questions is null)
        {
            Gather();
        }
        else
        {
            AskForAll();
        }
    }

    public bool IsNewcomer => _request.IsNewcomer;

    /// <summary>Candidates; none before <see cref="Finish"/> where a request asks other silos.</summary>
    public int[] Slots { get; private set; } = [];

    /// <summary>[candidates, features]</summary>
    public float[] Features { get; private set; } = [];

    private static int FeatureCount => SourceFeatures.Names.Count;

    /// <summary>Goes on where a request waited for what it asked; once.</summary>
    public void Finish()
    {
        Nominate(Towers);
        Gather();
    }

    /// <summary>The best candidates by the blend; equal scores by item id.</summary>
    public IReadOnlyList<RecommendedItem> Best(Blend blend, int count, bool explain)
    {
        ReadOnlySpan<float> weights = blend.Vector(_request.IsNewcomer);
        float[] scores = Scores(weights);
        int[] order = Order(scores, count);
        List<RecommendedItem> best = [.. order.Select(i => Describe(i, scores[i], blend, explain))];
        if (NewArrivals.TryChoose(_request, Slots, scores, order, out int arrival, out HistoryItem? cause))
        {
            best.RemoveAt(best.Count - 1);
            best.Insert(Math.Min(NewArrivals.Place - 1, best.Count), Describe(arrival, scores[arrival], blend, explain) with
            {
                Source = NewArrivals.SourceName,
                Reason = $"New, and like {_request.Catalogue.Describe(cause.Slot)?.Name ?? cause.Record.ItemId}, {CovisitationReading.What(cause.Record)}.",
            });
        }

        return best;
    }

    /// <summary>The best candidates of one source by its own score.</summary>
    public IReadOnlyList<RecommendedItem> BestOf(string sourceName, int count)
    {
        int source = IndexOf(sourceName);
        ISourceReading? reading = _readings[source];
        if (reading is null)
        {
            return [];
        }

        (int[] order, float[] scores) = OrderOf(source, reading, count);
        return [.. order.Select(i => new RecommendedItem(IdOf(i), scores[i], sourceName, reading.Reason(Slots[i])))];
    }

    /// <summary>Ids of the best candidates by the blend as if a source did not exist: neither what it alone proposed nor its features count.</summary>
    public IReadOnlyList<string> IdsWithout(string sourceName, Blend blend, int count)
    {
        int source = IndexOf(sourceName);
        float[] weights = blend.Vector(_request.IsNewcomer).ToArray();
        for (int f = 0; f < weights.Length; f++)
        {
            weights[f] = SourceFeatures.SourceOf[f] == source ? 0 : weights[f];
        }

        var proposed = _proposed.Where((_, s) => s != source).SelectMany(static slots => slots).ToHashSet();
        float[] scores = Scores(weights);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = proposed.Contains(Slots[i]) ? scores[i] : float.NegativeInfinity;
        }

        return [.. Order(scores, Math.Min(count, proposed.Count)).Select(IdOf)];
    }

    /// <summary>Ids of <see cref="BestOf"/>, without the reasons.</summary>
    public IReadOnlyList<string> IdsOf(string sourceName, int count)
    {
        int source = IndexOf(sourceName);
        return _readings[source] is { } reading ? [.. OrderOf(source, reading, count).Order.Select(IdOf)] : [];
    }

    public string IdOf(int candidate) => _request.Catalogue.IdOf(Slots[candidate]);

    /// <summary>Gives back what the readings rented.</summary>
    public void Dispose()
    {
        foreach (ISourceReading? reading in _readings)
        {
            reading?.Dispose();
        }
    }

    private static int Towers { get; } = IndexOf(TowersSource.SourceName);

    private static int IndexOf(string sourceName) => Array.FindIndex(SourceFeatures.Sources, s => s.Name == sourceName);

    private void Nominate(int source)
    {
        var own = new CandidatePool(_request.SlotCount);
        _readings[source]?.Nominate(_nominations, own);
        _proposed[source] = own.Slots;
    }

    /// <summary>Everything that the rest will need of vectors, so that one round of questions is enough.</summary>
    private void AskForAll()
    {
        if (_readings[Towers] is { } towers)
        {
            foreach (int slot in _proposed.SelectMany(static slots => slots))
            {
                towers.Score(slot);
            }
        }

        NewArrivals.Prepare(_request);
    }

    private void Gather()
    {
        var union = new CandidatePool(_request.SlotCount);
        foreach (int slot in _proposed.SelectMany(static slots => slots))
        {
            union.Add(slot);
        }

        Slots = [.. union.Slots];
        Features = new float[Slots.Length * FeatureCount];
        Fill();
    }

    private (int[] Order, float[] Scores) OrderOf(int source, ISourceReading reading, int count)
    {
        var proposed = _proposed[source].ToHashSet();
        float[] scores = [.. Slots.Select(slot => proposed.Contains(slot) ? reading.Score(slot) : float.NegativeInfinity)];
        return (Order(scores, Math.Min(count, proposed.Count)), scores);
    }

    private float[] Scores(ReadOnlySpan<float> weights)
    {
        float[] scores = new float[Slots.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = VectorMath.Dot(Features.AsSpan(i * FeatureCount, FeatureCount), weights);
        }

        return scores;
    }

    private void Fill()
    {
        int offset = 0;
        for (int s = 0; s < _readings.Length; s++)
        {
            int width = SourceFeatures.Sources[s].Features.Count;
            if (_readings[s] is { } reading)
            {
                for (int i = 0; i < Slots.Length; i++)
                {
                    reading.Fill(Slots[i], Features.AsSpan((i * FeatureCount) + offset, width));
                }
            }

            offset += width;
        }
    }

    /// <summary>Candidates by descending score, equal scores by item id.</summary>
    private int[] Order(float[] scores, int count)
    {
        var keys = new ulong[scores.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = ((ulong)~Ascending(scores[i]) << 32) | (uint)i;
        }

        Array.Sort(keys);
        int[] order = [.. keys.Select(static key => (int)(uint)key)];
        for (int start = 0; start < Math.Min(count, order.Length);)
        {
            int end = start + 1;
            while (end < order.Length && scores[order[end]] == scores[order[start]])
            {
                end++;
            }

            if (end - start > 1)
            {
                order.AsSpan(start, end - start).Sort((a, b) => string.CompareOrdinal(IdOf(a), IdOf(b)));
            }

            start = end;
        }

        return order.Length > count ? order[..count] : order;
    }

    /// <summary>Bits that ascend as unsigned integers with the value; −0 and 0 are one value.</summary>
    private static uint Ascending(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value + 0f);
        return (bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000;
    }

    private RecommendedItem Describe(int candidate, float score, Blend blend, bool explain)
    {
        ReadOnlySpan<float> features = Features.AsSpan(candidate * FeatureCount, FeatureCount);
        ReadOnlySpan<float> weights = blend.Vector(_request.IsNewcomer);
        Span<float> bySource = stackalloc float[_readings.Length];
        Dictionary<string, double>? contributions = explain ? new(StringComparer.Ordinal) : null;
        double sum = 0;
        for (int f = 0; f < features.Length; f++)
        {
            double contribution = (double)features[f] * weights[f];
            sum += contribution;
            bySource[SourceFeatures.SourceOf[f]] += (float)contribution;
            if (contribution != 0)
            {
                contributions?.Add(SourceFeatures.Names[f], contribution);
            }
        }

        int best = MainSource(Slots[candidate], bySource);
        return new RecommendedItem(
            IdOf(candidate),
            explain ? sum : score,
            SourceFeatures.Sources[best].Name,
            _readings[best]?.Reason(Slots[candidate]) ?? "",
            contributions);
    }

    /// <summary>
    /// The source that contributed most, among those that have anything to say of the slot: a negative weight of one must not
    /// make another the reason that knows nothing of the item. Without any it is the last source, popularity.
    /// </summary>
    private int MainSource(int slot, ReadOnlySpan<float> bySource)
    {
        int best = -1;
        for (int s = 0; s < bySource.Length; s++)
        {
            if (_readings[s]?.Score(slot) > 0 && (best < 0 || bySource[s] > bySource[best]))
            {
                best = s;
            }
        }

        return best < 0 ? bySource.Length - 1 : best;
    }
}
