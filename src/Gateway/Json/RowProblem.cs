namespace Tandem.Gateway.Json;

/// <summary>What is wrong with one JSON value.</summary>
/// <param name="Field">Path of the field; null if it is the value as a whole.</param>
internal sealed record RowProblem(string Code, string Message, string? Field = null);
