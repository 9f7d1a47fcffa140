using System.ComponentModel.DataAnnotations;

namespace Tandem.Grains.Towers;

/// <summary>How a silo follows the tower registry. Section <c>Tandem:Towers</c>.</summary>
public sealed class TowerWatchOptions
{
    /// <summary>Pause between two looks at the registry, 100 ms to one hour. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Bundles kept in the artifact store, the newest ones, 2 to 1,000; the active bundle and the one before it are kept in any case.
    /// Default 20.
    /// </summary>
    [Range(2, 1_000)]
    public int Keep { get; set; } = 20;
}
