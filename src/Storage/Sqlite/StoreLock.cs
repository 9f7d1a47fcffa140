using System.Globalization;
using Tandem.Domain;

namespace Tandem.Storage.Sqlite;

/// <summary>
/// An exclusive lock on a file beside the database. The operating system drops it when the process ends, however it ends;
/// the file itself stays. Two writers would each trust their own counters.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    public static StoreLock Acquire(string databasePath)
    {
        string path = databasePath + ".lock";
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new TandemException($"'{path}' can't be written. Check the permissions of the folder.", error);
        }
        catch (IOException error)
        {
            throw new TandemException(
                $"Another Tandem process uses '{databasePath}' (the lock file '{path}' is held). Stop it, or give this one another path.", error);
        }

        // Only for people who look into the file.
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new StoreLock(file);
    }

    public void Dispose() => _file.Dispose();
}
