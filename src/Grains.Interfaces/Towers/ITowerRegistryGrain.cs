namespace Tandem.Grains.Interfaces.Towers;

/// <summary>Which bundle is active in the whole cluster. One grain, key 0.</summary>
[Alias("Tandem.ITowerRegistryGrain")]
public interface ITowerRegistryGrain : IGrainWithIntegerKey
{
    [Alias("Get")]
    Task<TowerRegistry> GetAsync();

    /// <summary>Makes these the known bundles: what the artifact store has now. The active one and the one before it stay known.</summary>
    [Alias("Register")]
    Task<TowerRegistry> RegisterAsync(string[] versions);

    /// <summary>
    /// Makes a known bundle active if the active one still is <paramref name="expected"/> (null: none). The caller has verified the
    /// bundle. Activating the active bundle again succeeds and changes nothing.
    /// </summary>
    [Alias("Activate")]
    Task<TowerActivation> ActivateAsync(string version, string? expected);
}

/// <summary>What the registry knows.</summary>
/// <param name="Active">The active version; null before the first activation.</param>
/// <param name="Previous">The version that was active before, for going back.</param>
/// <param name="Versions">All known versions, ascending, so the newest is last.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.TowerRegistry")]
public sealed record TowerRegistry(
    [property: Id(0)] string? Active,
    [property: Id(1)] string? Previous,
    [property: Id(2)] string[] Versions);

/// <summary>What an activation did.</summary>
/// <param name="Activated">False if the active version was another than expected, or the version is not known.</param>
[GenerateSerializer, Immutable]
[Alias("Tandem.TowerActivation")]
public sealed record TowerActivation([property: Id(0)] bool Activated, [property: Id(1)] TowerRegistry Registry);
