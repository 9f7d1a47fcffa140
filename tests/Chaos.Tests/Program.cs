using Tandem.Chaos.Tests;
using Tandem.Chaos.Tests.Faults;
using Tandem.Chaos.Tests.Handover;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

if (args is [HandoverCommand.Argument, .. string[] handover])
    return await HandoverCommand.RunAsync(handover);

if (args is [FaultCommand.Argument, .. string[] options])
    return await FaultCommand.RunAsync(options);

return args.Any(static argument => argument is "-automated" or "@@")
    ? await ConsoleRunner.Run(args)
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
