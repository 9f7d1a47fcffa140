using System.Globalization;
using System.Net;

namespace Tandem.Chaos.Tests.Processes;

/// <summary>Where a process of a cluster on this machine lives: an address of its own, so that all of them can use the manifests' ports.</summary>
/// <param name="Address">What a pod's address would be.</param>
/// <param name="Prefix">Words before the command, such as those that enter a network namespace.</param>
internal sealed record Place(IPAddress Address, IReadOnlyList<string> Prefix)
{
    private static int _lastOnLoopback = 9;

    /// <summary>
    /// A loopback address that no other place has, of the 16 million of a Linux machine. Made from the process's id, so that test programs
    /// that run at the same time do not meet.
    /// </summary>
    public static Place OnLoopback()
    {
        int process = System.Environment.ProcessId;
        byte number = checked((byte)Interlocked.Increment(ref _lastOnLoopback));
        return new Place(new IPAddress([127, (byte)(1 + (process >> 8 & 0x7F)), (byte)process, number]), []);
    }

    /// <summary>The process of a manifest at this place, of which only addresses and folders are this machine's.</summary>
    /// <param name="manifest">The deployment.</param>
    /// <param name="name">The pod's name.</param>
    /// <param name="folder">Stands for the pod's volume.</param>
    /// <param name="given">What the pod gets from secrets, and what a test changes.</param>
    public TandemProcess New(Manifest manifest, string name, string folder, IReadOnlyDictionary<string, string> given)
    {
        string http = string.Create(CultureInfo.InvariantCulture, $"http://{Address}:{manifest.Port}");
        Dictionary<string, string> environment = new(manifest.Environment)
        {
            ["Tandem__DataFolder"] = folder,
            ["Tandem__Urls"] = http,
            ["POD_NAME"] = name,
            ["POD_IP"] = Address.ToString(),
        };
        foreach ((string variable, string value) in given)
            environment[variable] = value;

        string[] missing = [.. manifest.Given.Where(variable => !environment.ContainsKey(variable))];
        Assert.True(missing.Length == 0, $"The manifest '{manifest.Name}' takes {string.Join(", ", missing)} from Kubernetes, and the test does not say it.");
        return new TandemProcess(name, new Uri(http), [.. Prefix, .. manifest.Command], environment);
    }
}
