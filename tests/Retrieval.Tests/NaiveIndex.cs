namespace Tandem.Retrieval.Tests;

/// <summary>The same contract, written without any thought of speed: the truth that searches are compared with.</summary>
internal sealed class NaiveIndex
{
    private readonly List<float[]?> _vectors;

    public NaiveIndex(IEnumerable<float[]?> vectors) => _vectors = [.. vectors];

    public int Count => _vectors.Count;

    public NaiveIndex With(int slot, float[] vector)
    {
        NaiveIndex next = new(_vectors);
        if (slot == next._vectors.Count)
        {
            next._vectors.Add(vector);
        }
        else
        {
            next._vectors[slot] = vector;
        }

        return next;
    }

    public NaiveIndex Without(int slot)
    {
        NaiveIndex next = new(_vectors);
        next._vectors[slot] = null;
        return next;
    }

    /// <summary>The slots that may be returned.</summary>
    public int[] Candidates(ReadOnlySpan<ulong> allowed)
    {
        List<int> slots = [];
        for (int slot = 0; slot < _vectors.Count; slot++)
        {
            bool isAllowed = allowed.IsEmpty || (slot / 64 < allowed.Length && (allowed[slot / 64] >> (slot % 64) & 1) != 0);
            if (isAllowed && _vectors[slot] is not null)
            {
                slots.Add(slot);
            }
        }

        return [.. slots];
    }

    public double Score(ReadOnlySpan<float> query, int slot)
    {
        double sum = 0;
        for (int i = 0; i < query.Length; i++)
        {
            sum += (double)query[i] * _vectors[slot]![i];
        }

        return sum;
    }

    /// <summary>
    /// What rounding may change of a score: n additions of terms, each wrong by 2⁻²⁴ at most, relative to the sum of magnitudes; denormal
    /// products are absolute.
    /// </summary>
    public double Tolerance(ReadOnlySpan<float> query, int slot)
    {
        double sum = 0;
        for (int i = 0; i < query.Length; i++)
        {
            sum += Math.Abs((double)query[i] * _vectors[slot]![i]);
        }

        return sum * query.Length * 1.2e-7 + query.Length * 3e-45;
    }

    /// <summary>
    /// Checks an answer against this truth: every score right, the order right by the scores that it reports, and nothing better left out.
    /// </summary>
    public void AssertAnswer(ScoredItem[] answer, float[] query, int k, ReadOnlySpan<ulong> allowed)
    {
        int[] candidates = Candidates(allowed);
        Assert.Equal(Math.Min(k, candidates.Length), answer.Length);
        Assert.Equal(answer.Length, answer.Select(item => item.Slot).Distinct().Count());
        HashSet<int> returned = [.. answer.Select(item => item.Slot)];
        Assert.Subset(candidates.ToHashSet(), returned);
        foreach (ScoredItem item in answer)
        {
            double expected = Score(query, item.Slot);
            double tolerance = Tolerance(query, item.Slot);
            Assert.InRange(item.Score, expected - tolerance, expected + tolerance);
        }

        for (int i = 1; i < answer.Length; i++)
        {
            bool ordered = answer[i - 1].Score > answer[i].Score
                || (answer[i - 1].Score == answer[i].Score && answer[i - 1].Slot < answer[i].Slot);
            Assert.True(ordered, $"{answer[i - 1]} before {answer[i]}");
        }

        foreach (int slot in candidates)
        {
            if (!returned.Contains(slot) && answer.Length > 0)
            {
                double worst = answer[^1].Score + Tolerance(query, answer[^1].Slot) + Tolerance(query, slot);
                Assert.True(Score(query, slot) <= worst, $"slot {slot} is better than {answer[^1]}");
            }
        }
    }
}
