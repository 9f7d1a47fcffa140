using Microsoft.Extensions.Configuration;
using Orleans.Hosting;
using Tandem.Storage.Sqlite;

namespace Tandem.Silo;

/// <summary>Where the embedded node keeps its data: one SQLite file and a folder of bundles.</summary>
internal static class NodeStorage
{
    private const string DatabaseFile = "tandem.db";
    private const string ArtifactsFolder = "artifacts";

    /// <summary>The rest of the storage's options come from the section <c>Tandem:Storage</c>; the folder decides where.</summary>
    public static ISiloBuilder AddNodeStorage(this ISiloBuilder silo, TandemOptions options) =>
        silo.AddTandemSqliteStorage(storage =>
        {
            silo.Configuration.GetSection("Tandem:Storage").Bind(storage);
            storage.Path = Path.Combine(options.DataFolder, DatabaseFile);
            storage.ArtifactsFolder = Path.Combine(options.DataFolder, ArtifactsFolder);
        });
}
