namespace Tandem.Chaos.Tests;

/// <summary>What drivers post events of.</summary>
/// <param name="ItemPrefix">Items are this and a number from 0 on.</param>
/// <param name="Actions">Drawn with equal chances.</param>
/// <param name="Start">Of the events' times.</param>
internal sealed record DrivenShop(string ItemPrefix, int Items, string[] Actions, DateTimeOffset Start);
