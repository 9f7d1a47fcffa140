using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Tandem.Gateway.Access;

/// <summary>Finds what a caller may do.</summary>
internal sealed class AccessKeys
{
    private readonly AccessOptions _options;
    private readonly (byte[] Hash, AccessKey Key)[] _keys;

    public AccessKeys(IOptions<AccessOptions> options)
    {
        _options = options.Value;
        _keys = [.. _options.Keys.Select(static key => (Convert.FromHexString(key.Sha256), key))];
    }

    /// <summary>The key as it is configured, or null. Takes as long whichever it is.</summary>
    public AccessKey? Find(string presented)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        AccessKey? found = null;
        foreach ((byte[] known, AccessKey key) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
                found = key;
        }

        return found;
    }

    /// <summary>True if a caller without a key may do everything.</summary>
    /// <param name="caller">Its address; null where there is none, as over a Unix socket.</param>
    public bool NeedsNone(IPAddress? caller) =>
        _options.Open || (_keys.Length == 0 && (caller is null || IPAddress.IsLoopback(caller.IsIPv4MappedToIPv6 ? caller.MapToIPv4() : caller)));
}
