namespace Tandem.Storage.Sqlite;

/// <summary>What an acknowledged write survives. In both modes a crash never damages the file.</summary>
public enum SqliteDurability
{
    /// <summary>
    /// Every commit waits until the disk has it (<c>synchronous=FULL</c>): survives the process being killed, a crash of the operating
    /// system and loss of power. The default.
    /// </summary>
    Full = 0,

    /// <summary>
    /// A commit is handed to the operating system (<c>synchronous=NORMAL</c>): survives the process being killed; a crash of the
    /// operating system or loss of power may take the last commits, latest first.
    /// </summary>
    Normal = 1,
}
