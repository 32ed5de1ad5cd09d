using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Recorded;

internal sealed partial class StatementReader
{
    private IReadOnlyList<Column> Query(QueryExpression query, Scope around)
    {
        switch (query)
        {
            case QueryParenthesisExpression parenthesis:
                return Query(parenthesis.QueryExpression, around);
            case BinaryQueryExpression both:
                var first = Query(both.FirstQueryExpression, around);
                var second = Query(both.SecondQueryExpression, around);
                Offset(both.OffsetClause, around);
                if (first.Count != second.Count)
                {
                    _problems.Add($"The parts of a union have {first.Count} and {second.Count} columns.");
                }

                foreach (var (one, other) in first.Zip(second))
                {
                    OneKind([.. one.Sources, .. other.Sources], "a union");
                }

                return [.. first.Select((c, i) => i < second.Count ? c with { Sources = [.. c.Sources, .. second[i].Sources] } : c)];
            case QuerySpecification single:
                return Select(single, around);
            default:
                _problems.Add($"{query.GetType().Name} is not understood by this check. Teach {nameof(StatementReader)}.");
                return [];
        }
    }

    private List<Column> Select(QuerySpecification query, Scope around)
    {
        var scope = From(query.FromClause, around);
        Top(query.TopRowFilter, scope);
        Condition(query.WhereClause?.SearchCondition, scope);
        var columns = new List<Column>();
        foreach (var element in query.SelectElements)
        {
            switch (element)
            {
                case SelectScalarExpression scalar:
                    columns.Add(Answered(scalar, scope));
                    break;
                case SelectStarExpression { Qualifier: null }:
                    columns.AddRange(scope.Everything);
                    break;
                case SelectStarExpression star:
                    columns.AddRange(scope.Alias(star.Qualifier.Identifiers[^1].Value) ?? []);
                    break;
                case SelectSetVariable set:
                    Write(_declared.GetValueOrDefault(set.Variable.Name) ?? ServerType.Unknown(set.Variable.Name), set.Expression, scope);
                    break;
            }
        }

        foreach (var grouped in (query.GroupByClause?.GroupingSpecifications ?? []).OfType<ExpressionGroupingSpecification>())
        {
            Values(grouped.Expression, scope);
        }

        Condition(query.HavingClause?.SearchCondition, scope);

        // Orders may also name what is selected.
        var ordered = new Scope(scope);
        ordered.From("", columns);
        foreach (var order in query.OrderByClause?.OrderByElements ?? [])
        {
            Values(order.Expression, ordered);
        }

        Offset(query.OffsetClause, scope);
        return columns;
    }

    private void Top(TopRowFilter? top, Scope scope) => Argument(top?.Expression, ServerType.Int("top"), scope);

    private void Offset(OffsetClause? offset, Scope scope)
    {
        Argument(offset?.OffsetExpression, ServerType.Int("offset"), scope);
        Argument(offset?.FetchExpression, ServerType.Int("fetch next"), scope);
    }

    private Scope From(FromClause? from, Scope around)
    {
        var scope = new Scope(around);
        foreach (var table in from?.TableReferences ?? [])
        {
            From(table, scope);
        }

        return scope;
    }

    private void From(TableReference table, Scope scope)
    {
        switch (table)
        {
            case QualifiedJoin join:
                From(join.FirstTableReference, scope);
                From(join.SecondTableReference, scope);
                Condition(join.SearchCondition, scope);
                break;
            case UnqualifiedJoin join:
                From(join.FirstTableReference, scope);
                From(join.SecondTableReference, scope);
                break;
            case JoinParenthesisTableReference parenthesis:
                From(parenthesis.Join, scope);
                break;
            case NamedTableReference named:
                var name = named.SchemaObject.BaseIdentifier.Value;
                scope.From(named.Alias?.Value ?? name, scope.Named(name) ?? Column.Of(_schema.Table(name) ?? []));
                break;
            case VariableTableReference variable:
                scope.From(variable.Alias?.Value ?? variable.Variable.Name, scope.Named(variable.Variable.Name) ?? []);
                break;
            case QueryDerivedTable derived:
                // Whatever stands before it: only "apply" may see it, and names were bound already.
                scope.From(derived.Alias.Value, Named(Query(derived.QueryExpression, scope), derived.Columns));
                break;
            case InlineDerivedTable inline:
                scope.From(inline.Alias.Value, Rows(inline, scope));
                break;
            case OpenJsonTableReference json:
                scope.From(json.Alias?.Value ?? "", OpenJson(json, scope));
                break;
            case GlobalFunctionTableReference function:
                foreach (var parameter in function.Parameters)
                {
                    Argument(parameter, ServerType.Text(function.Name.Value), scope);
                }

                scope.From(function.Alias?.Value ?? "",
                    [new Column("value", [new Source.Typed(ServerType.Text($"{function.Name.Value}.value", -1))])]);
                break;
            default:
                _problems.Add($"{table.GetType().Name} is not understood by this check. Teach {nameof(StatementReader)}.");
                break;
        }
    }

    private static IReadOnlyList<Column> Named(IReadOnlyList<Column> columns, IList<Identifier> names) =>
        names.Count == 0 ? columns : [.. columns.Select((c, i) => i < names.Count ? c with { Name = names[i].Value } : c)];

    private List<Column> Rows(InlineDerivedTable inline, Scope scope) =>
    [
        .. inline.Columns.Select((name, i) => new Column(
            name.Value,
            [.. inline.RowValues.Where(r => i < r.ColumnValues.Count).SelectMany(r => Values(r.ColumnValues[i], scope))])),
    ];

    private List<Column> OpenJson(OpenJsonTableReference json, Scope scope)
    {
        var items = (json.SchemaDeclarationItems ?? [])
            .Select(i => (
                Name: i.ColumnDefinition.ColumnIdentifier.Value,
                Path: (i.Mapping as StringLiteral)?.Value ?? $"$.{i.ColumnDefinition.ColumnIdentifier.Value}",
                Type: ServerType.Of($"openjson.{i.ColumnDefinition.ColumnIdentifier.Value}", i.ColumnDefinition.DataType)))
            .ToList();
        foreach (var source in Values(json.Variable, scope))
        {
            if (source is Source.Parameter p)
            {
                _uses.Add(new Use(p.Name, ServerType.Text("openjson"), Purpose.Argument, Items: [.. items.Select(i => (i.Path, i.Type))]));
            }
        }

        return items.Count > 0
            ? [.. items.Select(i => new Column(i.Name, [new Source.Typed(i.Type)]))]
            :
            [
                new Column("key", [new Source.Typed(ServerType.Text("openjson.key", 4000))]),
                new Column("value", [new Source.Typed(ServerType.Text("openjson.value", -1))]),
                new Column("type", [new Source.Typed(ServerType.Int("openjson.type"))]),
            ];
    }
}
