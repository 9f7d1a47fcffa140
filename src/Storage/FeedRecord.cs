namespace Tandem.Storage;

/// <summary>One record of a feed.</summary>
public sealed record FeedRecord(long Offset, string Key, byte[] Payload);
