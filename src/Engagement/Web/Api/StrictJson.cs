using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Engagement.Web.Api;

/// <summary>
/// How bodies are read: what a record does not have, leaves out, gives twice or does not allow to be null is refused and named, for every
/// operation alike, and the document is made from the same records. What has no default must be given; what is not nullable is not null.
/// </summary>
internal static class StrictJson
{
    public static void Configure(JsonSerializerOptions options, IServiceProvider services)
    {
        options.Converters.Add(new ClosedSetConverter(services));
        options.NumberHandling = JsonNumberHandling.Strict; // a number is a number, in the document too
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectRequiredConstructorParameters = true;
        options.RespectNullableAnnotations = true;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver())
            .WithAddedModifier(type => Settle(type, isOurs: type.Options == options));
    }

    private static void Settle(JsonTypeInfo type, bool isOurs)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var lists = new List<(string Name, Func<object, object?> Get)>();
        foreach (var property in type.Properties)
        {
            // Only what comes in is refused: an answer of ours that is wrong in this is better than none. The document, which is made of
            // options of its own, says it as it should be.
            if (isOurs && property is { IsGetNullable: false, PropertyType.IsValueType: false })
            {
                property.IsGetNullable = true;
            }

            if (property is { Get: { } get, AttributeProvider: PropertyInfo own } && IsListWithoutNulls(own))
            {
                lists.Add((property.Name, get));
            }
        }

        // Annotations on what a list holds are not heeded by themselves.
        if (lists.Count > 0)
        {
            type.OnDeserialized = body =>
            {
                foreach (var (name, get) in lists)
                {
                    var at = (get(body) as IEnumerable ?? Array.Empty<object>()).Cast<object?>().ToList().IndexOf(null);
                    if (at >= 0)
                    {
                        throw new NullInListException($"{name}[{at}]");
                    }
                }
            };
        }
    }

    private static bool IsListWithoutNulls(PropertyInfo property)
    {
        var type = property.PropertyType;
        if (type == typeof(string) || !type.IsAssignableTo(typeof(IEnumerable)) || type.IsAssignableTo(typeof(IDictionary)))
        {
            return false;
        }

        var nullability = new NullabilityInfoContext().Create(property);
        var item = nullability.ElementType ?? nullability.GenericTypeArguments.FirstOrDefault();
        return item is { Type.IsValueType: false, ReadState: NullabilityState.NotNull };
    }
}

/// <summary>A list holds a null where it must not; the message is its place, e.g. <c>images[0]</c>.</summary>
internal sealed class NullInListException(string message) : JsonException(message);
