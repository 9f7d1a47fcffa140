using System.Globalization;

namespace Tandem.Datasets.Simulation;

/// <summary>The words of an item: its name, seven in ten Russian and the others English, and its attributes.</summary>
internal static class ItemText
{
    private static readonly string[] ForAudience = ["женское", "мужское", "детское"];
    private static readonly string[] EnglishAudience = ["women's", "men's", "kids'"];
    private static readonly string[] SexValues = ["Женский", "Мужской", "Дети"];
    private static readonly string[] ClothingSizes = ["XS", "S", "M", "L", "XL"];
    private static readonly string[] SleeveValues = ["длинный", "короткий", "без рукавов"];

    public static string Name(SimulatedItem item, Brand[] brands)
    {
        SimulatedModel model = item.Model;
        string brand = brands[model.Brand].Name;
        Kind kind = model.Leaf.Kind;
        int audience = (int)model.Leaf.Audience;
        return model.Id % 10 < 7
            ? $"{kind.Russian} {brand} {ForAudience[audience]}, {Shade(item)}, {Traits.Material(model.Material)}"
            : $"{brand} {EnglishAudience[audience]} {kind.Key} {Traits.ColorEnglish(item.Color)} {Traits.MaterialEnglish(model.Material)}";
    }

    public static (string Name, string Value, bool IsAspect, bool IsShown)[] Attributes(SimulatedItem item, Brand[] brands)
    {
        SimulatedModel model = item.Model;
        Kind kind = model.Leaf.Kind;
        string material = Traits.Material(model.Material);
        int share = 70 + (model.Id % 7 * 5);
        var attributes = new List<(string, string, bool, bool)>
        {
            ("Type", kind.Russian, false, true),
            ("Brand", brands[model.Brand].Name, false, true),
            ("ColorBase", Traits.ColorBase(item.Color), true, true),
            ("ColorName", Shade(item), true, true),
            ("Material", material, false, true),
            ("Composition", share == 100 ? $"{material} 100%" : string.Create(CultureInfo.InvariantCulture, $"{material} {share}%, эластан {100 - share}%"), false, true),
            ("Season", Traits.Season(model.Season), false, true),
            ("SexMaster", SexValues[(int)model.Leaf.Audience], false, true),
            ("Annotation", $"{kind.Russian} {brands[model.Brand].Name}: {material}, {Traits.Season(model.Season)}.", false, false),
        };
        if (kind.Sleeves)
        {
            attributes.Add(("SleeveLength", SleeveValues[model.Id / 3 % SleeveValues.Length], false, true));
        }

        if (kind.SizeRisk > 0.1)
        {
            attributes.Add(("FilterSizeINT", Size(item), true, true));
        }

        return [.. attributes];
    }

    private static string Shade(SimulatedItem item) => Traits.Shades(item.Color)[item.Shade];

    private static string Size(SimulatedItem item) => item.Model.Leaf.Kind.Root == Assortment.Shoes
        ? (36 + (item.Size * 2)).ToString(CultureInfo.InvariantCulture)
        : ClothingSizes[item.Size];
}
