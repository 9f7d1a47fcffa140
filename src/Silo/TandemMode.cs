namespace Tandem.Silo;

/// <summary>Whether a process is everything, or one of many.</summary>
public enum TandemMode
{
    /// <summary>One process with a silo and the API, over SQLite and a folder.</summary>
    Embedded,

    /// <summary>Many processes over Redis and Azure Blob Storage.</summary>
    Cluster,
}

/// <summary>What a process of a cluster does.</summary>
[Flags]
public enum TandemRoles
{
    /// <summary>Hosts users and items, and answers from the bundle in its memory.</summary>
    Serve = 1,

    /// <summary>May hold the lease of the trainer. Alone: hosts no users and items, so that training takes no processor from answers.</summary>
    Train = 2,

    /// <summary>Offers the HTTP API. Alone: hosts no silo, it is a client of those that do.</summary>
    Gateway = 4,
}
