namespace Tandem.Chaos.Tests.Processes;

/// <summary>Where the repository is, and what was built of it with the tests.</summary>
internal static class WorkingCopy
{
    // …/tests/NAME.Tests/bin/CONFIGURATION/net10.0/
    private static readonly DirectoryInfo Framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The root of the working copy.</summary>
    public static string Root { get; } = Framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;

    /// <summary>The folder that the serving image's program was built into.</summary>
    public static string Gateway { get; } = Path.Combine(Root, "src", "Gateway", "bin", Framework.Parent!.Name, Framework.Name);
}
