using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.TSqlCheck;

/// <summary>
/// Finds what SQL Server refuses because it does not know by which collation to compare: two columns of different collations in one comparison,
/// <c>in</c>, <c>like</c>, <c>union</c>, <c>coalesce</c>, <c>case</c> or <c>+</c>, with no <c>collate</c> on either (errors 451, 457 and 468;
/// https://learn.microsoft.com/sql/t-sql/statements/collation-precedence-transact-sql). Parameters and literals give way to a column.
/// </summary>
/// <param name="columns">The collation of each text column, by table and column.</param>
internal sealed class CollationCheck(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> columns) : TSqlFragmentVisitor
{
    // Text out of openjson has the collation of the database, whatever that is.
    private const string OfTheDatabase = "the database's";

    private readonly HashSet<string> _conflicts = new(StringComparer.Ordinal);
    private readonly List<List<Source>> _scopes = [];

    /// <returns>The conflicts in one text, or null.</returns>
    public string? Check(string text)
    {
        _conflicts.Clear();
        foreach (var statement in SchemaModel.Parse(text, out _))
        {
            statement.Accept(this);
        }

        return _conflicts.Count == 0 ? null : string.Join("; ", _conflicts);
    }

    public override void ExplicitVisit(QuerySpecification node) => Within(node.FromClause, null, () => base.ExplicitVisit(node));

    public override void ExplicitVisit(UpdateSpecification node) => Within(node.FromClause, node.Target, () => base.ExplicitVisit(node));

    public override void ExplicitVisit(DeleteSpecification node) => Within(node.FromClause, node.Target, () => base.ExplicitVisit(node));

    public override void Visit(BooleanComparisonExpression node) => Together(node, [Of(node.FirstExpression), Of(node.SecondExpression)]);

    public override void Visit(LikePredicate node) => Together(node, [Of(node.FirstExpression), Of(node.SecondExpression)]);

    public override void Visit(InPredicate node) =>
        Together(node, [Of(node.Expression), .. node.Values.Select(Of), node.Subquery is null ? null : First(node.Subquery)]);

    public override void Visit(BinaryQueryExpression node) => Columns(node);

    public override void Visit(CoalesceExpression node) => Of(node);

    public override void Visit(SearchedCaseExpression node) => Of(node);

    public override void Visit(BinaryExpression node) => Of(node);

    private void Within(FromClause? from, TableReference? target, Action look)
    {
        var sources = new List<Source>();
        _scopes.Add(sources);
        foreach (var table in from?.TableReferences ?? [])
        {
            Add(table, sources);
        }

        if (target is not null)
        {
            Add(target, sources);
        }

        look();
        _scopes.Remove(sources);
    }

    private void Add(TableReference table, List<Source> sources)
    {
        switch (table)
        {
            case JoinTableReference join:
                Add(join.FirstTableReference, sources);
                Add(join.SecondTableReference, sources);
                break;
            case NamedTableReference named when columns.TryGetValue(named.SchemaObject.BaseIdentifier.Value, out var known):
                sources.Add(new Source(named.Alias?.Value ?? named.SchemaObject.BaseIdentifier.Value, known));
                break;
            case QueryDerivedTable derived:
                var made = Columns(derived.QueryExpression).Where(c => c is { Name: not null, Collation: not null }).DistinctBy(c => c.Name, StringComparer.OrdinalIgnoreCase);
                sources.Add(new Source(derived.Alias.Value, made.ToDictionary(c => c.Name!, c => c.Collation!, StringComparer.OrdinalIgnoreCase)));
                break;
            case OpenJsonTableReference json:
                var given = json.SchemaDeclarationItems.Count == 0 ? ["value"] : json.SchemaDeclarationItems.Select(i => i.ColumnDefinition).Where(IsText).Select(c => c.ColumnIdentifier.Value);
                sources.Add(new Source(json.Alias?.Value ?? "", given.ToDictionary(c => c, _ => OfTheDatabase, StringComparer.OrdinalIgnoreCase)));
                break;
        }
    }

    private List<(string? Name, string? Collation)> Columns(QueryExpression query)
    {
        switch (query)
        {
            case QueryParenthesisExpression inner:
                return Columns(inner.QueryExpression);
            case BinaryQueryExpression both:
                return [.. Columns(both.FirstQueryExpression).Zip(Columns(both.SecondQueryExpression), (one, other) =>
                    (one.Name, Together(both, [one.Collation, other.Collation])))];
            case QuerySpecification select:
                List<(string?, string?)> found = [];
                Within(select.FromClause, null, () => found.AddRange(select.SelectElements.Select(e => e is SelectScalarExpression scalar
                    ? (scalar.ColumnName?.Value ?? (scalar.Expression as ColumnReferenceExpression)?.MultiPartIdentifier?.Identifiers[^1].Value, Of(scalar.Expression))
                    : ((string?)null, (string?)null))));
                return found;
            default:
                return [];
        }
    }

    private string? Of(ScalarExpression? expression) => expression switch
    {
        PrimaryExpression { Collation: not null } => null, // said: what it meets gives way
        ColumnReferenceExpression { MultiPartIdentifier.Identifiers: var name } => Find(name.Count > 1 ? name[^2].Value : null, name[^1].Value),
        CoalesceExpression coalesce => Together(coalesce, coalesce.Expressions.Select(Of)),
        SearchedCaseExpression choice => Together(choice, [.. choice.WhenClauses.Select(c => Of(c.ThenExpression)), Of(choice.ElseExpression)]),
        BinaryExpression { BinaryExpressionType: BinaryExpressionType.Add } sum => Together(sum, [Of(sum.FirstExpression), Of(sum.SecondExpression)]),
        ParenthesisExpression inner => Of(inner.Expression),
        ScalarSubquery query => First(query),
        FunctionCall { FunctionName.Value: var name, Parameters: [var first, ..] } when name.ToLowerInvariant() is "substring" or "lower" or "upper" or "max" or "min" or "trim" => Of(first),
        _ => null,
    };

    private string? First(ScalarSubquery query) => Columns(query.QueryExpression).FirstOrDefault().Collation;

    // From the inside out: a subquery sees what stands around it.
    private string? Find(string? source, string column)
    {
        foreach (var scope in Enumerable.Reverse(_scopes))
        {
            foreach (var candidate in scope.Where(s => source is null || s.Name.Equals(source, StringComparison.OrdinalIgnoreCase)))
            {
                if (candidate.Columns.TryGetValue(column, out var collation))
                {
                    return collation;
                }
            }
        }

        return null;
    }

    private string? Together(TSqlFragment where, IEnumerable<string?> parts)
    {
        var collations = parts.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (collations.Count > 1)
        {
            _conflicts.Add($"line {where.StartLine}: {string.Join(" meets ", collations)}");
        }

        return collations.Count > 0 ? collations[0] : null;
    }

    private static bool IsText(ColumnDefinitionBase column) => column.DataType is SqlDataTypeReference
    {
        SqlDataTypeOption: SqlDataTypeOption.NVarChar or SqlDataTypeOption.VarChar or SqlDataTypeOption.NChar or SqlDataTypeOption.Char,
    };

    private sealed record Source(string Name, IReadOnlyDictionary<string, string> Columns);
}
