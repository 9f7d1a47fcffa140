using System.CommandLine;
using Tandem.Cli.CommandLine;

var root = new RootCommand("Tandem: a self-hosted, real-time two-tower recommender.");
CommandHost.AddCommonOptions(root);
return await CommandHost.RunAsync(root, args);
