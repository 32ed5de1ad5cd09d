using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using Engagement.Data;

namespace Engagement.Tests.Data.TSqlCheck;

/// <summary>One text to be checked. A condition is checked inside each statement that could take it, and must fit one of them.</summary>
/// <param name="Name">The field it stands in, e.g. <c>Engagement.Outbox.OutboxSql.Claim</c>.</param>
/// <param name="Within">For a condition: the statement it was put into; null for a statement by itself.</param>
internal sealed record KnownStatement(string Name, Sql Sql, string? Within = null)
{
    public override string ToString() => Within is null ? Name : $"{Name} in {Within}";
}

/// <summary>
/// Finds every statement of the program: each static field that holds a <see cref="Sql"/>, several in a row or by key, or rows that have
/// some.
/// </summary>
internal static partial class KnownStatements
{
    public static IReadOnlyList<KnownStatement> In(Assembly assembly) => In(assembly.GetTypes());

    /// <summary>Each statement and each condition by itself, as it stands in its field.</summary>
    public static IReadOnlyList<KnownStatement> Held(Assembly assembly) =>
        [.. Fields(assembly.GetTypes()).Select(f => f.Known).DistinctBy(k => k.Sql)];

    public static IReadOnlyList<KnownStatement> In(params IReadOnlyCollection<Type> types)
    {
        var fields = Fields(types);
        var statements = fields.Where(f => IsStatement(f.Known.Sql)).ToList();

        // A condition is no statement by itself. It is written for one that has {where}, in the same namespace.
        var conditions = fields.Where(f => !IsStatement(f.Known.Sql)).ToList();
        return
        [
            .. statements.Select(s => s.Known with { Sql = s.Known.Sql.Where() }),
            .. from c in conditions
               from s in statements
               where s.Space == c.Space && HasWhere(s.Known.Sql)
               select new KnownStatement(c.Known.Name, s.Known.Sql.Where(c.Known.Sql), s.Known.Name),
            .. conditions.Where(c => !statements.Exists(s => s.Space == c.Space && HasWhere(s.Known.Sql))).Select(c => c.Known),
        ];
    }

    /// <summary>
    /// What is wrong, one line for each statement. A condition is wrong when it fits none of the statements it was tried in.
    /// </summary>
    /// <param name="known">What was checked.</param>
    /// <param name="problem">The complaint about one text; null when there is none.</param>
    public static IReadOnlyList<string> Problems(IEnumerable<KnownStatement> known, Func<KnownStatement, string?> problem) =>
    [
        .. known
            .GroupBy(k => (k.Name, IsCondition: k.Within is not null))
            .Select(tries => tries.Select(k => (Known: k, Problem: problem(k))).ToList())
            .Where(tries => tries.TrueForAll(t => t.Problem is not null))
            .Select(tries => $"{tries[0].Known}: {tries[0].Problem}"),
    ];

    private static List<(string? Space, KnownStatement Known)> Fields(IReadOnlyCollection<Type> types) =>
    [
        .. types
            .Where(t => !t.ContainsGenericParameters)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .SelectMany(f => Parts(f).Select(held => (
                f.DeclaringType!.Namespace,
                new KnownStatement($"{f.DeclaringType!.FullName!.Replace('+', '.')}.{f.Name}{held.Part}", held.Sql)))),
    ];

    /// <summary>One statement, or several by key (a list's orders, say).</summary>
    private static IEnumerable<(string Part, Sql Sql)> Parts(FieldInfo field)
    {
        if (field.FieldType == typeof(Sql))
        {
            return [("", (Sql)field.GetValue(null)!)];
        }

        if (field.FieldType.IsAssignableTo(typeof(IEnumerable<Sql>)))
        {
            return ((IEnumerable<Sql>)field.GetValue(null)!).Select((sql, i) => ($"[{i}]", sql));
        }

        if (!field.FieldType.IsGenericType)
        {
            return [];
        }

        if (field.FieldType.GetGenericArguments().Contains(typeof(Sql)))
        {
            return field.GetValue(null) is IDictionary byKey
                ? byKey.Keys.Cast<object>().Select(key => ($"[{key}]", (Sql)byKey[key]!))
                : [];
        }

        return field.FieldType.GetGenericArguments() is [{ } row] && row.Assembly == typeof(Sql).Assembly
            && field.GetValue(null) is IEnumerable rows
            ? rows.Cast<object>().SelectMany(InRow)
            : [];
    }

    /// <summary>Those of a row in a list, a rule of retention say.</summary>
    private static IEnumerable<(string Part, Sql Sql)> InRow(object row, int at) =>
        row.GetType().GetProperties().SelectMany(property => property.GetIndexParameters().Length > 0 ? [] : property.GetValue(row) switch
        {
            Sql one => [($"[{at}].{property.Name}", one)],
            IEnumerable<Sql> several => several.Select((sql, i) => ($"[{at}].{property.Name}[{i}]", sql)),
            _ => Enumerable.Empty<(string Part, Sql Sql)>(),
        });

    private static bool IsStatement(Sql sql) => StatementStart().IsMatch(sql.Text(Dialect.SqlServer));

    private static bool HasWhere(Sql sql) => sql.Text(Dialect.SqlServer).Contains("{where}", StringComparison.Ordinal);

    [GeneratedRegex(@"\A\s*(--[^\n]*\n\s*)*;?(select|insert|update|delete|with|declare|set|exec|if|begin)\b", RegexOptions.IgnoreCase)]
    private static partial Regex StatementStart();
}
