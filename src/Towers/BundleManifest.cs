using System.Text.Json.Serialization;

namespace Tandem.Towers;

/// <summary>
/// What <c>bundle.json</c> says. A bundle is a folder of immutable files that belong together: feature schema, towers, item
/// vectors, co-visitation lists, popularity, blend weights, catalogue. The version names the content.
/// </summary>
public sealed record BundleManifest
{
    public const int CurrentFormatVersion = 1;

    public int FormatVersion { get; init; } = CurrentFormatVersion;

    /// <summary>Sorts by time and is unique: <c>yyyyMMddTHHmmssZ-xxxxxxxx</c>, the last part from the content's checksum.</summary>
    public required string Version { get; init; }

    /// <summary>Name of the dataset it was trained on.</summary>
    public required string Dataset { get; init; }

    public bool Simulated { get; init; }

    /// <summary>Hash of the feature schema that all fused vectors of the bundle have.</summary>
    public required string FeatureSchemaHash { get; init; }

    public required TowerShape Shape { get; init; }

    /// <summary>The target strategy, as declared.</summary>
    public required string Target { get; init; }

    /// <summary>How pairs of items were counted, as declared; null: by the defaults.</summary>
    public string? Covisitation { get; init; }

    /// <summary>The shop's outcome, an action's wire name such as <c>delivered</c>; null: <c>order</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>The towers were trained on events of the dataset up to here, and on none after it but by <see cref="ExampleCursor"/>.</summary>
    public required DateTimeOffset TrainedUntil { get; init; }

    /// <summary>
    /// No event after this moment was counted when the item features were fitted; null in bundles without features, and in those that were
    /// made before this was kept.
    /// </summary>
    public DateTimeOffset? FeaturesUntil { get; init; }

    /// <summary>
    /// Offset in the node's example log up to which the towers have learned since <see cref="TrainedUntil"/>; null for a bundle that was
    /// trained on a dataset only.
    /// </summary>
    public long? ExampleCursor { get; init; }

    /// <summary>
    /// Events up to here were counted, for popularity, co-visitation and all lists of items; null: up to <see cref="TrainedUntil"/>.
    /// Differs where a node counted anew without training on its dataset again.
    /// </summary>
    public DateTimeOffset? CountedUntil { get; init; }

    /// <summary>How many events were counted; null in bundles that were made before this was kept.</summary>
    public long? CountedEvents { get; init; }

    /// <summary>End of the window that the blend was fitted on; null where it is not known.</summary>
    public DateTimeOffset? BlendUntil { get; init; }

    /// <summary>Users whose ids begin with this are baskets of unknown people; null: there are none.</summary>
    public string? AnonymousUserPrefix { get; init; }

    /// <summary>The last moment whose events any part of the bundle has counted.</summary>
    [JsonIgnore]
    public DateTimeOffset CountsAsOf => CountedUntil ?? TrainedUntil;

    public required int Items { get; init; }

    /// <summary>Metrics by "name.metric", for example <c>blend.ndcg@100</c>, on the validation window.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>SHA-256 of each file, lower-case hex, by file name.</summary>
    public IReadOnlyDictionary<string, string> Checksums { get; init; } = new Dictionary<string, string>();
}
