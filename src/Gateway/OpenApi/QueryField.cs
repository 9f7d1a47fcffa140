using Microsoft.OpenApi;

namespace Tandem.Gateway.OpenApi;

/// <summary>A query parameter as it is documented; only declared ones are accepted.</summary>
/// <param name="Many">It may be given several times.</param>
internal sealed record QueryField(string Name, JsonSchemaType Type, string Description, bool Many = false)
{
    public static QueryField Text(string name, string description) => new(name, JsonSchemaType.String, description);

    public static QueryField Integer(string name, string description) => new(name, JsonSchemaType.Integer, description);

    public static QueryField Number(string name, string description) => new(name, JsonSchemaType.Number, description);

    public static QueryField Flag(string name, string description) => new(name, JsonSchemaType.Boolean, description);

    public static QueryField Texts(string name, string description) => new(name, JsonSchemaType.String, description, Many: true);

    public OpenApiParameter ToParameter()
    {
        OpenApiSchema schema = new() { Type = Type };
        return new OpenApiParameter
        {
            Name = Name,
            In = ParameterLocation.Query,
            Description = Description,
            Schema = Many ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } : schema,
        };
    }
}
