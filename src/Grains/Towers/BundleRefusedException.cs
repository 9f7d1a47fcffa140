using Tandem.Domain;

namespace Tandem.Grains.Towers;

/// <summary>A bundle is missing, damaged or not what its name says; what was active before stays active.</summary>
public sealed class BundleRefusedException : TandemException
{
    public BundleRefusedException(string version, bool missing, string reason, Exception? inner = null)
        : base($"Bundle {version} is refused: {reason}", inner!)
    {
        Version = version;
        Missing = missing;
    }

    /// <summary>The bundle's version.</summary>
    public string Version { get; }

    /// <summary>True if there is no such bundle in the artifact store.</summary>
    public bool Missing { get; }
}
