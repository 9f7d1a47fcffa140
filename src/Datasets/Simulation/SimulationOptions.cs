using Tandem.Domain;

namespace Tandem.Datasets.Simulation;

/// <summary>How big a simulated marketplace is. The same options give the same bytes.</summary>
public sealed record SimulationOptions
{
    /// <summary>Items (variants), 200 to 2,000,000.</summary>
    public int Items { get; init; } = 20_000;

    /// <summary>Users, 10 to 2,000,000.</summary>
    public int Users { get; init; } = 5_000;

    /// <summary>Days, 2 to 1,000.</summary>
    public int Days { get; init; } = 60;

    /// <summary>Seed of everything random.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Midnight UTC of the first day.</summary>
    public DateTimeOffset Start { get; init; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="TandemException">A number is out of its range.</exception>
    public void Validate()
    {
        Check("items", Items, 200, 2_000_000);
        Check("users", Users, 10, 2_000_000);
        Check("days", Days, 2, 1_000);
    }

    private static void Check(string name, int value, int low, int high)
    {
        if (value < low || value > high)
        {
            throw new TandemException($"--{name} {value} is out of range; {low} to {high} is possible.");
        }
    }
}
