using System.ComponentModel.DataAnnotations;

namespace Tandem.Gateway.Access;

/// <summary>Who may call the API. Section <c>Tandem:Access</c>.</summary>
/// <remarks>Without keys only this machine may, over the loopback address.</remarks>
public sealed class AccessOptions : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Tandem:Access";

    /// <summary>The keys that are accepted. Default none.</summary>
    public IList<AccessKey> Keys { get; } = [];

    /// <summary>Everybody may do everything: for a node behind something that checks by itself. Default false.</summary>
    public bool Open { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Open && Keys.Count > 0)
            yield return new ValidationResult("Tandem:Access:Open is true and there are keys, which nobody would be asked for. Choose one.", [nameof(Open)]);
        for (int i = 0; i < Keys.Count; i++)
        {
            AccessKey key = Keys[i];
            if (string.IsNullOrWhiteSpace(key.Name))
                yield return new ValidationResult($"Tandem:Access:Keys:{i}:Name is empty; say who holds the key.", [nameof(Keys)]);
            if (!Enum.IsDefined(key.Role))
                yield return new ValidationResult($"Tandem:Access:Keys:{i}:Role is {(int)key.Role}, expected Shop or Admin.", [nameof(Keys)]);
            if (key.Sha256.Length != 64 || !key.Sha256.All(char.IsAsciiHexDigit))
            {
                yield return new ValidationResult(
                    $"Tandem:Access:Keys:{i}:Sha256 is no SHA-256 in hex; printf %s KEY | sha256sum gives it.", [nameof(Keys)]);
            }
        }
    }
}

/// <summary>One key. The node knows its hash only.</summary>
public sealed class AccessKey
{
    /// <summary>Who holds it; for the log.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>SHA-256 of the key's UTF-8 bytes, 64 hex digits. Make keys at random, of 128 bits or more: a hash does not hide a word.</summary>
    public string Sha256 { get; set; } = string.Empty;

    /// <summary>What it allows. Default <see cref="AccessRole.Shop"/>.</summary>
    public AccessRole Role { get; set; } = AccessRole.Shop;
}

/// <summary>What a key allows.</summary>
public enum AccessRole
{
    /// <summary>Events, recommendations, items and users: what a shop's servers need.</summary>
    Shop,

    /// <summary>That, and bundles, training, dead letters and the dashboard.</summary>
    Admin,
}
