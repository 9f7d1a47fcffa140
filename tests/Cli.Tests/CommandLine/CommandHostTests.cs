using Tandem.Cli.CommandLine;
using Tandem.Domain;

namespace Tandem.Cli.Tests.CommandLine;

public sealed class CommandHostTests
{
    [Fact]
    public void Explain_MemoryIsNotEnough_SaysHowMuchThereIsAndWhatNeedsLess()
    {
        string explanation = CommandHost.Explain(new InsufficientMemoryException())!;

        Assert.Contains("MiB", explanation, StringComparison.Ordinal);
        Assert.Contains("--events-on-disk", explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_ErrorOfAParallelLoop_IsTheErrorItself() =>
        Assert.Equal("The file ends in row group 3.", CommandHost.Explain(new AggregateException(new TandemException("The file ends in row group 3."))));

    [Fact]
    public void Explain_WhatNobodyForesaw_IsLeftWithItsStackTrace() => Assert.Null(CommandHost.Explain(new InvalidOperationException()));
}
