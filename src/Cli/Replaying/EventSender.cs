using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Tandem.Domain;

namespace Tandem.Cli.Replaying;

/// <summary>
/// Sends batches to a node until it has answered each: waits as long as the node asks, and for a node that is down. Sending a batch
/// again is harmless, since the node knows the ids.
/// </summary>
internal sealed class EventSender(HttpClient node, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public long Accepted { get; private set; }

    public long Duplicates { get; private set; }

    public long Rejected { get; private set; }

    public string? FirstRejection { get; private set; }

    /// <summary>How often the node asked to wait.</summary>
    public int Throttled { get; private set; }

    /// <exception cref="TandemException">The node refused the batch as a whole, or did not answer for longer than the patience.</exception>
    public async Task SendAsync(IReadOnlyList<ShopEvent> batch, CancellationToken cancellation)
    {
        byte[] lines = EventBatches.ToLines(batch);
        long failingSince = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (true)
        {
            (TimeSpan? wait, string trouble) = await TryAsync(batch, lines, cancellation);
            if (trouble.Length == 0)
            {
                return;
            }

            // A node that says when to come back is alive: only silence and errors use up the patience.
            if (wait is null && time.GetElapsedTime(failingSince) > patience)
            {
                throw new TandemException($"{node.BaseAddress} did not take events for {patience.TotalSeconds:0} s: {trouble} Start the node and run the same command again; it goes on where it was.");
            }

            await Task.Delay(wait ?? pause, time, cancellation);
            failingSince = wait is null ? failingSince : time.GetTimestamp();
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>One try. The trouble is empty when the node has answered for every row.</summary>
    private async Task<(TimeSpan? Wait, string Trouble)> TryAsync(IReadOnlyList<ShopEvent> batch, byte[] lines, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(lines);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        try
        {
            using HttpResponseMessage response = await node.PostAsync(new Uri("/v1/events", UriKind.Relative), content, cancellation);
            string body = await response.Content.ReadAsStringAsync(cancellation);
            switch (response.StatusCode)
            {
                case HttpStatusCode.Accepted:
                    Note(body, batch);
                    return (null, "");
                case HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity when RejectedRows(body) > 0:
                    // Every row was refused, each with its reason: that is an answer.
                    Note(body, batch);
                    return (null, "");
                case HttpStatusCode.TooManyRequests:
                    Throttled++;
                    return (RetryAfter(response) ?? LongestPause, "it is busy.");
                case >= HttpStatusCode.InternalServerError:
                    return (RetryAfter(response), $"it answered {(int)response.StatusCode}.");
                case HttpStatusCode.RequestEntityTooLarge:
                    throw new TandemException($"The node takes no request of {lines.Length:N0} bytes. Give a smaller --batch.");
                default:
                    throw new TandemException($"{node.BaseAddress} answered {(int)response.StatusCode} to a batch of events: {body}");
            }
        }
        catch (HttpRequestException error)
        {
            return (null, error.Message + ".");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, "no answer in time.");
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        TimeSpan? asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };
        return asked is { } wait && wait < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

    private void Note(string body, IReadOnlyList<ShopEvent> batch)
    {
        using JsonDocument answer = JsonDocument.Parse(body);
        JsonElement root = answer.RootElement;
        Accepted += root.TryGetProperty("accepted", out JsonElement accepted) ? accepted.GetInt64() : 0;
        Duplicates += root.TryGetProperty("duplicates", out JsonElement duplicates) ? duplicates.GetInt64() : 0;
        JsonElement rows = root.GetProperty("rejected");
        Rejected += root.TryGetProperty("rejectedCount", out JsonElement all) && all.ValueKind == JsonValueKind.Number ? all.GetInt64() : rows.GetArrayLength();
        if (FirstRejection is null && rows.GetArrayLength() > 0)
        {
            JsonElement first = rows[0];
            string eventId = first.GetProperty("index").GetInt32() is var index && index < batch.Count ? batch[index].EventId : "?";
            FirstRejection = $"event {eventId}: {first.GetProperty("message").GetString()}";
        }
    }

    private static int RejectedRows(string body)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(body);
            return answer.RootElement.TryGetProperty("rejected", out JsonElement rows) && rows.ValueKind == JsonValueKind.Array ? rows.GetArrayLength() : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
