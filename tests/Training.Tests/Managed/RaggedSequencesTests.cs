using Tandem.Training.Managed;

namespace Tandem.Training.Tests.Managed;

public sealed class RaggedSequencesTests
{
    [Fact]
    public void Read_SequencesOfSeveralLengths_HasOnlyRowsUpToTheLastState()
    {
        var sequences = new RaggedSequences();
        // Three sequences of padded length 4; the last states are at steps 1, none, and 2.
        sequences.Read(Batch(sequences: 3, length: 4), [1, 8, 10]);

        Assert.Equal(5, sequences.Rows);
        Assert.Equal(2, sequences.Sequences);
        Assert.Equal(3, sequences.Steps);
        // Time-major, the longest first: sequence 2, then sequence 0.
        Assert.Equal([8, 0, 9, 1, 10], sequences.Position);
        Assert.Equal([1, -1, -1, 0, 2], sequences.State);
        Assert.Equal([2, 2, 1], Enumerable.Range(0, 3).Select(sequences.Active));
        Assert.Equal([0, 2, 4], Enumerable.Range(0, 3).Select(sequences.Start));
        Assert.Equal(3, sequences.RowOf(1));
    }

    private static TrainingBatch Batch(int sequences, int length) => new()
    {
        Sequences = sequences,
        Length = length,
        Items = new int[sequences * length],
        EventFeatures = [],
        TargetPosition = [],
        Positive = [],
        Weight = [],
    };
}
