using System.Globalization;
using Tandem.Domain;
using Tandem.Features;
using Tandem.Features.Text;

namespace Tandem.Cli.Benchmarks.Features;

/// <summary>
/// The built-in text encoder alone: what its fit takes for texts of 100 and of 1,000 characters, and what one item costs afterwards. Words
/// are random, as frequent as Zipf's law says. No peer.
/// </summary>
internal sealed class TextSection : IFeatureBenchmarkSection
{
    private const int Words = 40_000;
    private const int LongestWord = 12;
    private const int ShortestWord = 3;
    private const int Fusions = 2_000;
    private const string Letters = "оеаинтсрвлкмдпуяызьбгч";

    /// <summary>Fine enough for a fit of seconds.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    public string Name => "text";

    public async Task<IReadOnlyList<BenchmarkResult>> RunAsync(FeatureBenchmarkContext context) =>
    [
        .. await MeasureAsync(2_000_000, 100, context),
        .. await MeasureAsync(8_000_000, 100, context),
        .. await MeasureAsync(8_000_000, 1000, context),
    ];

    private static async Task<IEnumerable<BenchmarkResult>> MeasureAsync(int standardCharacters, int length, FeatureBenchmarkContext context)
    {
        int texts = Math.Max(1, (int)(standardCharacters * context.Scale) / length);
        string name = string.Create(CultureInfo.InvariantCulture, $"text {texts:N0} x {length:N0} characters");
        FeatureOptions options = new()
        {
            Seed = context.Seed,
            Schema = new FeatureSchema { Attributes = 0, Popularity = 0, Category = 0, Image = 0 },
            Text = new TextOptions { SampleCharacters = texts * length },
        };
        var random = new Random(context.Seed);
        string[] words = [.. Enumerable.Range(0, Words).Select(_ => Word(random))];
        var samples = new FeatureSamples(options);
        for (int i = 0; i < texts; i++)
        {
            samples.Add(Item(i, Text(words, length, random)));
        }

        context.Progress.Report(new ProgressReport(name, 0, 0));
        using var ended = new CancellationTokenSource();
        Task<long> peak = PeakAsync(context.Time, ended.Token);
        long started = context.Time.GetTimestamp();
        FittedFeatures fitted = FittedFeatures.Fit([], [], [], samples, options, null, context.Cancellation);
        double seconds = context.Time.GetElapsedTime(started).TotalSeconds;
        await ended.CancelAsync();

        float[] vector = new float[fitted.Schema.Dimension];
        ItemDescription item = Item(texts, Text(words, length, random));
        started = context.Time.GetTimestamp();
        for (int i = 0; i < Fusions; i++)
        {
            fitted.Fuse(item, ItemCounts.None, vector);
        }

        return
        [
            new BenchmarkResult($"{name}: fit", seconds, "s"),
            new BenchmarkResult($"{name}: most of the managed heap", await peak / 1e6, "MB"),
            new BenchmarkResult($"{name}: one item", context.Time.GetElapsedTime(started).TotalMicroseconds / Fusions, "µs"),
        ];
    }

    private static async Task<long> PeakAsync(TimeProvider time, CancellationToken ended)
    {
        long peak = GC.GetTotalMemory(forceFullCollection: true);
        using PeriodicTimer timer = new(Poll, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
            }
        }
        catch (OperationCanceledException)
        {
            // The fit is over.
        }

        return peak;
    }

    private static ItemDescription Item(int number, string text) => new()
    {
        ItemId = number.ToString(CultureInfo.InvariantCulture),
        Attributes = [new ItemAttribute("Description", text)],
    };

    private static string Word(Random random) =>
        string.Create(random.Next(ShortestWord, LongestWord), random, static (word, random) =>
        {
            for (int i = 0; i < word.Length; i++)
            {
                word[i] = Letters[random.Next(Letters.Length)];
            }
        });

    private static string Text(string[] words, int length, Random random)
    {
        List<string> chosen = [];
        for (int characters = 0; characters < length; characters += chosen[^1].Length + 1)
        {
            chosen.Add(words[LargeMarket.Zipf(words.Length, random)]);
        }

        return string.Join(' ', chosen).PadRight(length, '.')[..length];
    }
}
