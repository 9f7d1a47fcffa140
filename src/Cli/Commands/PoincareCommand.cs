using System.CommandLine;
using System.Globalization;
using Tandem.Cli.CommandLine;
using Tandem.Domain;
using Tandem.Features.Categories;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem poincare</c>: embed any hierarchy.</summary>
internal static class PoincareCommand
{
    public static Command Create()
    {
        var defaults = new PoincareOptions();
        var edges = new Argument<string>("EDGES") { Description = "A text file, a line an edge: child TAB parent." };
        var dimension = new Option<int>("--dim") { Description = "Dimensions.", DefaultValueFactory = _ => defaults.Dimension };
        var epochs = new Option<int>("--epochs") { Description = "Passes over the closure's pairs.", DefaultValueFactory = _ => defaults.Epochs };
        Option<string> output = Shared.Output("The TSV file to write: node, then its coordinates.");
        var command = new Command("poincare", "Train a Poincaré embedding of a hierarchy; report mean rank, MAP and Hit@1.") { edges, dimension, epochs, output };
        return command.Runs((parse, context) =>
        {
            PoincareOptions options = defaults with
            {
                Dimension = parse.GetValue(dimension),
                Epochs = parse.GetValue(epochs),
                Seed = context.Seed ?? defaults.Seed,
            };
            PoincareEmbedding embedding = PoincareTrainer.Train(ReadEdges(parse.GetValue(edges)!), options, context.Progress, context.Cancellation);
            using (StreamWriter file = File.CreateText(parse.GetValue(output)!))
            {
                embedding.WriteTsv(file);
            }

            PoincareQuality quality = embedding.Quality;
            context.Result(quality, string.Create(
                CultureInfo.InvariantCulture,
                $"{quality.Nodes:N0} nodes: mean rank {quality.MeanRank:F2}, MAP {quality.MeanAveragePrecision:F3}, Hit@1 {quality.HitAt1:F3}"));
            return Task.CompletedTask;
        });
    }

    private static IEnumerable<(string Child, string Parent)> ReadEdges(string file)
    {
        long line = 0;
        foreach (string text in File.ReadLines(file))
        {
            line++;
            if (text.Length == 0)
            {
                continue;
            }

            string[] fields = text.Split('\t');
            if (fields.Length < 2 || fields[0].Length == 0 || fields[1].Length == 0)
            {
                throw new TandemException($"{file}, line {line}: expected `child TAB parent`, found '{text}'.");
            }

            yield return (fields[0], fields[1]);
        }
    }
}
