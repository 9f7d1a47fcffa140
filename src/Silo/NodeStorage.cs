namespace Tandem.Silo;

/// <summary>Where the embedded node keeps its data: one SQLite file and a folder of bundles.</summary>
internal static class NodeStorage
{
    public static ISiloBuilder AddNodeStorage(this ISiloBuilder silo, TandemOptions options)
    {
        Directory.CreateDirectory(options.DataFolder);
        return silo;
    }
}
