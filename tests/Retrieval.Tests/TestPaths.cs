using Tandem.Retrieval.Kernels;

namespace Tandem.Retrieval.Tests;

/// <summary>The instruction paths that this processor can run.</summary>
internal static class TestPaths
{
    public static InstructionPath[] Supported { get; } = [.. Enum.GetValues<InstructionPath>().Where(InstructionPaths.IsSupported)];

    public static InstructionPath Any(Random random) => Supported[random.Next(Supported.Length)];
}
