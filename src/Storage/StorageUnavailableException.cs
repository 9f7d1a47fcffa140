using Tandem.Domain;

namespace Tandem.Storage;

/// <summary>
/// A store did not answer or refused for now: a server is away, a disk is full or locked. Whether a write happened may not be known; every write
/// of the storage ports may be repeated.
/// </summary>
public sealed class StorageUnavailableException(string message, Exception inner) : TandemException(message, inner);
