namespace Tandem.Training.Managed;

/// <summary>
/// A batch's sequences without padding, time-major: sequences are ranked by length, the longest first, and the rows of one time step
/// are the sequences that are still running, in rank order. A sequence ends with its last state that predicts something.
/// </summary>
internal sealed class RaggedSequences
{
    private int[] _active = [];
    private int[] _start = [];
    private int[] _length = [];
    private int[] _rowOfPosition = [];

    /// <summary>Sequences that have a row.</summary>
    public int Sequences { get; private set; }

    /// <summary>Time steps of the longest sequence.</summary>
    public int Steps { get; private set; }

    /// <summary>Rows of all time steps.</summary>
    public int Rows { get; private set; }

    /// <summary>[Rows] the flattened position in the batch.</summary>
    public int[] Position { get; private set; } = [];

    /// <summary>[Rows] the state that is projected there, -1 for none.</summary>
    public int[] State { get; private set; } = [];

    /// <summary>Sequences that run at a time step: those of ranks 0 to Active - 1.</summary>
    public int Active(int step) => _active[step];

    /// <summary>Time steps of the sequence of a rank.</summary>
    public int Length(int rank) => _length[rank];

    /// <summary>The row of rank 0 at a time step.</summary>
    public int Start(int step) => _start[step];

    /// <summary>The row of a flattened position that lies before the end of its sequence.</summary>
    public int RowOf(long position) => _rowOfPosition[position];

    /// <param name="states">Flattened positions that are projected.</param>
    public void Read(TrainingBatch batch, long[] states)
    {
        var length = new int[batch.Sequences];
        foreach (long state in states)
        {
            int sequence = (int)(state / batch.Length);
            length[sequence] = Math.Max(length[sequence], (int)(state % batch.Length) + 1);
        }

        // OrderBy is stable, so the order is a function of the batch.
        int[] ranked = [.. Enumerable.Range(0, batch.Sequences).Where(sequence => length[sequence] > 0).OrderBy(sequence => -length[sequence])];
        Sequences = ranked.Length;
        _length = [.. ranked.Select(sequence => length[sequence])];
        Steps = length.Max();
        Rows = length.Sum();
        _active = new int[Steps];
        _start = new int[Steps];
        _rowOfPosition = new int[batch.Sequences * batch.Length];
        Position = new int[Rows];
        State = new int[Rows];
        int row = 0;
        int running = Sequences;
        for (int step = 0; step < Steps; step++)
        {
            while (length[ranked[running - 1]] <= step)
            {
                running--;
            }

            _active[step] = running;
            _start[step] = row;
            for (int rank = 0; rank < running; rank++, row++)
            {
                int position = (ranked[rank] * batch.Length) + step;
                Position[row] = position;
                _rowOfPosition[position] = row;
            }
        }

        Array.Fill(State, -1);
        for (int state = 0; state < states.Length; state++)
        {
            State[RowOf(states[state])] = state;
        }
    }
}
