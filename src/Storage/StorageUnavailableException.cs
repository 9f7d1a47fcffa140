using Tandem.Domain;

namespace Tandem.Storage;

/// <summary>
/// A remote store did not answer, or refused for now. Whether a write happened is not known; every write of the storage ports may be
/// repeated.
/// </summary>
public sealed class StorageUnavailableException(string message, Exception inner) : TandemException(message, inner);
