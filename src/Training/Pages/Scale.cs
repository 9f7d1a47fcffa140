namespace Tandem.Training.Pages;

/// <summary>Maps values to places on an axis, with round ticks.</summary>
internal sealed class Scale
{
    private readonly double _from;
    private readonly double _to;

    /// <param name="low">Lowest value.</param>
    /// <param name="high">Highest value.</param>
    /// <param name="from">Place of the axis' beginning.</param>
    /// <param name="to">Place of its end; below <paramref name="from"/> for an axis that points up.</param>
    /// <param name="ticks">Ticks, about.</param>
    public Scale(double low, double high, double from, double to, int ticks = 5)
    {
        _from = from;
        _to = to;
        double span = high > low ? high - low : Math.Max(Math.Abs(high), 1e-3);
        double rough = span / ticks;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        Step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        Low = Math.Floor(low / Step) * Step;
        High = Math.Max(Low + Step, Math.Ceiling(high / Step) * Step);
        Decimals = Math.Max(0, (int)Math.Ceiling(-Math.Log10(Step) - 1e-9));
    }

    public double Low { get; }

    public double High { get; }

    public double Step { get; }

    /// <summary>Decimals that tell the ticks apart.</summary>
    public int Decimals { get; }

    public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Round((High - Low) / Step) + 1).Select(tick => Low + (tick * Step));

    public double Place(double value) => _from + ((value - Low) / (High - Low) * (_to - _from));
}
