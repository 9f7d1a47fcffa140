namespace Tandem.Domain;

/// <summary>A node of the category tree. <see cref="ParentId"/> is null at a root.</summary>
public sealed record Category(string CategoryId, string? ParentId, string Name);
