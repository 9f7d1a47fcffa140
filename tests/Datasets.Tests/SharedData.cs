namespace Tandem.Datasets.Tests;

/// <summary>The real data sets, which lie beside the repository and not in it.</summary>
internal static class SharedData
{
    /// <summary>The file's path; skips the running test when it is not on this machine.</summary>
    public static string Require(string relative)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Orleans.sln")))
        {
            root = root.Parent;
        }

        string path = root is null ? relative : Path.GetFullPath(Path.Combine(root.FullName, "..", "shared", "data", relative));
        Assert.SkipUnless(File.Exists(path), $"The real data file ../shared/data/{relative} is not on this machine.");
        return path;
    }
}
