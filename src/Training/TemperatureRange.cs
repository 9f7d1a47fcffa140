namespace Tandem.Training;

/// <summary>Where the learned temperature is kept: below, gradients explode; above, cosines no longer separate items.</summary>
internal static class TemperatureRange
{
    public const float Lowest = 0.02f;
    public const float Highest = 1f;
}
