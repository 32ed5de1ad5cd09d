using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Engagement.Web.Api;

/// <summary>The values of which one is to be given: an enum's names, or the words of a <see cref="OneOf{TSet}"/>.</summary>
/// <param name="Name">Of a word set in the document; null for an enum, which is called as its type.</param>
/// <param name="Words">Those that can be given, in their order.</param>
/// <param name="FormerAsync">Those that rows may still have.</param>
internal sealed record ClosedSet(
    string? Name,
    Func<IServiceProvider, IReadOnlyList<string>> Words,
    Func<IServiceProvider, CancellationToken, Task<IReadOnlyList<string>>> FormerAsync)
{
    private Type? Enumeration { get; init; }

    private static readonly ConcurrentDictionary<Type, ClosedSet?> Known = new();

    /// <summary>Of a type, nullable or not; null where any value is right.</summary>
    public static ClosedSet? Of(Type type) => Known.GetOrAdd(Nullable.GetUnderlyingType(type) ?? type, static type =>
        type.IsEnum ? OfEnum(type)
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(OneOf<>)
            ? (ClosedSet)type.GetProperty(nameof(OneOf<>.Set))!.GetValue(null)!
            : null);

    /// <summary>An enum's members by the names that they have in JSON.</summary>
    public static IEnumerable<(string Name, object Value)> Members(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? f.Name, f.GetValue(null)!));

    /// <summary>What there may be in answers and filters.</summary>
    public async Task<IReadOnlyList<string>> AllAsync(IServiceProvider services, CancellationToken ct) =>
        [.. Words(services).Concat(await FormerAsync(services, ct)).Distinct(StringComparer.Ordinal)];

    /// <summary>A word as the framework binds it to a parameter: an enum's member has another name in code, now and then.</summary>
    public string Bound(string word) => Enumeration is { } type ? Members(type).First(m => m.Name == word).Value.ToString()! : word;

    /// <summary>What to say to whoever gave another.</summary>
    public static string Wanted(IEnumerable<string> words) => $"It takes one of {string.Join(", ", words)}.";

    private static ClosedSet OfEnum(Type type)
    {
        string[] names = [.. Members(type).Select(m => m.Name)];
        return new(null, _ => names, (_, _) => Task.FromResult<IReadOnlyList<string>>([])) { Enumeration = type };
    }
}
