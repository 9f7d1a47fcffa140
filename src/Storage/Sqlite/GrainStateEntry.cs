namespace Tandem.Storage.Sqlite;

/// <summary>A grain's state for the bulk path.</summary>
/// <param name="StateName">The name that the grain's <c>[PersistentState]</c> gives.</param>
/// <param name="GrainId">The grain, for example <c>GrainId.Create("user", userId)</c>.</param>
public readonly record struct GrainStateEntry<T>(string StateName, GrainId GrainId, T State);
