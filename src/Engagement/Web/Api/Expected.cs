using System.Collections;

namespace Engagement.Web.Api;

/// <summary>What to give where something of another kind came.</summary>
internal static class Expected
{
    /// <summary>In a body, where a text stands in quotation marks and a number does not.</summary>
    public static string InBody(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => Quoted("a text"),
        var t when KindOf(t.Name) is { } kind => kind.IsQuoted ? Quoted(kind.Words) : $"Give {kind.Words}, without quotation marks.",
        var t when t.IsAssignableTo(typeof(IEnumerable)) && !IsDictionary(t) => "Give a list, in [ ].",
        _ => "Give an object, in { }.",
    };

    /// <summary>A text of a certain form, in a body.</summary>
    public static string Quoted(string words) => $"Give {words}, in quotation marks.";

    /// <summary>In a query, where everything is letters.</summary>
    /// <param name="type">As the framework names it, e.g. <c>int</c>, <c>int?</c> or <c>Nullable&lt;int&gt;</c>.</param>
    public static string InQuery(string type)
    {
        const string nullable = "Nullable<";
        var name = type.StartsWith(nullable, StringComparison.Ordinal) ? type[nullable.Length..].TrimEnd('>') : type.TrimEnd('?');
        return KindOf(name[(name.LastIndexOf('.') + 1)..]) is { } kind ? $"Give {kind.Words}." : "It cannot be read as what is taken here.";
    }

    // By C#'s names and by .NET's.
    private static (string Words, bool IsQuoted)? KindOf(string name) => name switch
    {
        "int" or nameof(Int32) => ($"a whole number such as 20, of at most {int.MaxValue}", false),
        "long" or nameof(Int64) => ("a whole number such as 20", false),
        "decimal" or nameof(Decimal) or "double" or nameof(Double) => ("a number such as 12.5", false),
        "bool" or nameof(Boolean) => ("true or false", false),
        nameof(Guid) => ("an id such as 0190f3c4-5b7a-7c1e-9d2f-3a4b5c6d7e8f", true),
        nameof(DateTimeOffset) or nameof(DateTime) => ("a time such as 2026-11-24T09:00:00Z", true),
        nameof(DateOnly) => ("a date such as 2026-11-24", true),
        _ => null,
    };

    private static bool IsDictionary(Type type) => type.GetInterfaces().Append(type).Any(i => i == typeof(IDictionary)
        || (i.IsGenericType && i.GetGenericTypeDefinition() is var open
            && (open == typeof(IDictionary<,>) || open == typeof(IReadOnlyDictionary<,>))));
}
