using System.Reflection;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Recorded;

/// <summary>
/// Whether what a statement answers fits what it is read into: SQLite keeps ids and times as text, which a text takes; SQL Server hands
/// over an id or a time, which none does.
/// </summary>
internal static class ReadRow
{
    public static IEnumerable<string> Problems(IReadOnlyList<IReadOnlyList<Column>> answers, Type row) =>
        answers.SelectMany(columns => Problems(columns, row));

    private static IEnumerable<string> Problems(IReadOnlyList<Column> columns, Type row)
    {
        if (Taken(row) is not null)
        {
            return columns.Take(1).SelectMany(c => Problems(c, row, row.Name));
        }

        if (row.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            return columns.Zip(row.GetGenericArguments()).SelectMany(c => Problems(c.First, c.Second, row.Name));
        }

        return
            from column in columns
            let property = row.GetProperty(column.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase)
            where property is not null
            from problem in Problems(column, property.PropertyType, $"{row.Name}.{property.Name}")
            select problem;
    }

    private static IEnumerable<string> Problems(Column column, Type target, string name) =>
        from source in column.Sources
        let family = FamilyOf(source)
        where family is { } given && Taken(target) is { } taken && !taken.Contains(given)
        select $"{column.Name} is read into {name}, which takes no {family.ToString()!.ToLowerInvariant()}.";

    private static Family? FamilyOf(Source source) => source switch
    {
        Source.Typed { Type.Kind: { } kind } => Families.Of(kind),
        Source.Literal { Value: StringLiteral } => Family.Text,
        Source.Literal { Value: IntegerLiteral } => Family.Whole,
        _ => null,
    };

    /// <summary>What Dapper and our handlers make this type of; null: a row, or something of which nothing is known.</summary>
    private static Family[]? Taken(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? [Family.Text]
            : type == typeof(Guid) ? [Family.Id, Family.Text]
            : type == typeof(DateTimeOffset) ? [Family.Time, Family.Text]
            : type == typeof(byte[]) ? [Family.Bytes]
            : type.IsEnum ? [Family.Text, Family.Whole]
            : type.IsPrimitive || type == typeof(decimal) ? [Family.Whole, Family.Fraction]
            : null;
    }
}
