using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;

namespace Tandem.Chaos.Tests;

/// <summary>
/// A shop that posts events one request at a time, singly and in small batches, and sends again what was not answered, as a careful client
/// does: the node may or may not have stored it.
/// </summary>
/// <param name="number">Tells this driver's event ids and choices from the others'.</param>
/// <param name="users">Events go to this many users in turn.</param>
/// <param name="shop">What there is to post.</param>
/// <param name="sent">Every event id that was ever sent; true once it was answered 202.</param>
internal sealed class EventDriver(int number, int users, DrivenShop shop, ConcurrentDictionary<string, bool> sent)
{
    private const int LargestBatch = 5;

    private readonly Random _random = new(number);
    private int _next;
    private object[] _unanswered = [];
    private string[] _unansweredIds = [];

    /// <summary>Batches that were sent more than once.</summary>
    public int Repeated { get; private set; }

    /// <summary>Posts until the node is gone or <paramref name="budget"/> events were sent.</summary>
    public async Task PostUntilItFailsAsync(Uri address, int budget)
    {
        using var client = new HttpClient { BaseAddress = address };
        int last = _next + budget;
        while (_next < last)
        {
            if (_unanswered.Length == 0)
                Draw();
            else
                Repeated++;

            foreach (string id in _unansweredIds)
                sent.TryAdd(id, false);

            try
            {
                using HttpResponseMessage answer = await client.PostAsJsonAsync("/v1/events", _unanswered);

                // The whole answer must have come: what is cut off in the middle was not answered.
                await answer.Content.ReadAsByteArrayAsync();
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            }
            catch (HttpRequestException)
            {
                return;
            }

            foreach (string id in _unansweredIds)
                sent[id] = true;

            _unanswered = [];
            await Task.Delay(1);
        }
    }

    private void Draw()
    {
        int count = _random.Next(1, LargestBatch + 1);
        _unansweredIds = new string[count];
        _unanswered = new object[count];
        for (int i = 0; i < count; i++, _next++)
        {
            _unansweredIds[i] = $"e{number}-{_next}";
            _unanswered[i] = new
            {
                eventId = _unansweredIds[i],
                userId = "u" + (_next % users),
                itemId = shop.ItemPrefix + _random.Next(shop.Items),
                action = shop.Actions[_random.Next(shop.Actions.Length)],
                occurredAt = shop.Start.AddSeconds((_next * 10) + number),
            };
        }
    }
}
