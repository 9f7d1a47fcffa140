namespace Tandem.Grains;

/// <summary>Names under which the grains store things. They are on disk: never change them.</summary>
public static class TandemStorageNames
{
    /// <summary>The grain storage provider.</summary>
    public const string Provider = "tandem";

    /// <summary>Feed topic of catalogue changes.</summary>
    public const string CatalogueTopic = "catalogue";

    /// <summary>Feed topic of what live events say of items, the latest of each item.</summary>
    public const string LiveTopic = "live";

    /// <summary>Feed topic of events that could not be applied.</summary>
    public const string DeadLetterTopic = "dead-letters";

    /// <summary>The event log's consumer whose position the pump stores.</summary>
    public const string UsersConsumer = "users";

    /// <summary>The event log's consumer whose position the archive stores.</summary>
    public const string ArchiveConsumer = "archive";

    /// <summary>Artifact names of bundles start with this; the version follows.</summary>
    public const string BundlePrefix = "bundles/";

    /// <summary>Artifact names of bundles that the trainer keeps to fit a blend by start with this.</summary>
    public const string BlendBasePrefix = "blend-bases/";

    /// <summary>Artifact names of the trainer's checkpoints start with this.</summary>
    public const string CheckpointPrefix = "training/";
}
