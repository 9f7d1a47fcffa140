using System.Globalization;
using System.Net;
using Tandem.Chaos.Tests.Processes;

namespace Tandem.Chaos.Tests.Faults;

/// <summary>
/// One network namespace for each process, with a cable to a bridge that can be pulled. Redis and Azurite are at the bridge's own address.
/// Where the machine does not allow namespaces, loopback addresses, which cannot be cut.
/// </summary>
internal sealed class ClusterNetwork : IDisposable
{
    private readonly string _id = string.Create(CultureInfo.InvariantCulture, $"t{System.Environment.ProcessId:x}");
    private readonly byte _net = (byte)(100 + (System.Environment.ProcessId % 100));
    private readonly byte _part = (byte)(System.Environment.ProcessId / 100);
    private readonly List<int> _places = [];

    public ClusterNetwork()
    {
        CanCut = System.Environment.IsPrivilegedProcess
            && Shell.Try("ip", "link", "add", Bridge, "type", "bridge")
            && Shell.Try("ip", "addr", "add", $"{AddressOf(1)}/24", "dev", Bridge)
            && Shell.Try("ip", "link", "set", Bridge, "up");
    }

    /// <summary>True if processes have namespaces of their own.</summary>
    public bool CanCut { get; }

    /// <summary>Where the servers listen.</summary>
    public string Host => CanCut ? AddressOf(1).ToString() : "127.0.0.1";

    private string Bridge => $"{_id}br";

    /// <summary>A place for one process.</summary>
    public Place New()
    {
        int number = _places.Count + 2;
        _places.Add(number);
        if (!CanCut)
            return Place.OnLoopback();

        Shell.Run($"ip netns add {Namespace(number)}");
        Shell.Run($"ip link add {Cable(number)} type veth peer name eth0 netns {Namespace(number)}");
        Shell.Run($"ip link set {Cable(number)} master {Bridge} up");
        Shell.Run($"ip -n {Namespace(number)} addr add {AddressOf(number)}/24 dev eth0");
        Shell.Run($"ip -n {Namespace(number)} link set eth0 up");
        Shell.Run($"ip -n {Namespace(number)} link set lo up");
        return new Place(AddressOf(number), ["ip", "netns", "exec", Namespace(number)]);
    }

    /// <summary>Nothing passes any more, in either direction, and nobody is told.</summary>
    public void Cut(Uri address) => Shell.Run($"ip link set {Cable(address)} down");

    public void Mend(Uri address) => Shell.Run($"ip link set {Cable(address)} up");

    public void Dispose()
    {
        if (!CanCut)
            return;

        foreach (int number in _places)
            Shell.Try("ip", "netns", "del", Namespace(number));
        Shell.Try("ip", "link", "del", Bridge);
    }

    private IPAddress AddressOf(int number) => new([10, _net, _part, (byte)number]);

    private string Namespace(int number) => string.Create(CultureInfo.InvariantCulture, $"{_id}n{number}");

    private string Cable(int number) => string.Create(CultureInfo.InvariantCulture, $"{_id}c{number}");

    private string Cable(Uri address) => Cable(IPAddress.Parse(address.Host).GetAddressBytes()[3]);
}
