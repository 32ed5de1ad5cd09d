using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engagement.Data;

/// <summary>JSON as it stands in columns and parameters.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    // Named as columns are, and no longer than it must be: it goes to the database and to no page.
    private static readonly JsonSerializerOptions InRows = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new Moments() },
    };

    /// <summary>
    /// A parameter for <c>in {ids Name}</c>: any number of ids in one parameter (SQL Server takes 2,100 parameters at most).
    /// </summary>
    public static string Ids(IEnumerable<Guid> ids) => JsonSerializer.Serialize(ids);

    /// <summary>A parameter for <c>in {texts Name}</c>.</summary>
    public static string Texts(IEnumerable<string> texts) => JsonSerializer.Serialize(texts.Distinct(StringComparer.Ordinal), InRows);

    /// <summary>A parameter for <c>{rows Name (…)}</c>: each value as its column keeps it.</summary>
    public static string Rows<T>(IEnumerable<T> rows) => JsonSerializer.Serialize(rows, InRows);

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"Expected {typeof(T).Name}, found null.");

    // As a parameter of that kind would go (TypeHandlers).
    private sealed class Moments : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Rows are only written.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Instant.Truncate(value).UtcDateTime.ToString(Instant.Format, CultureInfo.InvariantCulture));
    }
}
