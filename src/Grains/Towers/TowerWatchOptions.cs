using System.ComponentModel.DataAnnotations;

namespace Tandem.Grains.Towers;

/// <summary>How a silo follows the tower registry. Section <c>Tandem:Towers</c>.</summary>
public sealed class TowerWatchOptions
{
    /// <summary>Pause between two looks at the registry, 100 ms to one hour. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(3);
}
