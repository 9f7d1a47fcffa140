namespace Tandem.Chaos.Tests.Processes;

/// <summary>Where the repository is, and what was built of it with the tests.</summary>
internal static class WorkingCopy
{
    private const string Prefix = "Tandem.";
    private const string Assembly = ".dll";

    // …/tests/NAME.Tests/bin/CONFIGURATION/net10.0/
    private static readonly DirectoryInfo Framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The root of the working copy.</summary>
    public static string Root { get; } = Framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;

    /// <summary>Where a program of an image was built here, such as <c>/app/Tandem.Trainer</c>; another word as it is.</summary>
    public static string Located(string word)
    {
        string file = Path.GetFileName(word);
        if (!file.StartsWith(Prefix, StringComparison.Ordinal))
            return word;

        string name = file.EndsWith(Assembly, StringComparison.Ordinal) ? file[Prefix.Length..^Assembly.Length] : file[Prefix.Length..];
        return Path.Combine(Root, "src", name, "bin", Framework.Parent!.Name, Framework.Name, Prefix + name + Assembly);
    }
}
