using Engagement.Tests.Data.TSqlCheck;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Recorded;

/// <summary>
/// Reads a statement with Microsoft's own parser and tells, for each parameter, which columns it is compared with or becomes the value of:
/// through aliases, subqueries, common table expressions, unions, <c>openjson</c>, <c>case</c> and <c>coalesce</c>.
/// </summary>
internal sealed partial class StatementReader
{
    private readonly ServerSchema _schema;
    private readonly List<Use> _uses = [];
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _parameters = new(StringComparer.Ordinal); // a database may heed the case of names
    private readonly Dictionary<string, ServerType> _declared = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IReadOnlyList<Column>> _answers = [];
    private readonly Scope _variables = new(around: null);

    private StatementReader(ServerSchema schema)
    {
        _schema = schema;
    }

    public static StatementUses Read(ServerSchema schema, string text)
    {
        var reader = new StatementReader(schema);
        var statements = SchemaModel.Parse(text, out var errors);
        reader._problems.AddRange(errors.Select(e => e.Message));
        foreach (var statement in errors.Count > 0 ? [] : statements)
        {
            reader.Statement(statement);
            reader._problems.AddRange(StatementRules.Problems(statement));
        }

        return new StatementUses(reader._parameters, reader._uses, [.. reader._problems.Distinct(StringComparer.Ordinal)], reader._answers);
    }

    private void Statement(TSqlStatement? statement)
    {
        switch (statement)
        {
            case null:
                break;
            case BeginEndBlockStatement block:
                foreach (var inner in block.StatementList.Statements)
                {
                    Statement(inner);
                }

                break;
            case IfStatement branch:
                Condition(branch.Predicate, _variables);
                Statement(branch.ThenStatement);
                Statement(branch.ElseStatement);
                break;
            case DeclareVariableStatement declare:
                foreach (var one in declare.Declarations)
                {
                    var type = ServerType.Of(one.VariableName.Value, one.DataType);
                    _declared[one.VariableName.Value] = type;
                    Write(type, one.Value, _variables);
                }

                break;
            case DeclareTableVariableStatement table:
                _variables.Name(table.Body.VariableName.Value,
                    Column.Of(ServerSchema.Columns(table.Body.VariableName.Value, table.Body.Definition)));
                break;
            case SetVariableStatement set when set.Expression is not null:
                Write(_declared.GetValueOrDefault(set.Variable.Name) ?? ServerType.Unknown(set.Variable.Name), set.Expression, _variables);
                break;
            case SelectStatement select:
                _answers.Add(Query(select.QueryExpression, With(select.WithCtesAndXmlNamespaces)));
                break;
            case InsertStatement insert:
                Insert(insert.InsertSpecification, With(insert.WithCtesAndXmlNamespaces));
                break;
            case UpdateStatement update:
                Update(update.UpdateSpecification, With(update.WithCtesAndXmlNamespaces));
                break;
            case DeleteStatement delete:
                Delete(delete.DeleteSpecification, With(delete.WithCtesAndXmlNamespaces));
                break;
            case SetCommandStatement or PredicateSetStatement or SetOnOffStatement or SetTransactionIsolationLevelStatement:
                break;
            default:
                _problems.Add($"{statement.GetType().Name} is not understood by this check. Teach {nameof(StatementReader)}.");
                break;
        }
    }

    private Scope With(WithCtesAndXmlNamespaces? with)
    {
        var scope = new Scope(_variables);
        foreach (var named in with?.CommonTableExpressions ?? [])
        {
            // One that reads itself: its first part says what its columns are.
            if (named.QueryExpression is BinaryQueryExpression { FirstQueryExpression: var first })
            {
                scope.Name(named.ExpressionName.Value, Named(Query(first, new Scope(scope)), named.Columns));
            }

            scope.Name(named.ExpressionName.Value, Named(Query(named.QueryExpression, new Scope(scope)), named.Columns));
        }

        return scope;
    }

    private void Insert(InsertSpecification insert, Scope around)
    {
        var table = Target(insert.Target, around);
        var written = insert.Columns.Count == 0
            ? table.ToList()
            : insert.Columns.Select(c => ColumnOf(table, c)).ToList();
        switch (insert.InsertSource)
        {
            case ValuesInsertSource values:
                foreach (var row in values.RowValues)
                {
                    AsMany(written.Count, row.ColumnValues.Count);
                    for (var i = 0; i < Math.Min(written.Count, row.ColumnValues.Count); i++)
                    {
                        Write(written[i], row.ColumnValues[i], around);
                    }
                }

                break;
            case SelectInsertSource select:
                var columns = Query(select.Select, around);
                AsMany(written.Count, columns.Count);
                for (var i = 0; i < Math.Min(written.Count, columns.Count); i++)
                {
                    Write(written[i], columns[i].Sources);
                }

                break;
        }

        if (insert.Columns.Count > 0)
        {
            Outputs(insert, table, around);
        }
    }

    private void Update(UpdateSpecification update, Scope around)
    {
        var scope = From(update.FromClause, around);
        var table = Target(update.Target, scope);
        if (update.FromClause is null)
        {
            scope.From(Named(update.Target), Column.Of(table));
        }

        Top(update.TopRowFilter, scope);
        foreach (var set in update.SetClauses.OfType<AssignmentSetClause>())
        {
            var column = set.Column is null
                ? _declared.GetValueOrDefault(set.Variable.Name) ?? ServerType.Unknown(set.Variable.Name)
                : ColumnOf(table, set.Column);
            if (set.AssignmentKind != AssignmentKind.Equals)
            {
                Meet([new Source.Typed(column)], Values(set.NewValue, scope), Purpose.Argument);
                continue;
            }

            Write(column, set.NewValue, scope);
        }

        Condition(update.WhereClause?.SearchCondition, scope);
        Outputs(update, table, scope);
    }

    private void Delete(DeleteSpecification delete, Scope around)
    {
        var scope = From(delete.FromClause, around);
        var table = Target(delete.Target, scope);
        if (delete.FromClause is null)
        {
            scope.From(Named(delete.Target), Column.Of(table));
        }

        Top(delete.TopRowFilter, scope);
        Condition(delete.WhereClause?.SearchCondition, scope);
        Outputs(delete, table, scope);
    }

    private void Outputs(DataModificationSpecification changed, IReadOnlyList<ServerType> table, Scope around)
    {
        var scope = new Scope(around);
        scope.From("inserted", Column.Of(table));
        scope.From("deleted", Column.Of(table));
        foreach (var element in (changed.OutputIntoClause?.SelectColumns ?? []).OfType<SelectScalarExpression>())
        {
            Values(element.Expression, scope);
        }

        _answers.Add([.. (changed.OutputClause?.SelectColumns ?? []).OfType<SelectScalarExpression>().Select(e => Answered(e, scope))]);
    }

    private void AsMany(int columns, int values)
    {
        if (columns != values)
        {
            _problems.Add($"{values} values are written to {columns} columns.");
        }
    }

    private Column Answered(SelectScalarExpression scalar, Scope scope) => new(
        scalar.ColumnName?.Value ?? (scalar.Expression as ColumnReferenceExpression)?.MultiPartIdentifier?.Identifiers[^1].Value ?? "",
        Values(scalar.Expression, scope));

    /// <summary>The columns of what a statement changes, which may be named by an alias of its <c>from</c>.</summary>
    private IReadOnlyList<ServerType> Target(TableReference target, Scope scope)
    {
        if (target is VariableTableReference variable)
        {
            return Types(scope.Named(variable.Variable.Name));
        }

        var name = ((NamedTableReference)target).SchemaObject.BaseIdentifier.Value;
        return _schema.Table(name) ?? Types(scope.Alias(name));

        static IReadOnlyList<ServerType> Types(IReadOnlyList<Column>? columns) =>
            [.. (columns ?? []).Select(c => c.Sources is [Source.Typed { Type: var type }] ? type : ServerType.Unknown(c.Name))];
    }

    private static string Named(TableReference target) => target switch
    {
        NamedTableReference { Alias: { } alias } => alias.Value,
        NamedTableReference named => named.SchemaObject.BaseIdentifier.Value,
        _ => "",
    };

    private ServerType ColumnOf(IReadOnlyList<ServerType> table, ColumnReferenceExpression column)
    {
        var name = column.MultiPartIdentifier.Identifiers[^1].Value;
        var found = table.FirstOrDefault(c => c.Name.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            _problems.Add($"The column {name} that is written was not found.");
        }

        return found ?? ServerType.Unknown(name);
    }
}
