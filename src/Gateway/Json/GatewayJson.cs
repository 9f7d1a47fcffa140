using System.Text.Json.Serialization;
using Tandem.Gateway.Bundles;
using Tandem.Gateway.DeadLetters;
using Tandem.Gateway.Events;
using Tandem.Gateway.Health;
using Tandem.Gateway.Items;
using Tandem.Gateway.Problems;
using Tandem.Gateway.Recommendations;
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
[JsonSerializable(typeof(DeadLettersAnswer))]
[JsonSerializable(typeof(ReplayAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class GatewayJson : JsonSerializerContext;
