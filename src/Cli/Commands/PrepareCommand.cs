using System.CommandLine;
using Tandem.Cli.CommandLine;
using Tandem.Cli.Preparing;

namespace Tandem.Cli.Commands;

/// <summary><c>tandem prepare</c>: everything between data and a node that can be started, in one go; what <c>./run</c> calls.</summary>
internal static class PrepareCommand
{
    public static Command Create()
    {
        var home = new Option<string>("--home") { Description = "Folder for everything that is made.", Required = true };
        var data = new Option<string?>("--data") { Description = "Ozon tables, an Online Retail CSV[.gz] or a dataset folder. Default: a simulated marketplace." };
        Option<Uri> url = Shared.Address("--url", "Where the node will listen, for the lines to paste.", new Uri("http://127.0.0.1:5080"));
        var command = new Command("prepare", "Simulate or import, build features, train, evaluate, publish: make a folder that a node can start from.") { home, data, url };
        return command.Runs((parse, context) => new ShopPreparation(
            new ShopHome(Path.GetFullPath(parse.GetValue(home)!)), parse.GetValue(data), parse.GetValue(url)!, context).RunAsync());
    }
}
