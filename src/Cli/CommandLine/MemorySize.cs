using System.CommandLine.Parsing;
using System.Globalization;

namespace Tandem.Cli.CommandLine;

/// <summary>Amounts of memory on the command line.</summary>
internal static class MemorySize
{
    private static readonly (string Suffix, long Bytes)[] Units = [("GiB", 1L << 30), ("MiB", 1L << 20), ("GB", 1_000_000_000), ("MB", 1_000_000)];

    public static long Parse(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        foreach ((string suffix, long bytes) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount)
                && amount * bytes < long.MaxValue)
            {
                return (long)(amount * bytes);
            }
        }

        result.AddError($"'{text}' is no amount of memory; give one like 4GiB, 900MiB or 4GB.");
        return 0;
    }

    /// <summary>
    /// Bounds the managed heap of this process. An eighth is left for code, stacks and the buffers of native libraries. From
    /// then on collections come earlier instead of the heap growing.
    /// </summary>
    public static void Limit(long bytes)
    {
        AppContext.SetData("GCHeapHardLimit", (ulong)(bytes - (bytes / 8)));
        GC.RefreshMemoryLimit();
    }
}
