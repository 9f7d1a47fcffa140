using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Tandem.Ranking.Tests.Sources;

public class TopSlotsTests
{
    private static Gen<(int[] Values, int Count, int Seed)> Inputs() =>
        from values in Gen.Choose(-3, 12).ArrayOf()
        from count in Gen.Choose(0, 30)
        from seed in Gen.Choose(0, 1000)
        select (values, count, seed);

    [Property(MaxTest = 300)]
    public Property Of_AnyScores_EqualsSorting() => Prop.ForAll(
        Inputs().ToArbitrary(),
        static input =>
        {
            (int[] values, int count, int seed) = input;
            float[] scores = [.. values.Select(static v => v / 4f)];
            var random = new System.Random(seed);
            ulong[] allowed = new ulong[(scores.Length >> 6) + 1];
            for (int w = 0; w < allowed.Length; w++)
            {
                allowed[w] = (ulong)random.NextInt64();
            }

            int[] expected = [.. Enumerable.Range(0, scores.Length)
                .Where(slot => scores[slot] > 0 && (allowed[slot >> 6] >> (slot & 63) & 1) != 0)
                .OrderByDescending(slot => scores[slot])
                .ThenBy(static slot => slot)
                .Take(count)];
            return TopSlots.Of(scores, count, allowed).Order().SequenceEqual(expected.Order());
        });
}
