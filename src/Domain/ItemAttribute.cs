namespace Tandem.Domain;

/// <summary>One attribute of an item, such as <c>ColorBase = red</c>.</summary>
public readonly record struct ItemAttribute(string Name, string Value);
