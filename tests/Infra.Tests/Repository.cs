using System.Runtime.CompilerServices;

namespace Tandem.Infra.Tests;

/// <summary>Where the files of <c>infra</c> are.</summary>
internal static class Repository
{
    /// <summary>The root of the working copy.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    /// <summary>A path below <c>infra</c>.</summary>
    public static string Infra(params string[] parts) => Path.Combine([Root, "infra", .. parts]);

    private static string Here([CallerFilePath] string path = "") => path;
}
