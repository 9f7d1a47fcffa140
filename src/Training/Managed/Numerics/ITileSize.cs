namespace Tandem.Training.Managed.Numerics;

/// <summary>A number that the compiler of the machine's code sees as a constant, so that one source gives tiles of every size.</summary>
internal interface ITileSize
{
    static abstract int Count { get; }
}

internal readonly struct One : ITileSize
{
    public static int Count => 1;
}

internal readonly struct Two : ITileSize
{
    public static int Count => 2;
}

internal readonly struct Three : ITileSize
{
    public static int Count => 3;
}

internal readonly struct Four : ITileSize
{
    public static int Count => 4;
}

internal readonly struct Eight : ITileSize
{
    public static int Count => 8;
}
