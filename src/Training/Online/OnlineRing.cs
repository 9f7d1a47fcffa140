namespace Tandem.Training.Online;

/// <summary>The latest examples up to a capacity, oldest first.</summary>
internal sealed class OnlineRing(int capacity)
{
    private readonly List<OnlineExample> _examples = [];

    /// <summary>Where the oldest is; the list is closed up once half of it has gone.</summary>
    private int _first;

    public int Count => _examples.Count - _first;

    public OnlineExample this[int index] => _examples[_first + index];

    public IEnumerable<OnlineExample> All => _examples.Skip(_first);

    public void Add(OnlineExample example)
    {
        _examples.Add(example);
        if (Count > capacity)
        {
            _first++;
        }

        if (_first > capacity)
        {
            _examples.RemoveRange(0, _first);
            _first = 0;
        }
    }

    /// <summary>Takes positives back; an example without any left goes.</summary>
    /// <returns>How many were taken back.</returns>
    public int Withdraw(string userId, long decidedAt, int item)
    {
        int withdrawn = 0;
        for (int index = _examples.Count - 1; index >= _first; index--)
        {
            if (Withdrawal.Applies(_examples[index], userId, decidedAt, item))
            {
                withdrawn++;
                Withdrawal.Apply(_examples, index, item);
            }
        }

        return withdrawn;
    }
}
