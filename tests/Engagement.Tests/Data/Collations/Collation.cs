namespace Engagement.Tests.Data.Collations;

/// <summary>
/// What SQL Server compares a value by (https://learn.microsoft.com/sql/t-sql/statements/collation-precedence-transact-sql): a column's
/// collation,
/// one that is named beside it and wins, or none of its own.
/// </summary>
/// <param name="Name">Null: it is no text; empty: a literal or a parameter, which takes that of what it meets.</param>
internal readonly record struct Collation(string? Name, bool IsNamed = false)
{
    /// <summary>Of text out of JSON or of a list that was split: whatever the database was made with.</summary>
    public const string Database = "the database's own";

    public static readonly Collation NoText = new(null);

    public static readonly Collation Free = new("");

    public bool IsText => Name is not null;

    /// <summary>Both together, as in a comparison, a concatenation or the branches of a case. Null: SQL Server refuses it (errors 468,
    /// 451 and 457).</summary>
    public static Collation? Meet(Collation one, Collation other) => (one, other) switch
    {
        ({ IsText: false }, _) => other,
        (_, { IsText: false }) => one,
        _ when one.Name == other.Name => one.IsNamed ? one : other,
        ({ IsNamed: true }, { IsNamed: true }) => null,
        ({ IsNamed: true }, _) or (_, { Name: "" }) => one,
        (_, { IsNamed: true }) or ({ Name: "" }, _) => other,
        _ => null,
    };
}
