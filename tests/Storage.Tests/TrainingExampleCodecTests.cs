using Tandem.Domain;

namespace Tandem.Storage.Tests;

public sealed class TrainingExampleCodecTests
{
    private static readonly TrainingExample Sample = new(
        "u", 1_000, [new("i1", EventAction.PageView, "", -5), new("i1", EventAction.ToCart, "search", 999)], [new("e", "i2", EventAction.Order, 1_000)]);

    [Fact]
    public void Decode_EveryTruncation_IsRefused()
    {
        byte[] bytes = TrainingExampleCodec.Encode(Sample);
        for (int length = 0; length < bytes.Length; length++)
        {
            byte[] cut = bytes[..length];
            Assert.Throws<TandemException>(() => TrainingExampleCodec.Decode(cut, "u"));
        }
    }

    [Fact]
    public void Decode_EveryFlippedByte_IsReadOrRefused()
    {
        byte[] bytes = TrainingExampleCodec.Encode(Sample);
        int refused = 0;
        for (int place = 0; place < bytes.Length; place++)
        {
            byte[] damaged = [.. bytes];
            damaged[place] ^= 0xFF;
            try
            {
                TrainingExampleCodec.Decode(damaged, "u");
            }
            catch (TandemException)
            {
                refused++;
            }
        }

        Assert.True(refused > 0);
    }
}
