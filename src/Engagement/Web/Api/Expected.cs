namespace Engagement.Web.Api;

/// <summary>What to give where something of another kind came, by the name of the .NET type that the framework says.</summary>
internal static class Expected
{
    /// <param name="type">As the framework names it, e.g. <c>int?</c> or <c>System.Nullable`1[System.Int32]</c>.</param>
    public static string Words(string type)
    {
        var name = type.Replace("System.Nullable`1[", "", StringComparison.Ordinal).TrimEnd('?');
        if (name.EndsWith("[]", StringComparison.Ordinal) || name.Contains("List`1", StringComparison.Ordinal))
        {
            return "Give a list, in [ ].";
        }

        return (name.StartsWith("System.", StringComparison.Ordinal) ? name["System.".Length..] : name).TrimEnd(']') switch
        {
            "int" or "Int32" => $"Give a whole number, of at most {int.MaxValue}.",
            "long" or "Int64" => "Give a whole number.",
            "decimal" or "double" or "Decimal" or "Double" => "Give a number, such as 12.5.",
            "bool" or "Boolean" => "Give true or false.",
            "Guid" => "Give an id, such as 0190f3c4-5b7a-7c1e-9d2f-3a4b5c6d7e8f.",
            "DateTimeOffset" or "DateTime" => "Give a time, such as 2026-11-24T09:00:00Z.",
            "DateOnly" => "Give a date, such as 2026-11-24.",
            "string" or "String" => "Give a text, in quotation marks.",
            _ => "Give an object, in { }.",
        };
    }
}
