using System.Globalization;
using System.IO.Compression;
using Tandem.Datasets;
using Tandem.Datasets.OnlineRetail;
using Tandem.Towers;
using Tandem.Training.Experiments;
using Tandem.Training.Featurizing;
using Tandem.Training.Targets;

namespace Tandem.Training.Tests.Experiments;

/// <summary>One customer in eight of the Online Retail file, as a dataset; made once for the tests of a class.</summary>
public sealed class RetailSample : IDisposable
{
    private const int Share = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("tandem-sample-").FullName;
    private DatasetReader? _dataset;

    /// <summary>Skips the running test where the file is not there.</summary>
    public DatasetReader Dataset()
    {
        string? file = Find();
        Assert.SkipWhen(file is null, "../shared/data/online-retail/online_retail.csv.gz is not there.");
        return _dataset ??= Import(file);
    }

    /// <summary>Small towers, few steps, one seed.</summary>
    public static ExperimentOptions Options(params string[] targets) => new()
    {
        Targets = [.. targets.Select(TargetStrategies.Named)],
        Protocol = Training.Evaluation.EvaluationProtocol.Parse("time-split:14"),
        Seeds = [1],
        Budget = new ExperimentBudget(120, null),
        CurvePoints = 2,
        Engine = new EngineOptions { Shape = new TowerShape { ItemHidden = 64, Embedding = 48, GruHidden = 48 } },
        Blend = new() { MaxUsers = 100 },
    };

    /// <summary>The features up to a moment, fitted once.</summary>
    public FeatureFolder Features(DateTimeOffset until)
    {
        string folder = At(until.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture));
        return Directory.Exists(folder) ? FeatureFolder.Open(folder) : FeatureFolder.Build(Dataset(), folder, until, new(), null, TestContext.Current.CancellationToken);
    }

    public string At(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private DatasetReader Import(string file)
    {
        string sample = At("sample.csv");
        using (var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress)))
        using (var writer = new StreamWriter(sample))
        {
            writer.WriteLine(reader.ReadLine());
            while (reader.ReadLine() is { } line)
            {
                if (IsTaken(line))
                {
                    writer.WriteLine(line);
                }
            }
        }

        OnlineRetailImporter.Import(sample, At("set"), null, TestContext.Current.CancellationToken);
        return DatasetReader.Open(At("set"));
    }

    /// <summary>The customer is the last field but one; it and the country after it have no comma.</summary>
    private static bool IsTaken(string line)
    {
        int country = line.LastIndexOf(',');
        int customer = line.LastIndexOf(',', country - 1) + 1;
        return double.TryParse(line.AsSpan(customer, country - customer), CultureInfo.InvariantCulture, out double id) && (int)id % Share == 0;
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string file = Path.Combine(folder.FullName, "shared", "data", "online-retail", "online_retail.csv.gz");
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }
}
