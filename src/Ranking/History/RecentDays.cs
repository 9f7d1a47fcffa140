namespace Tandem.Ranking;

/// <summary>A set of days, of which the latest are kept one by one and older ones are only counted.</summary>
internal sealed class RecentDays(int capacity)
{
    private int[] _days = [];
    private int _kept;

    /// <summary>Distinct days in all.</summary>
    public int Count => _kept + Older;

    /// <summary>Days that fell out of <see cref="Days"/>.</summary>
    public int Older { get; private set; }

    /// <summary>The latest days, ascending.</summary>
    public ReadOnlySpan<int> Days => _days.AsSpan(0, _kept);

    public int Capacity => capacity;

    public void Add(int day)
    {
        int place = Days.BinarySearch(day);
        if (place >= 0)
        {
            return;
        }

        place = ~place;
        if (_kept == capacity)
        {
            Older++;
            if (place == 0)
            {
                return;
            }

            Array.Copy(_days, 1, _days, 0, place - 1);
            _days[place - 1] = day;
            return;
        }

        if (_kept == _days.Length)
        {
            Array.Resize(ref _days, Math.Min(capacity, Math.Max(1, 2 * _kept)));
        }

        Array.Copy(_days, place, _days, place + 1, _kept - place);
        _days[place] = day;
        _kept++;
    }

    /// <summary>Puts back what was stored; <paramref name="days"/> ascend strictly.</summary>
    public void Restore(int[] days, int older)
    {
        _days = days;
        _kept = days.Length;
        Older = older;
    }
}
