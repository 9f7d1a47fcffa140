using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Tandem.Cli.Tests.Replaying;

/// <summary>Answers like a node and remembers what it was sent; faults are put in front of its answers.</summary>
internal sealed class RecordingNode : HttpMessageHandler
{
    private readonly HashSet<string> _ids = [];

    /// <summary>Ids of accepted events in the order of arrival.</summary>
    public List<string> Accepted { get; } = [];

    /// <summary>Rows of each request that was answered.</summary>
    public List<int> Batches { get; } = [];

    /// <summary>What to do instead of, or after, storing a request: by its number from 0. Null answers as usual.</summary>
    public Func<int, HttpResponseMessage?> Before { get; init; } = _ => null;

    /// <summary>Called after a request was stored and before it is answered.</summary>
    public Action<int> After { get; init; } = _ => { };

    public int Requests { get; private set; }

    public HttpClient Client() => new(this, disposeHandler: false) { BaseAddress = new Uri("http://node.test") };

    public static HttpResponseMessage Busy(TimeSpan retryAfter) => new(HttpStatusCode.TooManyRequests)
    {
        Headers = { RetryAfter = new RetryConditionHeaderValue(retryAfter) },
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int number = Requests++;
        if (Before(number) is { } fault)
            return fault;

        string body = await request.Content!.ReadAsStringAsync(cancellationToken);
        string[] ids = [.. body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["eventId"]!.GetValue<string>())];
        string[] fresh = [.. ids.Where(_ids.Add)];
        Accepted.AddRange(fresh);
        Batches.Add(ids.Length);
        After(number);
        string answer = $$"""{"accepted":{{fresh.Length}},"duplicates":{{ids.Length - fresh.Length}},"rejected":[]}""";
        return new HttpResponseMessage(HttpStatusCode.Accepted) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
    }
}
