using System.Globalization;
using System.Text;
using System.Text.Json;
using Tandem.Datasets.Ozon;
using Tandem.Domain;

namespace Tandem.Datasets.Simulation;

/// <summary>
/// Makes a marketplace in exactly the schema of the Ozon data, with structure that can be learned and is written down here.
/// <list type="bullet">
/// <item><b>Space.</b> Styles and tastes are unit vectors of 22 axes: 16 show in attributes and images, 6 are hidden and can
/// be learned from behaviour alone. 12 segments are directions around which brands and tastes gather.</item>
/// <item><b>Catalogue.</b> About 80 leaves under 7500, 7697 and 17777 (37 kinds of goods for women, men, children). A model's
/// style lies around its brand's; colour, material and season are picked by style; 1 to 4 variants differ in colour and size.
/// One model in five comes on sale after the first day. Images are a random projection of category centre, style and colour,
/// with noise; one in twenty is missing.</item>
/// <item><b>Popularity.</b> In a category Zipf with exponent 0.9 over random ranks; one candidate in ten comes from the newest
/// tenth instead.</item>
/// <item><b>Users.</b> A taste that walks randomly every day (0.02 on each axis), six preferred categories with weights 1/rank,
/// three favourite brands and a loyalty, a price level, a usual hour, a leaning to cancel; activity is Zipf with exponent
/// 0.5; three in ten join later.</item>
/// <item><b>Sessions.</b> Often begin with a return to something carted or liked. The next item is a neighbour of the last one
/// (1 in 4), or the softmax choice, out of 12 that popularity draws, by taste match, price, brand, quality and nearness to
/// the last item. Description, reviews, favourite, cart and their undoing are logistic in that appeal; intercepts are
/// steered daily to Ozon's shares.</item>
/// <item><b>Orders.</b> A cart that is not emptied becomes an order hours later. It is cancelled with odds that grow with the
/// category's size risk, the distance between price and the user's level, poor quality, taste mismatch and the user's own
/// leaning. Afterwards people look at one of three fixed companions of a complementary category, and buy consumables (socks,
/// tights, briefs, shoe cream) again every two to four weeks.</item>
/// </list>
/// Order states are those of an export at the end of the last day: what is on its way then is still processed.
/// The same options give the same bytes.
/// </summary>
public static class MarketplaceSimulator
{
    private const string Stage = "simulating days";
    private const double SessionsPerUserAndDay = 0.24;
    private const double MostSessionsPerDay = 4;

    /// <summary>Writes the tables into <paramref name="outFolder"/>, with the marker file that says that they are simulated.</summary>
    /// <exception cref="TandemException">An option is out of range, or the folder exists and is no earlier simulation.</exception>
    public static SimulationReport Simulate(
        SimulationOptions options, string outFolder, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        options.Validate();
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(outFolder));
        string partial = folder + ".partial";
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
            && !File.Exists(Path.Combine(folder, OzonSchema.SimulatedMarker))))
        {
            throw new TandemException($"{folder} exists and is no earlier simulation; name another folder or remove it.");
        }

        try
        {
            Remove(partial);
            Directory.CreateDirectory(partial);
            SimulationReport report = Write(options, partial, progress, cancellation);
            Remove(folder);
            Directory.Move(partial, folder);
            return report;
        }
        finally
        {
            Remove(partial);
        }
    }

    private static SimulationReport Write(
        SimulationOptions options, string raw, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        SimulatedCatalogue catalogue = CatalogueBuilder.Build(options);
        WriteCatalogue(options, raw, catalogue, progress, cancellation);
        var shopping = new Shopping(options, catalogue, CreateUsers(options, catalogue));
        var actions = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var states = new SortedDictionary<string, long>(StringComparer.Ordinal);
        int daysPerTrackerFile = Math.Max(1, options.Days / 12);
        int daysPerOrderFile = Math.Max(1, options.Days / 4);
        using var tracker = new TrackerTable(raw);
        using var orders = new OrderTable(raw);
        for (int day = 0; day < options.Days; day++)
        {
            cancellation.ThrowIfCancellationRequested();
            shopping.Live(day);
            foreach (TrackerRow row in shopping.Tracked)
            {
                tracker.Write(row);
                Count(actions, row.Action.ToName());
            }

            foreach (OrderRow row in shopping.Ordered)
            {
                orders.Write(row);
                Count(states, row.LastStatus);
            }

            if ((day + 1) % daysPerTrackerFile == 0)
            {
                tracker.EndPart();
            }

            if ((day + 1) % daysPerOrderFile == 0)
            {
                orders.EndPart();
            }

            progress?.Report(new ProgressReport(Stage, day + 1, options.Days, $"{tracker.Rows} actions, {orders.Rows} orders"));
        }

        tracker.EndPart();
        orders.EndPart();
        WriteMarkers(options, raw);
        return new SimulationReport(
            tracker.Rows, orders.Rows, catalogue.Items.Length, catalogue.Models.Length, options.Users, Shares(actions), Shares(states));
    }

    private static void WriteCatalogue(
        SimulationOptions options, string raw, SimulatedCatalogue catalogue, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        using var categories = new CategoryTable(raw);
        Array.ForEach(catalogue.Tree.Leaves, categories.Write);
        categories.EndPart();
        using var items = new ItemTable(raw, catalogue, new ImageModel(options.Seed, catalogue.Traits), Math.Max(50, (options.Items + 3) / 4));
        foreach (SimulatedItem item in catalogue.Items)
        {
            items.Write(item);
            if (items.Rows % 2_000 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(new ProgressReport("simulating items", items.Rows, catalogue.Items.Length));
            }
        }

        items.EndPart();
    }

    /// <summary>Activity is Zipf over random ranks, scaled to the mean.</summary>
    private static SimulatedUser[] CreateUsers(SimulationOptions options, SimulatedCatalogue catalogue)
    {
        SeededRandom random = SeededRandom.For(options.Seed, 8);
        double[] weights = [.. Enumerable.Range(1, options.Users).Select(static rank => Math.Pow(rank, -0.5))];
        double scale = SessionsPerUserAndDay / weights.Average();
        for (int i = weights.Length - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (weights[i], weights[other]) = (weights[other], weights[i]);
        }

        var users = new SimulatedUser[options.Users];
        for (int i = 0; i < users.Length; i++)
        {
            users[i] = SimulatedUser.Create(options, catalogue, i, Math.Min(MostSessionsPerDay, scale * weights[i]));
        }

        return users;
    }

    private static void WriteMarkers(SimulationOptions options, string raw)
    {
        using (FileStream file = File.Create(Path.Combine(raw, OzonSchema.SimulatedMarker)))
        using (var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("generator", "tandem simulate");
            json.WriteNumber("items", options.Items);
            json.WriteNumber("users", options.Users);
            json.WriteNumber("days", options.Days);
            json.WriteNumber("seed", options.Seed);
            json.WriteString("start", options.Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        File.WriteAllText(
            Path.Combine(raw, "README.txt"),
            "SIMULATED DATA. Nobody ever bought any of this: `tandem simulate` made these tables in the schema of the\n"
            + "Ozon E-CUP 2025 recommender data. Figures measured on them say how a method copes with this generator, and\n"
            + "nothing about real shops.\n",
            Encoding.UTF8);
    }

    private static void Count(SortedDictionary<string, long> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static SortedDictionary<string, double> Shares(SortedDictionary<string, long> counts)
    {
        double total = counts.Values.Sum();
        var shares = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach ((string key, long count) in counts)
        {
            shares[key] = count / total;
        }

        return shares;
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
