using System.CommandLine;
using Tandem.Cli.CommandLine;
using Tandem.Cli.Commands;

var root = new RootCommand("Tandem: a self-hosted, real-time two-tower recommender.")
{
    SimulateCommand.Create(),
    ImportCommand.Create(),
    FeaturesCommand.Create(),
    PoincareCommand.Create(),
    TrainCommand.Create(),
    TrainCommand.CreateRefresh(),
    EvaluateCommand.Create(),
    ExperimentCommand.Create(),
    PrepareCommand.Create(),
    PublishCommand.Create(),
    ReplayCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
    BenchmarkCommand.Create(),
};
CommandHost.AddCommonOptions(root);
return await CommandHost.RunAsync(root, args);
