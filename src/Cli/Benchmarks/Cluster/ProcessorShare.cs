using System.Globalization;

namespace Tandem.Cli.Benchmarks.Cluster;

/// <summary>Holds a process to a share of a processor by a control group of its own, where the machine allows it: root, Linux, version 1 or 2.</summary>
internal sealed class ProcessorShare : IDisposable
{
    private const int Period = 100_000;
    private const string Version1 = "/sys/fs/cgroup/cpu";
    private const string Version2 = "/sys/fs/cgroup";

    private readonly string _folder;

    private ProcessorShare(string folder) => _folder = folder;

    /// <summary>Holds a process from now on.</summary>
    /// <param name="share">Of one processor, above 0.</param>
    /// <returns>Null if this machine does not let us.</returns>
    public static ProcessorShare? Hold(int process, double share)
    {
        bool second = File.Exists(Path.Combine(Version2, "cgroup.controllers"));
        string folder = Path.Combine(second ? Version2 : Version1, string.Create(CultureInfo.InvariantCulture, $"tandem-{process}"));
        string quota = ((int)(share * Period)).ToString(CultureInfo.InvariantCulture);
        try
        {
            if (!second && !Directory.Exists(Version1))
            {
                return null;
            }

            Directory.CreateDirectory(folder);
            (string name, string value) = second ? ("cpu.max", $"{quota} {Period}") : ("cpu.cfs_quota_us", quota);
            File.WriteAllText(Path.Combine(folder, name), value);
            File.WriteAllText(Path.Combine(folder, "cgroup.procs"), process.ToString(CultureInfo.InvariantCulture));
            return new ProcessorShare(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Call it when the process has ended. A group that still has one stays behind, empty of meaning.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder);
        }
        catch (IOException)
        {
        }
    }
}
