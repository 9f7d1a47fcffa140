using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tandem.Storage.Tests.Servers;

/// <summary>TCP ports of the loopback address.</summary>
internal static class FreePort
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until a server listens.</summary>
    public static async Task WaitUntilTakenAsync(int port, Process server, string host = "127.0.0.1")
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(host, port);
                return;
            }
            catch (SocketException) when (!server.HasExited && Stopwatch.GetElapsedTime(started) < StartTimeout)
            {
                await Task.Delay(10);
            }
        }
    }
}
