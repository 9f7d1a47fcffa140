using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Tandem.Domain;

namespace Tandem.Cli.Benchmarks;

/// <summary>Ports of this machine for the processes that a benchmark starts.</summary>
internal static class LoopbackPort
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>A TCP port that nobody listens at now.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until a process that was just started listens at its port.</summary>
    public static async Task WaitUntilTakenAsync(int port, Process process, string what, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
                return;
            }
            catch (SocketException)
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(started) > StartTimeout)
                {
                    throw new TandemException($"{what} did not start within {StartTimeout.TotalSeconds} s. Start it by hand to see why.");
                }

                await Task.Delay(Poll, cancellation);
            }
        }
    }
}
