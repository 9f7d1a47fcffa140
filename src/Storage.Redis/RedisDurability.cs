namespace Tandem.Storage.Redis;

/// <summary>What an acknowledged write survives; the server is asked at the start whether it keeps the promise.</summary>
public enum RedisDurability
{
    /// <summary>Loss of power: <c>appendonly yes</c>, <c>appendfsync always</c>. Answers leave the server after its sync.</summary>
    Full,

    /// <summary>Death of the server's process; loss of power takes up to a second of writes: <c>appendonly yes</c>.</summary>
    EverySecond,

    /// <summary>Whatever the server promises. For managed servers that hide their settings.</summary>
    Unchecked,
}
