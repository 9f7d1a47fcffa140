using System.ComponentModel.DataAnnotations;

namespace Tandem.Grains.Partitions;

/// <summary>How the vectors of the catalogue are spread over silos and searched. Section <c>Tandem:Index</c>; the same on all silos.</summary>
public sealed class IndexOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Tandem:Index";

    /// <summary>
    /// Parts that the vectors of a bundle are cut into, 1 to 1,024; each silo holds its share of them and asks the others for the rest.
    /// With 1 every silo holds all. A few for each silo let the shares stay even when silos come and go. Default 1.
    /// </summary>
    [Range(1, 1024)]
    public int Partitions { get; set; } = 1;

    /// <summary>
    /// Silos that share the partitions at least, 1 to 1,024: with fewer, what nobody has room for waits for more to come, and so do queries.
    /// It bounds what one silo holds when it is the first to start or the last to stay. Default 1.
    /// </summary>
    [Range(1, 1024)]
    public int MinSilos { get; set; } = 1;

    /// <summary>How long a query waits for a partition that nobody answers for, 0.1 to 30 s; then it fails, and may be sent again. Default 2.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>
    /// Share of a silo's queries for which the index is compared with an exact search, off their path, 0 to 1; 0 for none. An exact search
    /// reads every vector: 50 MB for 100,000 items. Default 0.001.
    /// </summary>
    [Range(0.0, 1.0)]
    public double ProbeShare { get; set; } = 0.001;
}
