using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Collations;

/// <summary>
/// Finds in a T-SQL text what SQL Server would refuse because two collations meet, and what it would compare otherwise than .NET and
/// SQLite do:
/// everything but <c>like</c> and <c>order by</c> is to be exact.
/// </summary>
/// <param name="tables">Each table's columns.</param>
internal sealed partial class CollationCheck(IReadOnlyDictionary<string, TextTable> tables)
{
    private readonly Dictionary<string, TextTable> _tables = new(tables, StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _problems = [];

    /// <returns>One line each; none when all is well.</returns>
    public static IReadOnlyList<string> Problems(IReadOnlyDictionary<string, TextTable> tables, string text)
    {
        var check = new CollationCheck(tables);
        var statements = new Statements();
        foreach (var statement in SchemaModel.Parse(text, out _))
        {
            statement.Accept(statements);
        }

        foreach (var statement in statements.Found)
        {
            check.Statement(statement);
        }

        return check._problems;
    }

    private void Statement(StatementWithCtesAndXmlNamespaces statement)
    {
        foreach (var part in statement.WithCtesAndXmlNamespaces?.CommonTableExpressions ?? [])
        {
            _tables[part.ExpressionName.Value] = Named(part.ExpressionName.Value, part.Columns, Query(part.QueryExpression, null));
        }

        switch (statement)
        {
            case SelectStatement select:
                Query(select.QueryExpression, null);
                break;
            case InsertStatement { InsertSpecification: { } insert }:
                Change(insert, insert.InsertSource switch
                {
                    SelectInsertSource from => () => Query(from.Select, null),
                    ValuesInsertSource values => () => values.RowValues.SelectMany(r => r.ColumnValues).ToList()
                        .ForEach(v => Value(v, new TextScope(null))),
                    _ => () => { },
                });
                break;
            case UpdateStatement { UpdateSpecification: { } update }:
                Change(update, null, update.FromClause, update.WhereClause, update.SetClauses);
                break;
            case DeleteStatement { DeleteSpecification: { } delete }:
                Change(delete, null, delete.FromClause, delete.WhereClause);
                break;
        }
    }

    private void Change(
        DataModificationSpecification change,
        Action? source,
        FromClause? from = null,
        WhereClause? where = null,
        IList<SetClause>? sets = null)
    {
        source?.Invoke();
        var scope = new TextScope(null);
        foreach (var table in from?.TableReferences ?? [])
        {
            Table(table, scope);
        }

        if (change.Target is NamedTableReference target)
        {
            var name = target.SchemaObject.BaseIdentifier.Value;
            var known = scope.Tables.FirstOrDefault(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? _tables.GetValueOrDefault(name);
            foreach (var called in known is null ? [] : new[] { name, "inserted", "deleted" })
            {
                scope.Add(known! with { Name = called });
            }
        }

        foreach (var set in sets?.OfType<AssignmentSetClause>() ?? [])
        {
            Value(set.NewValue, scope);
        }

        foreach (var column in change.OutputClause?.SelectColumns.OfType<SelectScalarExpression>() ?? [])
        {
            Value(column.Expression, scope);
        }

        Condition(where?.SearchCondition, scope);
    }

    private IReadOnlyList<(string Column, Collation Collation)> Query(QueryExpression query, TextScope? outer)
    {
        switch (query)
        {
            case QueryParenthesisExpression inBrackets:
                return Query(inBrackets.QueryExpression, outer);
            case BinaryQueryExpression both:
                var first = Query(both.FirstQueryExpression, outer);
                var second = Query(both.SecondQueryExpression, outer);
                var met = first.Zip(second, (a, b) => (a.Column, Together(a.Collation, b.Collation, query))).ToList();
                OneOfEach(!both.All, met.Select(m => m.Item2), query);
                return met;
            case QuerySpecification select:
                var scope = new TextScope(outer);
                foreach (var table in select.FromClause?.TableReferences ?? [])
                {
                    Table(table, scope);
                }

                Condition(select.WhereClause?.SearchCondition, scope);
                var groups = (select.GroupByClause?.GroupingSpecifications ?? []).OfType<ExpressionGroupingSpecification>()
                    .Select(g => Value(g.Expression, scope)).ToList();
                OneOfEach(groups.Count > 0, groups, query);
                Condition(select.HavingClause?.SearchCondition, scope);
                var columns = select.SelectElements.SelectMany(e => Columns(e, scope)).ToList();
                OneOfEach(select.UniqueRowFilter == UniqueRowFilter.Distinct, columns.Select(c => c.Collation), query);
                scope.Add(new TextTable("", columns));
                foreach (var order in select.OrderByClause?.OrderByElements ?? [])
                {
                    Value(order.Expression, scope);
                }

                return columns;
            default:
                return [];
        }
    }

    private IEnumerable<(string Column, Collation Collation)> Columns(SelectElement element, TextScope scope) => element switch
    {
        SelectScalarExpression one =>
        [
            (one.ColumnName?.Value ?? (one.Expression as ColumnReferenceExpression)?.MultiPartIdentifier?.Identifiers[^1].Value ?? "",
                Value(one.Expression, scope)),
        ],
        SelectStarExpression all => scope.Tables
            .Where(t => all.Qualifier is null || t.Name.Equals(all.Qualifier.Identifiers[^1].Value, StringComparison.OrdinalIgnoreCase))
            .SelectMany(t => t.Columns),
        _ => [],
    };

    private void Table(TableReference table, TextScope scope)
    {
        switch (table)
        {
            case NamedTableReference named:
                if (_tables.TryGetValue(named.SchemaObject.BaseIdentifier.Value, out var known))
                {
                    scope.Add(known with { Name = named.Alias?.Value ?? known.Name });
                }

                break;
            case QueryDerivedTable query:
                scope.Add(Named(query.Alias.Value, query.Columns, Query(query.QueryExpression, scope)));
                break;
            case InlineDerivedTable rows:
                var values = rows.RowValues[0].ColumnValues.Select(v => ("", Value(v, scope))).ToList();
                scope.Add(Named(rows.Alias.Value, rows.Columns, values));
                break;
            case OpenJsonTableReference json:
                var columns = json.SchemaDeclarationItems
                    .Select(i => (i.ColumnDefinition.ColumnIdentifier.Value, OfType(i.ColumnDefinition.DataType))).ToList();
                Collation own = new(Collation.Database);
                scope.Add(new TextTable(
                    json.Alias?.Value ?? "", columns.Count > 0 ? columns : [("key", own), ("value", own), ("type", Collation.NoText)]));
                break;
            case GlobalFunctionTableReference split:
                var part = split.Parameters.Select(p => Value(p, scope)).Aggregate((a, b) => Together(a, b, split));
                scope.Add(new TextTable(split.Alias?.Value ?? "", [("value", part)]));
                break;
            case JoinParenthesisTableReference inBrackets:
                Table(inBrackets.Join, scope);
                break;
            case JoinTableReference join:
                Table(join.FirstTableReference, scope);
                Table(join.SecondTableReference, scope);
                Condition((join as QualifiedJoin)?.SearchCondition, scope);
                break;
            default:
                _problems.Add($"{table.GetType().Name} is not understood by this check. Teach {nameof(CollationCheck)}.{nameof(Table)}.");
                break;
        }

        static Collation OfType(DataTypeReference type) => IsText(type) ? new Collation(Collation.Database) : Collation.NoText;
    }

    private static TextTable Named(string name, IList<Identifier> columns, IReadOnlyList<(string Column, Collation Collation)> values) =>
        new(name, columns.Count == 0 ? values : [.. values.Select((v, i) => (columns[i].Value, v.Collation))]);

    private static bool IsText(DataTypeReference type) =>
        type is SqlDataTypeReference
        {
            SqlDataTypeOption: SqlDataTypeOption.NVarChar or SqlDataTypeOption.VarChar or SqlDataTypeOption.NChar or SqlDataTypeOption.Char,
        };

    // One row of each: what the collation takes to be the same becomes one, unless something else tells the rows apart.
    private void OneOfEach(bool applies, IEnumerable<Collation> columns, TSqlFragment where)
    {
        var all = columns.ToList();
        if (applies && all.TrueForAll(c => c.IsText) && all.Exists(c => c.Name is Sql.Sorted or Collation.Database))
        {
            Say($"keeps one of those that {all.First(c => c.Name is Sql.Sorted or Collation.Database).Name} takes to be the same", where);
        }
    }

    private Collation Together(Collation one, Collation other, TSqlFragment where)
    {
        if (Collation.Meet(one, other) is { } met)
        {
            return met;
        }

        Say($"{one.Name} meets {other.Name}", where);
        return one;
    }

    private void Say(string what, TSqlFragment where) => _problems.Add(
        $"{what}: {string.Join(' ', SchemaModel.TextOf(where).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}");

    private sealed class Statements : TSqlFragmentVisitor
    {
        public List<StatementWithCtesAndXmlNamespaces> Found { get; } = [];

        public override void Visit(StatementWithCtesAndXmlNamespaces node) => Found.Add(node);
    }
}
