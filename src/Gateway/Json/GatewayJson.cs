using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Gateway.Bundles;
using Tandem.Gateway.DeadLetters;
using Tandem.Gateway.Events;
using Tandem.Gateway.Health;
using Tandem.Gateway.Items;
using Tandem.Gateway.Problems;
using Tandem.Gateway.Recommendations;
using Tandem.Gateway.Training;
using Tandem.Gateway.Users;

namespace Tandem.Gateway.Json;

/// <summary>How answers are written: camel case, absent instead of null, code made at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(EventInput))]
[JsonSerializable(typeof(EventsAnswer))]
[JsonSerializable(typeof(SessionInput))]
[JsonSerializable(typeof(RecommendationsAnswer))]
[JsonSerializable(typeof(ItemInput))]
[JsonSerializable(typeof(ItemAnswer))]
[JsonSerializable(typeof(ItemWriteAnswer))]
[JsonSerializable(typeof(ItemsAnswer))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(UserExport))]
[JsonSerializable(typeof(BundlesAnswer))]
[JsonSerializable(typeof(BundleUploaded))]
[JsonSerializable(typeof(TrainingAnswer))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(DeadLettersAnswer))]
[JsonSerializable(typeof(ReplayAnswer))]
[JsonSerializable(typeof(RebuildAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class GatewayJson : JsonSerializerContext
{
    /// <summary>
    /// The context that answers are written with: letters of every script stand as they are. The answers are application/json and
    /// never part of a page, so nothing needs escaping for HTML.
    /// </summary>
    public static GatewayJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
