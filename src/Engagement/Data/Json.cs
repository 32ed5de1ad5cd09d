using System.Text.Json;

namespace Engagement.Data;

/// <summary>JSON as it stands in columns and parameters.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>
    /// A parameter for <c>in {ids Name}</c>: any number of ids in one parameter (SQL Server takes 2,100 parameters at most).
    /// </summary>
    public static string Ids(IEnumerable<Guid> ids) => JsonSerializer.Serialize(ids);

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"Expected {typeof(T).Name}, found null.");
}
