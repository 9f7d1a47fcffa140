namespace Tandem.Training.Batches;

/// <summary>A batch before it has negatives.</summary>
internal sealed class BatchDraft
{
    private readonly List<int> _position = [];
    private readonly List<int> _positive = [];
    private readonly List<float> _weight = [];
    private readonly List<int> _user = [];
    private readonly Dictionary<int, HashSet<int>> _positivesOf = [];

    /// <param name="features">Event features of each event.</param>
    public BatchDraft(int sequences, int length, int features)
    {
        Sequences = sequences;
        Length = length;
        Features = features;
        Items = new int[sequences * length];
        Array.Fill(Items, -1);
        EventFeatures = new float[Items.Length * features];
    }

    public int Sequences { get; }

    public int Length { get; }

    public int Features { get; }

    /// <summary>[Sequences, Length] item codes, -1 for padding.</summary>
    public int[] Items { get; }

    /// <summary>[Sequences, Length, Features]</summary>
    public float[] EventFeatures { get; }

    public int Targets => _positive.Count;

    /// <summary>[targets] flattened index of the state.</summary>
    public IReadOnlyList<int> Position => _position;

    /// <summary>[targets] item codes.</summary>
    public IReadOnlyList<int> Positive => _positive;

    /// <summary>[targets]</summary>
    public IReadOnlyList<float> Weight => _weight;

    /// <summary>[targets] user codes.</summary>
    public IReadOnlyList<int> User => _user;

    /// <summary>The flattened indices that have targets, with all their positives, in order of first appearance.</summary>
    public IReadOnlyDictionary<int, HashSet<int>> PositivesOf => _positivesOf;

    public void AddTarget(int user, int position, int item, float weight)
    {
        _position.Add(position);
        _positive.Add(item);
        _weight.Add(weight);
        _user.Add(user);
        if (!_positivesOf.TryGetValue(position, out HashSet<int>? items))
        {
            _positivesOf[position] = items = [];
        }

        items.Add(item);
    }
}
