using Tandem.Domain;

namespace Tandem.Storage.Files;

/// <summary>The rule for artifact names, the same in every store: <c>part/part/…</c>, safe as a path and as a blob name.</summary>
internal static class ArtifactName
{
    private const int MaxLength = 200;

    /// <exception cref="TandemException">The name is not allowed.</exception>
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxLength || !name.Split('/').All(IsPart))
        {
            throw new TandemException(
                $"'{name}' is not an artifact name. Use parts of letters a-z, A-Z, digits, '.', '_' and '-' joined by '/', no part starting with '.', at most {MaxLength} characters in all.");
        }
    }

    private static bool IsPart(string part) =>
        part.Length > 0 && part[0] != '.' && part.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
