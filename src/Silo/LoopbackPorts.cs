using System.Net;
using System.Net.Sockets;

namespace Tandem.Silo;

/// <summary>Finds free TCP ports, so that two nodes, or many tests, run side by side.</summary>
internal static class LoopbackPorts
{
    /// <summary>
    /// Replaces each 0 by a free port. All are held until the last is found, so they differ; somebody else could take one before the
    /// silo binds it, and then the start fails with an address-in-use error.
    /// </summary>
    public static (int Silo, int Client) Resolve(int silo, int client)
    {
        using TcpListener first = new(IPAddress.Loopback, silo);
        using TcpListener second = new(IPAddress.Loopback, client);
        return (silo == 0 ? FreePort(first) : silo, client == 0 ? FreePort(second) : client);
    }

    private static int FreePort(TcpListener listener)
    {
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
