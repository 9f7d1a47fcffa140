namespace Tandem.Cli.Preparing;

/// <summary>Where <c>./run</c> keeps what it made of one shop. Every step leaves a whole folder or none, so an interrupted run goes on.</summary>
internal sealed record ShopHome(string Folder)
{
    /// <summary>Simulated tables.</summary>
    public string Raw => Path.Combine(Folder, "raw");

    public string Dataset => Path.Combine(Folder, "dataset");

    public string Features => Path.Combine(Folder, "features");

    /// <summary>The bundle that was evaluated: it has not seen the last days.</summary>
    public string Evaluated => Path.Combine(Folder, "bundle-evaluated");

    /// <summary>The bundle that is served: the same towers and blend, counts until the last event.</summary>
    public string Served => Path.Combine(Folder, "bundle");

    public string Evaluation => Path.Combine(Folder, "evaluation.json");

    /// <summary>The node's data folder.</summary>
    public string Node => Path.Combine(Folder, "node");

    /// <summary>What to print when the node is up; its presence says that everything is prepared.</summary>
    public string Welcome => Path.Combine(Folder, "welcome.txt");

    /// <summary>Which input the folder was made from.</summary>
    public string Source => Path.Combine(Folder, "source.txt");
}
