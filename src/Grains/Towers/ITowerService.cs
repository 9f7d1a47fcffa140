using Orleans.Services;

namespace Tandem.Grains.Towers;

/// <summary>The part of the publish road that runs on every silo. Refusals are answers, so that one silo's can be told from another's.</summary>
[Alias("Tandem.ITowerService")]
internal interface ITowerService : IGrainService
{
    /// <summary>Opens, verifies and loads a bundle beside the running one.</summary>
    /// <returns>Null, or why this silo refuses it.</returns>
    [Alias("Prepare")]
    Task<string?> PrepareAsync(string version);

    /// <summary>Makes a bundle the one that this silo answers from.</summary>
    /// <returns>Null, or why this silo refuses it.</returns>
    [Alias("Activate")]
    Task<string?> ActivateAsync(string version);
}
