using System.Globalization;
using Tandem.Storage.Tests;
using Tandem.Storage.Tests.Sqlite;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

if (args is [CrashWorker.Argument, string path, string round])
{
    await CrashWorker.AppendForEverAsync(path, int.Parse(round, CultureInfo.InvariantCulture));
    return 0;
}

return args.Any(static argument => argument is "-automated" or "@@")
    ? await ConsoleRunner.Run(args)
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
