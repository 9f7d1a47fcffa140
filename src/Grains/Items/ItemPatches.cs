using Tandem.Domain;
using Tandem.Grains.Interfaces.Items;

namespace Tandem.Grains.Items;

/// <summary>Applies a partial change to a description.</summary>
internal static class ItemPatches
{
    public static ItemDescription ApplyTo(this ItemPatch patch, ItemDescription current)
    {
        ItemDescription values = patch.Values;
        bool Sets(ItemFields field) => patch.Fields.HasFlag(field);
        return current with
        {
            ModelId = Sets(ItemFields.ModelId) ? values.ModelId : current.ModelId,
            Name = Sets(ItemFields.Name) ? values.Name : current.Name,
            CategoryId = Sets(ItemFields.CategoryId) ? values.CategoryId : current.CategoryId,
            Attributes = Sets(ItemFields.Attributes) ? values.Attributes : current.Attributes,
            Image = Sets(ItemFields.Image) ? values.Image : current.Image,
            TextVector = Sets(ItemFields.TextVector) ? values.TextVector : current.TextVector,
            Price = Sets(ItemFields.Price) ? values.Price : current.Price,
            Available = Sets(ItemFields.Available) ? values.Available : current.Available,
        };
    }
}
