using Engagement.Tests.Data.TSqlCheck;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Recorded;

/// <summary>
/// What SQLite takes and SQL Server refuses, or does by chance, whatever the types are: columns beside a sum that are not grouped by,
/// sums of sums, the first of what has no order, and divisions by nought, of which SQLite makes a null.
/// </summary>
internal sealed class StatementRules : TSqlFragmentVisitor
{
    private readonly List<string> _problems = [];
    private readonly HashSet<QueryExpression> _counted = [];

    public static IReadOnlyList<string> Problems(TSqlFragment statement)
    {
        var rules = new StatementRules();
        statement.Accept(rules);
        return rules._problems;
    }

    public override void Visit(BinaryExpression node)
    {
        if (node.BinaryExpressionType is BinaryExpressionType.Divide or BinaryExpressionType.Modulo
            && !IsNeverNought(node.SecondExpression))
        {
            _problems.Add($"{Text(node)} may divide by nought, which SQL Server refuses (8134) and SQLite makes null: say nullif(…, 0).");
        }
    }

    public override void Visit(QuerySpecification node)
    {
        // How many of the first there are does not depend on which they are.
        if (node.SelectElements is [SelectScalarExpression { Expression: FunctionCall { FunctionName.Value: "count" } }]
            && node.FromClause?.TableReferences is [QueryDerivedTable { QueryExpression: var counted }])
        {
            _counted.Add(counted);
        }

        if (node.TopRowFilter is not null && node.OrderByClause is null && !_counted.Contains(node))
        {
            _problems.Add($"{Text(node.TopRowFilter)} without order by: which rows it takes is chance.");
        }

        if (Inside.Of(node.WhereClause).Sums.FirstOrDefault() is { } sum)
        {
            _problems.Add($"{Text(sum)} in where: SQL Server refuses it (147).");
        }

        Ordered(node);
        Grouped(node);
    }

    private void Ordered(QuerySpecification node)
    {
        var orders = (node.OrderByClause?.OrderByElements ?? []).Select(o => o.Expression).ToList();
        foreach (var twice in orders.GroupBy(Text, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
        {
            _problems.Add($"It is ordered by {twice.Key} twice: SQL Server refuses it (169).");
        }

        if (node.UniqueRowFilter == UniqueRowFilter.Distinct && !node.SelectElements.Any(e => e is SelectStarExpression))
        {
            var selected = node.SelectElements.OfType<SelectScalarExpression>()
                .SelectMany(s => new[] { Plain(s.Expression), s.ColumnName?.Value ?? "" }).ToHashSet(StringComparer.OrdinalIgnoreCase);
            _problems.AddRange(orders.Where(o => o is not Literal && !selected.Contains(Plain(o)))
                .Select(o => $"{Text(o)} orders what is distinct and is not selected: SQL Server refuses it (145)."));
        }
    }

    private void Grouped(QuerySpecification node)
    {
        var groups = (node.GroupByClause?.GroupingSpecifications ?? []).ToList();
        var by = groups.OfType<ExpressionGroupingSpecification>().Select(g => g.Expression).ToList();
        _problems.AddRange(by.Where(g => Inside.Of(g).Columns.Count == 0)
            .Select(g => $"It is grouped by {Text(g)}, which is no column: SQL Server refuses it (164)."));

        var parts = node.SelectElements.Cast<TSqlFragment>().Append(node.HavingClause)
            .Concat(node.OrderByClause?.OrderByElements ?? []).ToList();
        var inside = parts.ConvertAll(Inside.Of);
        foreach (var sum in inside.SelectMany(i => i.Sums))
        {
            var of = Inside.Of([.. sum.Parameters]);
            if (of.Sums.Count == 0 && of.Queries.Count == 0)
            {
                continue;
            }

            _problems.Add($"{Text(sum)} sums up what is a query or a sum itself: SQL Server refuses it (130).");
        }

        if (groups.Count > by.Count || (groups.Count == 0 && node.HavingClause is null && !inside.Exists(i => i.Sums.Count > 0)))
        {
            return;
        }

        var here = Aliases.Of(node.FromClause);
        var keys = by.Select(Plain).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var named = node.SelectElements.OfType<SelectScalarExpression>().Select(s => s.ColumnName?.Value ?? "")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (part, of) in parts.Zip(inside))
        {
            var covered = of.All.Where(e => keys.Contains(Plain(e))).Concat<TSqlFragment>(of.Sums).ToList();
            _problems.AddRange(of.Columns
                .Where(c => !covered.Exists(o => o.FirstTokenIndex <= c.FirstTokenIndex && c.LastTokenIndex <= o.LastTokenIndex))
                .Where(c => c.MultiPartIdentifier.Identifiers is [.., var table, _]
                    ? here.Contains(table.Value)
                    : !(part is ExpressionWithSortOrder && named.Contains(Plain(c))))
                .Select(c => $"{Text(c)} is neither summed up nor grouped by: SQL Server refuses it (8120)."));
        }
    }

    /// <summary>Also a sum with something above nought in it: what is added to it is counted, and not below nought.</summary>
    private static bool IsNeverNought(ScalarExpression divisor) => divisor switch
    {
        ParenthesisExpression p => IsNeverNought(p.Expression),
        IntegerLiteral or NumericLiteral or RealLiteral => ((Literal)divisor).Value.Any(c => c is >= '1' and <= '9'),
        VariableReference or NullIfExpression => true, // what is given is looked at when it is given
        CastCall cast => IsNeverNought(cast.Parameter),
        BinaryExpression { BinaryExpressionType: BinaryExpressionType.Add } sum =>
            new[] { sum.FirstExpression, sum.SecondExpression }.Any(part => part is not VariableReference && IsNeverNought(part)),
        BinaryExpression { BinaryExpressionType: BinaryExpressionType.Multiply } product =>
            IsNeverNought(product.FirstExpression) && IsNeverNought(product.SecondExpression),
        _ => false,
    };

    private static string Text(TSqlFragment part) => SchemaModel.TextOf(part);

    /// <summary>Without the table's name and without spaces.</summary>
    private static string Plain(ScalarExpression expression) => expression switch
    {
        ParenthesisExpression p => Plain(p.Expression),
        ColumnReferenceExpression { MultiPartIdentifier: { } name } => name.Identifiers[^1].Value,
        _ => string.Concat(Text(expression).Where(c => !char.IsWhiteSpace(c))),
    };

    /// <summary>What stands in an expression, but not in queries inside of it.</summary>
    private sealed class Inside : TSqlFragmentVisitor
    {
        public List<ScalarExpression> All { get; } = [];

        public List<FunctionCall> Sums { get; } = [];

        public List<ScalarSubquery> Queries { get; } = [];

        public List<ColumnReferenceExpression> Columns =>
            [.. All.OfType<ColumnReferenceExpression>().Where(c => c.MultiPartIdentifier is not null)];

        public static Inside Of(TSqlFragment? part) => Of(part is null ? [] : [part]);

        public static Inside Of(IEnumerable<TSqlFragment> parts)
        {
            var inside = new Inside();
            foreach (var part in parts)
            {
                part.Accept(inside);
            }

            return inside;
        }

        public override void ExplicitVisit(ScalarSubquery node) => Queries.Add(node);

        public override void Visit(ScalarExpression node)
        {
            All.Add(node);
            if (node is FunctionCall { OverClause: null } call && call.FunctionName.Value.ToLowerInvariant()
                is "sum" or "count" or "count_big" or "min" or "max" or "avg" or "string_agg" or "stdev" or "var")
            {
                Sums.Add(call);
            }
        }

        // A day's "part" is a name to the parser, and no column.
        public override void ExplicitVisit(FunctionCall node)
        {
            Visit((ScalarExpression)node);
            var isOfTime = node.FunctionName.Value.StartsWith("date", StringComparison.OrdinalIgnoreCase);
            foreach (var parameter in node.Parameters.Skip(isOfTime ? 1 : 0))
            {
                parameter.Accept(this);
            }

            node.OverClause?.Accept(this);
        }
    }

    private sealed class Aliases : TSqlFragmentVisitor
    {
        private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

        public static HashSet<string> Of(FromClause? from)
        {
            var aliases = new Aliases();
            from?.Accept(aliases);
            return aliases._names;
        }

        public override void ExplicitVisit(ScalarSubquery node)
        {
            // Its tables are its own.
        }

        public override void Visit(TableReferenceWithAlias node) =>
            _names.Add(node.Alias?.Value ?? (node as NamedTableReference)?.SchemaObject.BaseIdentifier.Value ?? "");
    }
}
