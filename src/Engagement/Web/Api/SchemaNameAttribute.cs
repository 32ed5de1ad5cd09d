namespace Engagement.Web.Api;

/// <summary>
/// What a type is called in the API's document, and so in clients that are made from it, where its own name would not do there.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Enum, Inherited = false)]
internal sealed class SchemaNameAttribute(string name) : Attribute
{
    public string Name => name;

    /// <summary>A type's name in the document: <c>TicketResponse</c> is a Ticket, a page of it a TicketPage.</summary>
    public static string Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ClosedSet.Of(type) is { Name: { } words })
        {
            return words;
        }

        if (type.GetCustomAttributes(typeof(SchemaNameAttribute), inherit: false) is [SchemaNameAttribute given])
        {
            return given.Name;
        }

        if (type.IsGenericType)
        {
            return string.Concat(type.GetGenericArguments().Select(Of)) + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
        }

        var end = type.Name.EndsWith("Response", StringComparison.Ordinal) ? "Response"
            : type.Name.EndsWith("Out", StringComparison.Ordinal) ? "Out"
            : "";
        return type.Name[..^end.Length];
    }
}
