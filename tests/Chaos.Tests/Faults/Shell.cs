using System.ComponentModel;
using System.Diagnostics;

namespace Tandem.Chaos.Tests.Faults;

/// <summary>The machine's own tools.</summary>
internal static class Shell
{
    /// <summary>True if the program ended with status 0.</summary>
    public static bool Try(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs a command line whose words have no spaces in them.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static void Run(string line)
    {
        string[] words = line.Split(' ');
        if (!Try(words[0], words[1..]))
            throw new InvalidOperationException($"'{line}' failed.");
    }
}
