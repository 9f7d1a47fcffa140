namespace Tandem.Grains.Interfaces.Towers;

/// <summary>The publish road, for those who are no silo. It runs on any; the registry decides. The key means nothing.</summary>
[Alias("Tandem.ITowerPublisherGrain")]
public interface ITowerPublisherGrain : IGrainWithIntegerKey
{
    /// <summary>The registry, brought in line with what the artifact store has.</summary>
    [Alias("Known")]
    [ResponseTimeout("00:01:00")]
    Task<TowerRegistry> KnownAsync();

    /// <summary>Makes a bundle the active one everywhere, if <paramref name="expected"/> (null: none) is active still. Every silo loads it first.</summary>
    [Alias("Activate")]
    [ResponseTimeout("00:30:00")]
    Task<TowerPublication> ActivateAsync(string version, string? expected);
}

/// <summary>What an attempt to publish did.</summary>
/// <param name="Activation">What the registry decided; null if the bundle was refused.</param>
/// <param name="Refusal">Why the bundle was refused; null if it was not.</param>
/// <param name="Missing">True if it was refused because it is not there.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.TowerPublication")]
public sealed record TowerPublication(
    [property: Id(0)] TowerActivation? Activation, [property: Id(1)] string? Refusal = null, [property: Id(2)] bool Missing = false);
