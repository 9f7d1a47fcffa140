using Tandem.Domain;

namespace Tandem.Grains.Interfaces.Events;

/// <summary>How a <see cref="ShopEvent"/> travels between processes: the time as one number, the action as one byte.</summary>
[GenerateSerializer, Immutable]
[Alias("Tandem.ShopEvent")]
internal struct ShopEventSurrogate
{
    [Id(0)] public string EventId;
    [Id(1)] public string UserId;
    [Id(2)] public string ItemId;
    [Id(3)] public byte Action;

    /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
    [Id(4)] public long OccurredAt;

    [Id(5)] public string? Widget;
    [Id(6)] public string? OrderId;
    [Id(7)] public double? Value;
    [Id(8)] public string? RecommendationId;
}

/// <summary>Translates between <see cref="ShopEvent"/> and its surrogate.</summary>
[RegisterConverter]
internal sealed class ShopEventConverter : IConverter<ShopEvent, ShopEventSurrogate>
{
    public ShopEvent ConvertFromSurrogate(in ShopEventSurrogate surrogate) => new()
    {
        EventId = surrogate.EventId,
        UserId = surrogate.UserId,
        ItemId = surrogate.ItemId,
        Action = (EventAction)surrogate.Action,
        OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(surrogate.OccurredAt),
        Widget = surrogate.Widget,
        OrderId = surrogate.OrderId,
        Value = surrogate.Value,
        RecommendationId = surrogate.RecommendationId,
    };

    public ShopEventSurrogate ConvertToSurrogate(in ShopEvent value) => new()
    {
        EventId = value.EventId,
        UserId = value.UserId,
        ItemId = value.ItemId,
        Action = (byte)value.Action,
        OccurredAt = value.OccurredAt.ToUnixTimeMilliseconds(),
        Widget = value.Widget,
        OrderId = value.OrderId,
        Value = value.Value,
        RecommendationId = value.RecommendationId,
    };
}
