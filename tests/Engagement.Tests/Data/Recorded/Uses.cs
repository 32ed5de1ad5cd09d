namespace Engagement.Tests.Data.Recorded;

/// <summary>What a parameter is there for.</summary>
internal enum Purpose
{
    /// <summary>It becomes a column's value.</summary>
    Write,

    /// <summary>It is compared with a column, or with something that has a type.</summary>
    Compare,

    /// <summary>A function or a clause takes it.</summary>
    Argument,

    /// <summary>Something is divided by it.</summary>
    Divide,
}

/// <summary>One place where a parameter meets a type.</summary>
/// <param name="NullIsMet">False where a null is made something else before it gets there (<c>coalesce</c>), or may not get there.</param>
/// <param name="Items">Of JSON that is read with types: the types of each element, by their path.</param>
internal sealed record Use(
    string Parameter, ServerType Type, Purpose Purpose, bool NullIsMet = true, IReadOnlyList<(string Path, ServerType Type)>? Items = null);

/// <summary>What was read out of one statement's text.</summary>
/// <param name="Parameters">Each parameter it has, without the @.</param>
/// <param name="Problems">What is wrong whatever the parameters are: a literal, or two columns that do not go together.</param>
/// <param name="Answers">The columns of each set of rows that it answers with.</param>
internal sealed record StatementUses(
    IReadOnlyCollection<string> Parameters,
    IReadOnlyList<Use> Uses,
    IReadOnlyList<string> Problems,
    IReadOnlyList<IReadOnlyList<Column>> Answers);

/// <summary>What the value of an expression may come from.</summary>
internal abstract record Source
{
    /// <param name="NullIsMet">See <see cref="Use"/>.</param>
    internal sealed record Parameter(string Name, bool NullIsMet = true) : Source;

    internal sealed record Literal(Microsoft.SqlServer.TransactSql.ScriptDom.Literal Value, bool Negative = false) : Source;

    internal sealed record Typed(ServerType Type) : Source;

    /// <summary>This, where a null does not matter any more.</summary>
    public Source WithoutNull() => this is Parameter p ? p with { NullIsMet = false } : this;
}
