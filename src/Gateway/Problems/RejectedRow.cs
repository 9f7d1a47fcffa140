namespace Tandem.Gateway.Problems;

/// <summary>A row that was refused while others may have been accepted.</summary>
/// <param name="Index">Its place: the position in the array, or the line of the stream, from 0.</param>
/// <param name="Field">The field that was wrong, if it was one.</param>
internal sealed record RejectedRow(int Index, string Code, string Message, string? Field);
