using FsCheck.Xunit;
using Tandem.Ranking.Partitions;

namespace Tandem.Ranking.Tests.Partitions;

public sealed class SlotSetCodecTests
{
    [Property]
    public void Read_WhatWasWritten_IsTheSet(int seed)
    {
        Random random = new(seed);
        int count = random.Next(0, 400);
        double share = random.Next(4) switch { 0 => 0, 1 => 1, 2 => 0.02, _ => random.NextDouble() };
        ulong[] words = new ulong[(count + 63) >> 6];
        for (int slot = 0; slot < count; slot++)
        {
            words[slot >> 6] |= random.NextDouble() < share ? 1UL << (slot & 63) : 0;
        }

        Assert.Equal(words, SlotSetCodec.Read(new BinaryReader(new MemoryStream(Write(words, count))), count));
    }

    [Fact]
    public void Write_AllButFew_IsShort()
    {
        ulong[] words = [.. Enumerable.Repeat(ulong.MaxValue, 1000)];
        words[500] = ulong.MaxValue - 1;
        Assert.InRange(Write(words, 64_000).Length, 1, 16);
    }

    [Fact]
    public void Read_SlotBeyondTheEnd_IsRefused()
    {
        byte[] bytes = Write([1UL << 63], 64);
        Assert.Throws<InvalidDataException>(() => SlotSetCodec.Read(new BinaryReader(new MemoryStream(bytes)), 10));
    }

    private static byte[] Write(ulong[] words, int count)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        SlotSetCodec.Write(writer, words, count);
        return bytes.ToArray();
    }
}
