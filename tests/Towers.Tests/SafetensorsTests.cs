using System.Buffers.Binary;
using System.Text;

namespace Tandem.Towers.Tests;

public sealed class SafetensorsTests
{
    [Fact]
    public void Write_ThenRead_GivesTheSame()
    {
        SafetensorsEntry[] tensors =
        [
            new("weights \"ü\"", [2, 3], [1, -2.5f, float.NaN, float.PositiveInfinity, -0f, 1e-42f]),
            new("ids", [4], null, [int.MinValue, -1, 0, int.MaxValue]),
            new("empty", [0, 7], []),
            new("scalar", [], [42]),
        ];
        Dictionary<string, string> metadata = new() { ["b"] = "2", ["a"] = "ein \\ Wort" };

        SafetensorsFile file = Read(Write(tensors, metadata));

        Assert.Equal(metadata, file.Metadata);
        Assert.Equal(tensors.Select(tensor => tensor.Name).Order(), file.Tensors.Keys.Order());
        foreach (SafetensorsEntry tensor in tensors)
        {
            SafetensorsEntry read = file.Tensors[tensor.Name];
            Assert.Equal(tensor.Shape, read.Shape);
            Assert.Equal(tensor.Floats?.Select(BitConverter.SingleToInt32Bits), read.Floats?.Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(tensor.Ints, read.Ints);
        }
    }

    // The bytes that Python's safetensors writes for {"a": float32 [1, 2]} with metadata {"k": "v"}, up to the order of the keys.
    [Fact]
    public void Write_OneTensor_HasTheExactBytesOfTheFormat()
    {
        byte[] bytes = Write([new SafetensorsEntry("a", [1, 2], [1f, 2f])], new Dictionary<string, string> { ["k"] = "v" });

        const string Header = """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}""";
        string padded = Header.PadRight((Header.Length + 7) / 8 * 8);
        byte[] expected = [(byte)padded.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(padded), 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40];
        Assert.Equal(expected, bytes);
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        SafetensorsEntry[] tensors = [new("x", [3], [1, 2, 3])];
        Assert.Equal(
            Write(tensors, new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }),
            Write(tensors, new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }));
    }

    [Fact]
    public void Read_StreamThatGivesFewBytesAtATime_ReadsAll()
    {
        float[] values = TestWeights.Vector(new Random(1), 10_000);
        byte[] bytes = Write([new SafetensorsEntry("x", [values.Length], values)]);

        SafetensorsFile file = Safetensors.Read(new TricklingStream(bytes));

        Assert.Equal(values, file.Tensors["x"].Floats);
    }

    [Fact]
    public void Read_CutAnywhere_IsRefused()
    {
        byte[] bytes = Write([new SafetensorsEntry("x", [3], [1, 2, 3]), new SafetensorsEntry("y", [2], null, [1, 2])]);
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            Assert.Throws<InvalidDataException>(() => Read(cut));
            Assert.Throws<InvalidDataException>(() => Safetensors.Read(new TricklingStream(cut)));
        }
    }

    [Fact]
    public void Read_BytesAfterTheData_AreRefused()
    {
        byte[] bytes = [.. Write([new SafetensorsEntry("x", [1], [1])]), 0];
        Assert.Throws<InvalidDataException>(() => Read(bytes));
        Assert.Throws<InvalidDataException>(() => Safetensors.Read(new TricklingStream(bytes)));
    }

    [Theory]
    [InlineData("not json", 0)]
    [InlineData("[1,2]", 0)]
    [InlineData("{\"x\":1}", 0)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}", 8)]
    [InlineData("{\"x\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4)]
    [InlineData("{\"x\":{\"shape\":[2],\"data_offsets\":[0,8]}}", 8)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", 8)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}", 8)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,16]}}", 8)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"y\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"y\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[12,20]}}", 20)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"shape\":[65536,65536,65536,65536],\"data_offsets\":[0,0]}}", 0)]
    [InlineData("{\"x\":{\"dtype\":\"F32\",\"shape\":[2147483647],\"data_offsets\":[0,8589934588]}}", 8)]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0)]
    [InlineData("{\"__metadata__\":\"a\"}", 0)]
    public void Read_BadHeader_IsRefused(string header, int dataBytes) =>
        Assert.Throws<InvalidDataException>(() => Read(File(header, dataBytes)));

    [Fact]
    public void Read_HeaderPaddedWithSpaces_IsAccepted() =>
        Assert.Equal([0f], Read(File("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}     ", 4)).Tensors["x"].Floats!);

    [Theory]
    [InlineData(0)]
    [InlineData(100_000_001)]
    [InlineData(-1)]
    public void Read_HeaderLengthOutOfRange_IsRefused(long length)
    {
        byte[] bytes = new byte[64];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        Assert.Throws<InvalidDataException>(() => Read(bytes));
    }

    [Fact]
    public void Read_BadTensor_MessageNamesIt()
    {
        byte[] bytes = File("{\"culprit\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8);
        Assert.Contains("culprit", Assert.Throws<InvalidDataException>(() => Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_InvalidTensors_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Write([new SafetensorsEntry("x", [3], [1])]));
        Assert.Throws<ArgumentException>(() => Write([new SafetensorsEntry("x", [1], [1]), new SafetensorsEntry("x", [1], [1])]));
        Assert.Throws<ArgumentException>(() => Write([new SafetensorsEntry("__metadata__", [1], [1])]));
        Assert.Throws<ArgumentException>(() => Write([new SafetensorsEntry("x", [1], null)]));
        Assert.Throws<ArgumentException>(() => Write([new SafetensorsEntry("x", [1], [1], [1])]));
        Assert.Throws<ArgumentException>(() => Write([new SafetensorsEntry("x", [-1, -1], [1])]));
    }

    private static byte[] Write(IReadOnlyList<SafetensorsEntry> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using MemoryStream stream = new();
        Safetensors.Write(stream, tensors, metadata);
        return stream.ToArray();
    }

    private static SafetensorsFile Read(byte[] bytes) => Safetensors.Read(new MemoryStream(bytes));

    private static byte[] File(string header, int dataBytes)
    {
        byte[] bytes = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.ASCII.GetBytes(header).CopyTo(bytes, 8);
        return bytes;
    }

    /// <summary>Not seekable, and at most seven bytes for each read.</summary>
    private sealed class TricklingStream(byte[] bytes) : Stream
    {
        private readonly MemoryStream _inner = new(bytes);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => _inner.Read(buffer, offset, Math.Min(7, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
