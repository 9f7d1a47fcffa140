namespace Tandem.Datasets.Simulation;

/// <summary>For whom a category is.</summary>
internal enum Audience
{
    Women = 0,
    Men = 1,
    Kids = 2,
}

/// <summary>A kind of goods; with an <see cref="Audience"/> it makes a leaf of the category tree.</summary>
/// <param name="Key">English noun; also the key that <paramref name="Complements"/> name.</param>
/// <param name="Root">Category id of the root it hangs under.</param>
/// <param name="Price">Usual price, in the shop's currency.</param>
/// <param name="SizeRisk">How much the size decides whether an order is kept, 0 to 2.</param>
/// <param name="Consumable">True when people buy it again every few weeks.</param>
/// <param name="Complements">Keys of what people often buy after it.</param>
internal sealed record Kind(
    string Key, string Russian, int Root, string Group, string Audiences, double Price, double SizeRisk, bool Consumable, bool Sleeves, string[] Complements);

/// <summary>What the simulated marketplace sells: Ozon's three apparel roots with hand-written kinds.</summary>
internal static class Assortment
{
    public const int Clothing = 7500;
    public const int Accessories = 7697;
    public const int Shoes = 17777;

    public static readonly (int Id, string Name)[] Roots =
        [(Clothing, "Одежда"), (Accessories, "Аксессуары"), (Shoes, "Обувь")];

    public static readonly string[] AudienceNames = ["Женщинам", "Мужчинам", "Детям"];

    public static readonly Kind[] Kinds =
    [
        new("dress", "Платье", Clothing, "Платья и юбки", "wk", 2500, 1.6, false, true, ["tights", "bag", "pumps"]),
        new("skirt", "Юбка", Clothing, "Платья и юбки", "wk", 1700, 1.3, false, false, ["tights", "blouse"]),
        new("t-shirt", "Футболка", Clothing, "Верх", "wmk", 900, 0.5, false, true, ["jeans", "shorts"]),
        new("shirt", "Рубашка", Clothing, "Верх", "wmk", 1800, 0.9, false, true, ["belt", "trousers"]),
        new("blouse", "Блузка", Clothing, "Верх", "w", 1600, 0.9, false, true, ["skirt", "trousers"]),
        new("sweater", "Свитер", Clothing, "Верх", "wmk", 2300, 0.7, false, true, ["jeans", "scarf"]),
        new("hoodie", "Худи", Clothing, "Верх", "wmk", 2200, 0.6, false, true, ["sneakers", "backpack"]),
        new("blazer", "Пиджак", Clothing, "Верх", "wm", 4200, 1.4, false, true, ["shirt", "trousers"]),
        new("jeans", "Джинсы", Clothing, "Низ", "wmk", 2800, 1.7, false, false, ["belt", "t-shirt"]),
        new("trousers", "Брюки", Clothing, "Низ", "wmk", 2400, 1.5, false, false, ["shirt", "belt"]),
        new("shorts", "Шорты", Clothing, "Низ", "wmk", 1200, 0.9, false, false, ["t-shirt", "sandals"]),
        new("leggings", "Леггинсы", Clothing, "Низ", "wk", 1000, 0.6, false, false, ["hoodie", "sneakers"]),
        new("jacket", "Куртка", Clothing, "Верхняя одежда", "wmk", 4800, 1.2, false, true, ["hat", "scarf"]),
        new("coat", "Пальто", Clothing, "Верхняя одежда", "wm", 7500, 1.4, false, true, ["scarf", "gloves"]),
        new("puffer", "Пуховик", Clothing, "Верхняя одежда", "wmk", 6900, 1.1, false, true, ["gloves", "hat"]),
        new("socks", "Носки", Clothing, "Бельё", "wmk", 300, 0.1, true, false, ["briefs"]),
        new("tights", "Колготки", Clothing, "Бельё", "wk", 450, 0.3, true, false, ["skirt"]),
        new("briefs", "Трусы", Clothing, "Бельё", "wmk", 500, 0.3, true, false, ["socks"]),
        new("bra", "Бюстгальтер", Clothing, "Бельё", "w", 1400, 1.8, false, false, ["briefs"]),
        new("pajamas", "Пижама", Clothing, "Бельё", "wmk", 1700, 0.4, false, true, ["slippers"]),
        new("tracksuit", "Спортивный костюм", Clothing, "Спорт", "wmk", 3600, 1.0, false, true, ["sneakers", "socks"]),
        new("swimsuit", "Купальник", Clothing, "Спорт", "wk", 2000, 1.7, false, false, ["sandals", "sunglasses"]),
        new("sneakers", "Кроссовки", Shoes, "Спортивная обувь", "wmk", 4200, 1.4, false, false, ["socks", "shoe cream"]),
        new("boots", "Ботинки", Shoes, "Зимняя обувь", "wmk", 5200, 1.5, false, false, ["shoe cream", "socks"]),
        new("pumps", "Туфли", Shoes, "Классическая обувь", "wm", 3800, 1.8, false, false, ["shoe cream", "tights"]),
        new("high boots", "Сапоги", Shoes, "Зимняя обувь", "w", 6100, 1.7, false, false, ["shoe cream", "tights"]),
        new("sandals", "Сандалии", Shoes, "Летняя обувь", "wmk", 2100, 1.2, false, false, ["sunglasses"]),
        new("slippers", "Тапочки", Shoes, "Домашняя обувь", "wmk", 700, 0.4, false, false, ["pajamas"]),
        new("shoe cream", "Крем для обуви", Shoes, "Уход за обувью", "w", 350, 0.0, true, false, []),
        new("bag", "Сумка", Accessories, "Сумки", "wm", 3300, 0.1, false, false, ["sunglasses"]),
        new("backpack", "Рюкзак", Accessories, "Сумки", "wmk", 2700, 0.1, false, false, []),
        new("belt", "Ремень", Accessories, "Ремни", "wm", 900, 0.6, false, false, ["jeans"]),
        new("hat", "Шапка", Accessories, "Головные уборы", "wmk", 800, 0.3, false, false, ["scarf", "gloves"]),
        new("scarf", "Шарф", Accessories, "Шарфы и перчатки", "wm", 900, 0.0, false, false, ["gloves"]),
        new("gloves", "Перчатки", Accessories, "Шарфы и перчатки", "wm", 850, 0.7, false, false, ["hat"]),
        new("sunglasses", "Очки", Accessories, "Очки и часы", "wm", 1500, 0.1, false, false, []),
        new("watch", "Часы", Accessories, "Очки и часы", "wm", 5400, 0.1, false, false, ["belt"]),
    ];

    public static bool IsFor(this Kind kind, Audience audience) => kind.Audiences.Contains("wmk"[(int)audience]);
}
