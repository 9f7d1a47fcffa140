using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Tandem.Domain;

namespace Tandem.Grains.Tests.Wire;

/// <summary>Fills any stored or sent type with values that all differ, and writes an object's values down one by one.</summary>
internal sealed class WireSample
{
    private const int Length = 2;

    private int _number;

    /// <summary>Every type of the product that Orleans serialises.</summary>
    public static IEnumerable<Type> Types() =>
        new[] { typeof(TandemStorageNames).Assembly, typeof(Interfaces.Users.IUserGrain).Assembly }
            .SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && !type.IsAbstract && !type.IsGenericTypeDefinition)
            .OrderBy(static type => AliasOf(type), StringComparer.Ordinal);

    public static string AliasOf(Type type) => type.GetCustomAttribute<AliasAttribute>()?.Alias ?? throw new InvalidOperationException($"{type} has no alias.");

    public object Fill(Type type)
    {
        int n = ++_number;
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Fill(inner);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(n % Enum.GetValues(type).Length)!;
        if (type == typeof(string))
            return string.Create(CultureInfo.InvariantCulture, $"text {n} é");
        if (type == typeof(bool))
            return true;
        if (type.IsPrimitive)
            return Convert.ChangeType(n % 100, type, CultureInfo.InvariantCulture);
        if (type == typeof(Guid))
            return new Guid(n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        if (type == typeof(DateTimeOffset))
            return DateTimeOffset.FromUnixTimeSeconds(1_767_225_600 + n);
        if (type == typeof(TimeSpan))
            return TimeSpan.FromSeconds(n);
        if (type == typeof(StreamId))
            return StreamId.Create("namespace", string.Create(CultureInfo.InvariantCulture, $"key {n}"));
        if (type == typeof(EventAction))
            return EventAction.ToCart;
        if (type.IsAssignableTo(typeof(IList)) && type.IsGenericType)
            return FillList(type);
        return Elements(type) is { } element ? FillArray(element) : type.IsAssignableTo(typeof(IDictionary)) ? FillDictionary(type) : FillFields(type);
    }

    /// <summary>Path and value of everything in an object.</summary>
    public static SortedDictionary<string, string> Describe(object? value)
    {
        SortedDictionary<string, string> values = new(StringComparer.Ordinal);
        Describe(value, "", values);
        return values;
    }

    private static void Describe(object? value, string path, SortedDictionary<string, string> values)
    {
        switch (value)
        {
            case null:
                return;
            case string or Guid or TimeSpan or StreamId or Enum:
                values[path] = value.ToString()!;
                return;
            case DateTimeOffset time:
                values[path] = time.ToString("O", CultureInfo.InvariantCulture);
                return;
            case IConvertible number:
                values[path] = number.ToString(CultureInfo.InvariantCulture);
                return;
            case IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                    Describe(entry.Value, $"{path}[{entry.Key}]", values);
                return;
            case IEnumerable list:
                int place = 0;
                foreach (object? each in list)
                    Describe(each, $"{path}[{place++}]", values);
                return;
            default:
                foreach (FieldInfo field in Fields(value.GetType()))
                    Describe(field.GetValue(value), $"{path}/{NameOf(field)}", values);
                return;
        }
    }

    private Array FillArray(Type element)
    {
        Array array = Array.CreateInstance(element, Length);
        for (int i = 0; i < Length; i++)
            array.SetValue(Fill(element), i);
        return array;
    }

    private IList FillList(Type type)
    {
        IList list = (IList)Activator.CreateInstance(type)!;
        for (int i = 0; i < Length; i++)
            list.Add(Fill(type.GetGenericArguments()[0]));
        return list;
    }

    private IDictionary FillDictionary(Type type)
    {
        IDictionary dictionary = (IDictionary)Activator.CreateInstance(type)!;
        Type[] arguments = type.GetGenericArguments();
        for (int i = 0; i < Length; i++)
            dictionary.Add(Fill(arguments[0]), Fill(arguments[1]));
        return dictionary;
    }

    private object FillFields(Type type)
    {
        object value = RuntimeHelpers.GetUninitializedObject(type);
        foreach (FieldInfo field in Fields(type))
            field.SetValue(value, Fill(field.FieldType));
        return value;
    }

    private static Type? Elements(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsInterface && type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) ? type.GetGenericArguments()[0]
        : null;

    private static FieldInfo[] Fields(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    /// <summary>The property's name for its backing field.</summary>
    private static string NameOf(FieldInfo field) => field.Name[0] == '<' ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
}
