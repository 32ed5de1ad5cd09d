using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Engagement.Web.Api;

/// <summary>
/// What belongs at a place of a body. The reader of JSON names the type it was at, which for a field of a record is the record; the place
/// it names is the field's.
/// </summary>
internal static class BodyPlace
{
    /// <param name="body">The record that the body is read into.</param>
    /// <param name="path">As the reader of JSON names it, without the <c>$</c>: <c>late.graceMinutes</c>, <c>accounts[0]</c>.</param>
    /// <param name="options">How bodies are read.</param>
    /// <returns>What to give there; null: there is no such place.</returns>
    public static string? Wanted(Type body, string path, JsonSerializerOptions options)
    {
        var (type, takes) = (body, (string?)null);
        foreach (var step in path.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            var info = options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
            if (info.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary)
            {
                (type, takes) = (info.ElementType!, null);
            }
            else if (info.Properties.FirstOrDefault(p => p.Name.Equals(step, StringComparison.OrdinalIgnoreCase)) is { } property)
            {
                type = property.PropertyType;
                takes = (property.AttributeProvider as PropertyInfo)?.GetCustomAttribute<TakesAttribute>()?.Words;
            }
            else
            {
                return null;
            }
        }

        return takes is null ? Expected.InBody(type) : Expected.Quoted(takes);
    }
}
