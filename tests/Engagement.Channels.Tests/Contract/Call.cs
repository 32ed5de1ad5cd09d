using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Engagement.Channels.Tests.Contract;

/// <summary>A request as a strict server reads it: what it does not know, it refuses.</summary>
internal sealed record Call(string Method, string Path, string RawPath,
    IReadOnlyDictionary<string, string> Query, IHeaderDictionary Headers, string ContentType, byte[] Body)
{
    public static async Task<Call> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var raw = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        return new(
            request.Method,
            request.Path.Value!,
            raw.Split('?')[0],
            request.Query.ToDictionary(q => q.Key, q => q.Value.ToString()),
            request.Headers,
            request.ContentType ?? "",
            body.ToArray());
    }

    /// <summary>A header, or "".</summary>
    public string Header(string name) => Headers.TryGetValue(name, out var value) ? value.ToString() : "";

    public string? Arg(string name) => Query.GetValueOrDefault(name);

    /// <summary>The first thing in the query that is not allowed there; null when all is.</summary>
    public string? StrangerInQuery(params string[] allowed) => Query.Keys.FirstOrDefault(k => !allowed.Contains(k));

    public JsonElement Json() => JsonDocument.Parse(Body).RootElement;

    /// <summary>A body of <c>application/x-www-form-urlencoded</c>.</summary>
    public IReadOnlyDictionary<string, string> Form() =>
        new FormReader(Encoding.UTF8.GetString(Body)).ReadForm().ToDictionary(f => f.Key, f => f.Value.ToString());

    /// <summary>The parts of a <c>multipart/form-data</c> body, by name, with their types.</summary>
    public async Task<Dictionary<string, (string? Type, byte[] Bytes)>> PartsAsync()
    {
        var boundary = Microsoft.Net.Http.Headers.MediaTypeHeaderValue.Parse(ContentType).Boundary.Value!.Trim('"');
        var reader = new MultipartReader(boundary, new MemoryStream(Body));
        var parts = new Dictionary<string, (string?, byte[])>();
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            using var bytes = new MemoryStream();
            await section.Body.CopyToAsync(bytes);
            parts[new StringSegment(Microsoft.Net.Http.Headers.ContentDispositionHeaderValue.Parse(section.ContentDisposition!).Name
                .Value!.Trim('"')).Value!] = (section.ContentType, bytes.ToArray());
        }

        return parts;
    }
}

/// <summary>What a JSON object may have in it: names, kinds, and what must be there. Everything else is refused.</summary>
internal sealed class Shape : Dictionary<string, Shape.Field>
{
    /// <param name="Kind">What it is; true and false are one kind.</param>
    /// <param name="Required">Must it be there?</param>
    /// <param name="Inner">What is in it, for objects and for the objects of an array.</param>
    /// <param name="Pattern">What a string, or each string of an array, must match.</param>
    public sealed record Field(JsonValueKind Kind, bool Required = false, Shape? Inner = null, string? Pattern = null);

    /// <summary>What is wrong with an object, naming the place; null when nothing is.</summary>
    public string? Problem(JsonElement value, string at = "$")
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return $"{at}: {value.ValueKind} found, object expected";
        }

        foreach (var property in value.EnumerateObject())
        {
            if (!TryGetValue(property.Name, out var field))
            {
                return $"{at}.{property.Name}: is not defined in the schema and the schema does not allow additional properties";
            }

            if (Check(property.Value, field, $"{at}.{property.Name}") is { } problem)
            {
                return problem;
            }
        }

        return this.Where(f => f.Value.Required && !value.TryGetProperty(f.Key, out _))
            .Select(f => $"{at}.{f.Key}: is missing but it is required").FirstOrDefault();
    }

    private static string? Check(JsonElement value, Field field, string at)
    {
        var kind = value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;
        if (kind != field.Kind)
        {
            return $"{at}: {kind} found, {field.Kind} expected";
        }

        if (kind == JsonValueKind.Array)
        {
            return value.EnumerateArray()
                .Select(item => field.Inner?.Problem(item, at) ?? (field.Pattern is null ? null : Matches(item, field.Pattern, at)))
                .FirstOrDefault(problem => problem is not null);
        }

        return field.Inner?.Problem(value, at) ?? (field.Pattern is null ? null : Matches(value, field.Pattern, at));
    }

    private static string? Matches(JsonElement value, string pattern, string at) =>
        value.ValueKind == JsonValueKind.String && System.Text.RegularExpressions.Regex.IsMatch(value.GetString()!, pattern)
            ? null : $"{at}: does not match the regex pattern {pattern}";
}
