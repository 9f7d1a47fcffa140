using Microsoft.AspNetCore.Http.Features;
using Tandem.Gateway.Json;
using Tandem.Gateway.Problems;

namespace Tandem.Gateway;

/// <summary>Reads ids from the path.</summary>
internal static class RouteIds
{
    /// <summary>
    /// The id at a segment of the path, counted from 0. It is taken from the request line, because routing leaves <c>%2F</c> as it is, and
    /// an id with a slash could not be told from one with a percent sign.
    /// </summary>
    /// <exception cref="ProblemException">400, it is no id.</exception>
    public static string Read(HttpContext http, int segment = 2)
    {
        string target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int path = target.StartsWith('/') ? 0 : target.IndexOf('/', target.IndexOf("//", StringComparison.Ordinal) + 2);
        string id = Uri.UnescapeDataString(target[(path + 1)..].Split('?')[0].Split('/')[segment]);
        return TextRules.CheckId(id) is { } wrong ? throw new ProblemException(400, wrong.Code, $"The id in the path {wrong.Message}", "id") : id;
    }
}
