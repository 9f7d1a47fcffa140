using System.ComponentModel.DataAnnotations;

namespace Tandem.Silo;

/// <summary>What a process is, where it keeps its data and which ports it uses. Section <c>Tandem</c>.</summary>
public sealed class TandemOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Tandem";

    /// <summary>Whether this process is everything, or one of many. Default <see cref="TandemMode.Embedded"/>.</summary>
    [EnumDataType(typeof(TandemMode))]
    public TandemMode Mode { get; set; } = TandemMode.Embedded;

    /// <summary>
    /// What a process of a cluster does, such as <c>serve</c> or <c>serve,train</c>; embedded mode does everything whatever this says.
    /// Default all.
    /// </summary>
    public TandemRoles Roles { get; set; } = TandemRoles.Serve | TandemRoles.Train | TandemRoles.Gateway;

    /// <summary>
    /// Folder of the database and the bundles, relative to the working directory; made if it is not there. One process at a time.
    /// Default <c>.tandem/node</c>.
    /// </summary>
    [Required(AllowEmptyStrings = false)]
    public string DataFolder { get; set; } = Path.Combine(".tandem", "node");

    /// <summary>TCP port between silos; 0 takes a free one. 0 to 65,535. Default 0.</summary>
    [Range(0, 65_535)]
    public int SiloPort { get; set; }

    /// <summary>TCP port of the silo for gateways; 0 takes a free one. 0 to 65,535. Default 0.</summary>
    [Range(0, 65_535)]
    public int ClientPort { get; set; }

    /// <summary>Time for stopping in good order before the process ends anyway, 1 s to 5 minutes. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
