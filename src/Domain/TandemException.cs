namespace Tandem.Domain;

/// <summary>
/// The base of every error that Tandem raises on purpose. The message says what was wrong, where, and what to do;
/// the command line prints it without a stack trace.
/// </summary>
public class TandemException : Exception
{
    public TandemException(string message)
        : base(message)
    {
    }

    public TandemException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
