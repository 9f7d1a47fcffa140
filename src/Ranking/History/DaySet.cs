namespace Tandem.Ranking;

/// <summary>The latest distinct days of all that were added, whatever the order in which they were.</summary>
/// <param name="capacity">Days kept, at most.</param>
internal sealed class DaySet(int capacity)
{
    private int[] _days = [];
    private int _count;

    /// <summary>Ascending.</summary>
    public ReadOnlySpan<int> Days => _days.AsSpan(0, _count);

    public int Count => _count;

    public bool Contains(int day) => Days.BinarySearch(day) >= 0;

    public void Add(int day)
    {
        int place = Days.BinarySearch(day);
        if (place >= 0)
        {
            return;
        }

        place = ~place;
        if (_count == capacity)
        {
            if (place > 0)
            {
                Array.Copy(_days, 1, _days, 0, place - 1);
                _days[place - 1] = day;
            }

            return;
        }

        if (_count == _days.Length)
        {
            Array.Resize(ref _days, Math.Min(capacity, Math.Max(1, 2 * _count)));
        }

        Array.Copy(_days, place, _days, place + 1, _count - place);
        _days[place] = day;
        _count++;
    }

    /// <summary>Forgets the days up to and including this one.</summary>
    public void ForgetUntil(int day)
    {
        int kept = Days.BinarySearch(day);
        kept = kept >= 0 ? kept + 1 : ~kept;
        Array.Copy(_days, kept, _days, 0, _count - kept);
        _count -= kept;
    }
}
