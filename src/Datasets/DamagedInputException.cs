using Tandem.Domain;

namespace Tandem.Datasets;

/// <summary>
/// A file or a part of it cannot be read: cut off, damaged, a column missing or of another type. The message names the file
/// and, where there is one, the row group and the column.
/// </summary>
public sealed class DamagedInputException : TandemException
{
    public DamagedInputException(string message)
        : base(message)
    {
    }

    public DamagedInputException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Rows of the batch being read that came whole before the damage.</summary>
    internal int RowsBefore { get; set; }
}
