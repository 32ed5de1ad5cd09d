using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Engagement.Web.Api;

/// <summary>
/// Reads and writes <see cref="ClosedSet"/>s: an enum by its names and no other way (the framework's own converter takes numbers of nothing
/// and lists with commas too), a word by its table.
/// </summary>
/// <param name="services">What the words come from; null where nothing is read.</param>
internal sealed class ClosedSetConverter(IServiceProvider? services = null) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        Nullable.GetUnderlyingType(typeToConvert) is null && ClosedSet.Of(typeToConvert) is not null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => typeToConvert.IsEnum
        ? (JsonConverter)Activator.CreateInstance(typeof(OfEnum<>).MakeGenericType(typeToConvert))!
        : (JsonConverter)Activator.CreateInstance(typeof(OfWords<>).MakeGenericType(typeToConvert.GetGenericArguments()), [services])!;

    private static string? TextOf(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

    private sealed class OfEnum<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private readonly string[] _names = [.. ClosedSet.Members(typeof(T)).Select(m => m.Name)];

        private readonly FrozenDictionary<string, T> _values =
            ClosedSet.Members(typeof(T)).ToFrozenDictionary(m => m.Name, m => (T)m.Value, StringComparer.OrdinalIgnoreCase);

        private readonly FrozenDictionary<T, string> _written =
            ClosedSet.Members(typeof(T)).ToFrozenDictionary(m => (T)m.Value, m => m.Name);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TextOf(ref reader) is { } text && _values.TryGetValue(text, out var value)
                ? value
                : throw new NotInSetException(ClosedSet.Wanted(_names));

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(_written[value]);
    }

    private sealed class OfWords<TSet>(IServiceProvider? services) : JsonConverter<OneOf<TSet>>
        where TSet : IWordSet
    {
        public override OneOf<TSet> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var words = TSet.Words(services!);
            return TextOf(ref reader) is { } text
                && words.FirstOrDefault(w => w.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } word
                ? new(word)
                : throw new NotInSetException(ClosedSet.Wanted(words));
        }

        public override void Write(Utf8JsonWriter writer, OneOf<TSet> value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Word);
    }
}

/// <summary>A value in a body is none of those that its field takes; the message says which there are.</summary>
internal sealed class NotInSetException(string message) : JsonException(message);
