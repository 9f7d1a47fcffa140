using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Tandem.Domain;

namespace Tandem.Grains.Tests.Items;

public sealed class ItemDescriptionSurrogateTests
{
    private readonly Serializer _serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public static TheoryData<float[]?, float[]?> Vectors => new()
    {
        { null, null },
        { null, [0.25f, -1f, float.Epsilon] },
        { [1f, 2f], null },
        { [], [float.MaxValue] },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Serializer_ItemWithOrWithoutVectors_ComesBackAsItWas(float[]? image, float[]? textVector)
    {
        ItemDescription item = new()
        {
            ItemId = "i",
            ModelId = "m",
            Name = "Thing",
            CategoryId = "c",
            Attributes = [new ItemAttribute("Color", "red"), new ItemAttribute("Color", "blue")],
            Image = image,
            TextVector = textVector,
            Price = 3.5,
            Available = false,
        };

        Assert.Equivalent(item, _serializer.Deserialize<ItemDescription>(_serializer.SerializeToArray(item)), strict: true);
    }
}
