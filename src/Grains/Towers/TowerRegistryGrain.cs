using Orleans.Placement;
using Tandem.Grains.Interfaces.Towers;

namespace Tandem.Grains.Towers;

/// <summary>Holds which bundle is active. It decides; each silo's <see cref="TowerActivator"/> does.</summary>
[GrainType(TypeName)]
[HashBasedPlacement]
internal sealed class TowerRegistryGrain(
    [PersistentState(TowerRegistryGrain.StateName, TandemStorageNames.Provider)] IPersistentState<TowerRegistryState> state) : Grain, ITowerRegistryGrain
{
    /// <summary>The state's name in the grain storage.</summary>
    public const string StateName = "registry";

    private const string TypeName = "tower-registry";

    /// <summary>The one registry of the cluster.</summary>
    public static GrainId Id { get; } = GrainId.Create(TypeName, GrainIdKeyExtensions.CreateIntegerKey(0).ToString()!);

    public Task<TowerRegistry> GetAsync() => Task.FromResult(Snapshot());

    public async Task<TowerRegistry> RegisterAsync(string[] versions)
    {
        string[] kept = [.. new[] { state.State.Active, state.State.Previous }.OfType<string>()];
        string[] known = [.. kept.Union(versions).Order(StringComparer.Ordinal)];
        if (!known.SequenceEqual(state.State.Versions))
            await WriteAsync(state.State with { Versions = known });

        return Snapshot();
    }

    public async Task<TowerActivation> ActivateAsync(string version, string? expected)
    {
        if (state.State.Active == version)
            return new TowerActivation(true, Snapshot());

        if (state.State.Active != expected || !state.State.Versions.Contains(version))
            return new TowerActivation(false, Snapshot());

        await WriteAsync(state.State with { Active = version, Previous = state.State.Active });
        return new TowerActivation(true, Snapshot());
    }

    private TowerRegistry Snapshot() => new(state.State.Active, state.State.Previous, state.State.Versions);

    private async Task WriteAsync(TowerRegistryState next)
    {
        TowerRegistryState before = state.State;
        state.State = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = before;
            throw;
        }
    }
}
