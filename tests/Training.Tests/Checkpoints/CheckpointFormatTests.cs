using FsCheck.Xunit;
using Tandem.Domain;
using Tandem.Towers;
using Tandem.Training.Checkpoints;

namespace Tandem.Training.Tests.Checkpoints;

public sealed class CheckpointFormatTests
{
    [Fact]
    public void Read_WhatWasWritten_GivesItBack()
    {
        (string header, IReadOnlyDictionary<string, SafetensorsEntry> tensors) = CheckpointFormat.Read(new MemoryStream(Sample()));

        Assert.Equal("{\"a\":1}", header);
        Assert.Equal([1f, float.NaN, -0f], tensors["weights"].Floats!);
        Assert.Equal([7, -7], tensors["steps"].Ints!);
    }

    [Fact]
    public void Read_TwoInOneStream_LeavesTheStreamBehindTheFirst()
    {
        var stream = new MemoryStream([.. Sample(), .. Sample()]);
        CheckpointFormat.Read(stream);

        Assert.Equal("{\"a\":1}", CheckpointFormat.Read(stream).Header);
    }

    [Property(MaxTest = 200)]
    public void Read_AnyByteChanged_IsRefused(int position, byte change)
    {
        byte[] bytes = Sample();
        bytes[(int)((uint)position % bytes.Length)] ^= change == 0 ? (byte)1 : change;

        Assert.Throws<TandemException>(() => CheckpointFormat.Read(new MemoryStream(bytes)));
    }

    [Fact]
    public void Read_Truncated_IsRefused()
    {
        byte[] bytes = Sample();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<TandemException>(() => CheckpointFormat.Read(new MemoryStream(bytes[..length])));
        }
    }

    private static byte[] Sample()
    {
        var stream = new MemoryStream();
        CheckpointFormat.Write(stream, "{\"a\":1}", 2, [new("weights", [3], [1f, float.NaN, -0f]), new("steps", [2], null, [7, -7])]);
        return stream.ToArray();
    }
}
