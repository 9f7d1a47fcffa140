namespace Tandem.Training.Batches;

/// <summary>
/// A batch's index arithmetic, shared by engines: which distinct items it has (each is embedded once) and which distinct states
/// predict something (each is projected once). Reused from step to step; not thread-safe.
/// </summary>
internal sealed class BatchLayout(int items)
{
    private readonly int[] _slot = new int[items];
    private readonly List<int> _unique = [];

    /// <summary>
    /// Distinct item codes of negatives, history and positives, in order of first appearance: shared negatives, which have no
    /// duplicates, have the first slots in their own order.
    /// </summary>
    public int[] Unique { get; private set; } = [];

    /// <summary>[Sequences · Length] slot in <see cref="Unique"/>; 0 at padding.</summary>
    public long[] HistorySlot { get; private set; } = [];

    /// <summary>[targets] slot of the positive.</summary>
    public long[] PositiveSlot { get; private set; } = [];

    /// <summary>Slots of the pair negatives or of the shared negatives, whichever the batch has.</summary>
    public long[] NegativeSlot { get; private set; } = [];

    /// <summary>[states] flattened positions that are projected.</summary>
    public long[] State { get; private set; } = [];

    /// <summary>[targets] index in <see cref="State"/>.</summary>
    public long[] StateOfTarget { get; private set; } = [];

    /// <summary>[targets] target numbers, those of one state together; <see cref="TargetStart"/> says where.</summary>
    public int[] TargetsByState { get; private set; } = [];

    /// <summary>[states + 1] a state's first place in <see cref="TargetsByState"/>.</summary>
    public int[] TargetStart { get; private set; } = [];

    /// <summary>[targets] the shared negative that is the target's own positive, -1 for none.</summary>
    public int[] OwnColumn { get; private set; } = [];

    /// <summary>
    /// Flattened (state · shared negatives + column) of negatives that are a positive of the same state. They leave the state's
    /// common sum; <see cref="Others"/> puts the right ones back for each target.
    /// </summary>
    public long[] Masked { get; private set; } = [];

    /// <summary>
    /// [targets, <see cref="OthersPerTarget"/>] for each target, the flattened indices of masked columns of its state that are not
    /// its own positive, -1 for none.
    /// </summary>
    public long[] Others { get; private set; } = [];

    public int OthersPerTarget { get; private set; }

    /// <summary>The targets of one state, in their order.</summary>
    public ReadOnlySpan<int> TargetsOf(int state) => TargetsByState.AsSpan(TargetStart[state]..TargetStart[state + 1]);

    public void Read(TrainingBatch batch)
    {
        _unique.Clear();
        NegativeSlot = Slots(batch.SharedNegatives.Length > 0 ? batch.SharedNegatives : batch.PairNegatives);
        HistorySlot = Slots(batch.Items);
        PositiveSlot = Slots(batch.Positive);
        Unique = [.. _unique];
        ReadStates(batch);
        ReadMasked(batch);
        foreach (int code in _unique)
        {
            _slot[code] = 0;
        }
    }

    private long[] Slots(int[] codes)
    {
        var slots = new long[codes.Length];
        for (int index = 0; index < codes.Length; index++)
        {
            int code = codes[index];
            if (code < 0)
            {
                continue;
            }

            if (_slot[code] == 0)
            {
                _unique.Add(code);
                _slot[code] = _unique.Count;
            }

            slots[index] = _slot[code] - 1;
        }

        return slots;
    }

    private void ReadStates(TrainingBatch batch)
    {
        var stateOf = new Dictionary<int, int>();
        StateOfTarget = new long[batch.TargetPosition.Length];
        for (int target = 0; target < StateOfTarget.Length; target++)
        {
            if (!stateOf.TryGetValue(batch.TargetPosition[target], out int state))
            {
                state = stateOf.Count;
                stateOf[batch.TargetPosition[target]] = state;
            }

            StateOfTarget[target] = state;
        }

        State = new long[stateOf.Count];
        foreach ((int position, int state) in stateOf)
        {
            State[state] = position;
        }

        TargetStart = new int[State.Length + 1];
        foreach (long state in StateOfTarget)
        {
            TargetStart[state + 1]++;
        }

        for (int state = 0; state < State.Length; state++)
        {
            TargetStart[state + 1] += TargetStart[state];
        }

        int[] next = TargetStart[..State.Length];
        TargetsByState = new int[StateOfTarget.Length];
        for (int target = 0; target < StateOfTarget.Length; target++)
        {
            TargetsByState[next[StateOfTarget[target]]++] = target;
        }
    }

    private void ReadMasked(TrainingBatch batch)
    {
        var columnOf = new Dictionary<int, int>();
        for (int column = 0; column < batch.SharedNegatives.Length; column++)
        {
            columnOf[batch.SharedNegatives[column]] = column;
        }

        OwnColumn = Array.ConvertAll(batch.Positive, item => columnOf.GetValueOrDefault(item, -1));
        var ofState = new List<long>[State.Length];
        for (int target = 0; target < StateOfTarget.Length; target++)
        {
            long state = StateOfTarget[target];
            ofState[state] ??= [];
            if (OwnColumn[target] >= 0)
            {
                long flat = (state * batch.SharedNegatives.Length) + OwnColumn[target];
                if (!ofState[state].Contains(flat))
                {
                    ofState[state].Add(flat);
                }
            }
        }

        Masked = [.. ofState.SelectMany(columns => columns)];
        OthersPerTarget = ofState.Length == 0 ? 0 : ofState.Max(columns => columns.Count);
        Others = new long[StateOfTarget.Length * OthersPerTarget];
        Array.Fill(Others, -1);
        for (int target = 0; target < StateOfTarget.Length; target++)
        {
            long state = StateOfTarget[target];
            long own = OwnColumn[target] >= 0 ? (state * batch.SharedNegatives.Length) + OwnColumn[target] : -1;
            int write = target * OthersPerTarget;
            foreach (long flat in ofState[state])
            {
                if (flat != own)
                {
                    Others[write++] = flat;
                }
            }
        }
    }
}
