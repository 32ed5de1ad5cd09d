using System.Data;
using Engagement.Tests.Data.TSqlCheck;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Recorded;

internal sealed partial class StatementReader
{
    /// <summary>What an expression's value may come from. Everything inside it is read on the way.</summary>
    private IReadOnlyList<Source> Values(ScalarExpression? expression, Scope scope)
    {
        switch (expression)
        {
            case null:
                return [];
            case ParenthesisExpression parenthesis:
                return Values(parenthesis.Expression, scope);
            case VariableReference variable when _declared.TryGetValue(variable.Name, out var declared):
                return [new Source.Typed(declared)];
            case VariableReference variable:
                _parameters.Add(variable.Name[1..]);
                return [new Source.Parameter(variable.Name[1..])];
            case GlobalVariableExpression:
                return [new Source.Typed(ServerType.Int("@@"))];
            case Literal literal:
                return [new Source.Literal(literal)];
            case UnaryExpression { Expression: Literal literal } unary:
                return [new Source.Literal(literal, unary.UnaryExpressionType == UnaryExpressionType.Negative)];
            case UnaryExpression unary:
                return Values(unary.Expression, scope);
            case ColumnReferenceExpression { ColumnType: ColumnType.Wildcard }:
                return [];
            case ColumnReferenceExpression column:
                var names = column.MultiPartIdentifier.Identifiers;
                return scope.Find(names.Count > 1 ? names[^2].Value : null, names[^1].Value) ?? [];
            case BinaryExpression both:
                return Sum(both, scope);
            case CoalesceExpression coalesce:
                return FirstOf(coalesce.Expressions, scope);
            case NullIfExpression nullIf:
                Compare(nullIf.FirstExpression, nullIf.SecondExpression, scope);
                return Values(nullIf.FirstExpression, scope);
            case IIfCall iif:
                Condition(iif.Predicate, scope);
                return Branches([iif.ThenExpression], iif.ElseExpression, scope);
            case SearchedCaseExpression searched:
                foreach (var when in searched.WhenClauses)
                {
                    Condition(when.WhenExpression, scope);
                }

                return Branches(searched.WhenClauses.Select(w => w.ThenExpression), searched.ElseExpression, scope);
            case SimpleCaseExpression simple:
                foreach (var when in simple.WhenClauses)
                {
                    Compare(simple.InputExpression, when.WhenExpression, scope);
                }

                return Branches(simple.WhenClauses.Select(w => w.ThenExpression), simple.ElseExpression, scope);
            case CastCall cast:
                return Cast(cast.DataType, cast.Parameter, scope);
            case ConvertCall convert:
                return Cast(convert.DataType, convert.Parameter, scope);
            case TryCastCall cast:
                return Cast(cast.DataType, cast.Parameter, scope);
            case TryConvertCall convert:
                return Cast(convert.DataType, convert.Parameter, scope);
            case ScalarSubquery query:
                return Query(query.QueryExpression, scope) is [var only, ..] ? only.Sources : [];
            case FunctionCall function:
                return Call(function, scope);
            case LeftFunctionCall left:
                return Shortened(left.Parameters, scope);
            case RightFunctionCall right:
                return Shortened(right.Parameters, scope);
            default:
                _problems.Add($"{expression.GetType().Name} is not understood by this check. Teach {nameof(StatementReader)}.");
                return [];
        }
    }

    private List<Source> FirstOf(IList<ScalarExpression> expressions, Scope scope)
    {
        var each = expressions.Select(e => Values(e, scope)).ToList();
        for (var i = 1; i < each.Count; i++)
        {
            Meet(each[0], each[i], Purpose.Argument);
        }

        return [.. each.SkipLast(1).SelectMany(s => s).Select(s => s.WithoutNull()), .. each[^1]];
    }

    private List<Source> Branches(IEnumerable<ScalarExpression> thens, ScalarExpression? otherwise, Scope scope)
    {
        var values = thens.SelectMany(t => Values(t, scope)).Concat(Values(otherwise, scope)).Select(s => s.WithoutNull()).ToList();
        OneKind(values, "a case");
        return values;
    }

    private IReadOnlyList<Source> Cast(DataTypeReference to, ScalarExpression from, Scope scope)
    {
        var type = ServerType.Of("cast", to);
        foreach (var source in Values(from, scope))
        {
            switch (source)
            {
                case Source.Parameter cast:
                    // A longer text is cut without a word, as where it is declared.
                    var isText = type.Kind is { } kind && Families.Of(kind) == Family.Text;
                    _uses.Add(new Use(cast.Name, type, isText ? Purpose.Write : Purpose.Argument));
                    break;
                case Source.Typed { Type: { Kind: { } of } cut } when Families.Of(of) == Family.Text && type.Length > 0
                    && (cut.Length > type.Length || cut.Length == -1):
                    _problems.Add($"{cut} is cast to {type}, which cuts it: say left().");
                    break;
            }
        }

        return [new Source.Typed(type)];
    }

    private IReadOnlyList<Source> Sum(BinaryExpression both, Scope scope)
    {
        var first = Values(both.FirstExpression, scope);
        var second = Values(both.SecondExpression, scope);
        var kinds = first.Concat(second).Select(KindOf).ToList();
        if (both.BinaryExpressionType is BinaryExpressionType.Divide or BinaryExpressionType.Modulo)
        {
            _uses.AddRange(second.OfType<Source.Parameter>().Select(p => new Use(p.Name, ServerType.Unknown("a divisor"), Purpose.Divide)));
        }

        if (kinds.Exists(k => k is { } kind && Families.Of(kind) == Family.Text))
        {
            if (kinds.Exists(k => k is { } kind && Families.Of(kind) != Family.Text))
            {
                _problems.Add(
                    $"{SchemaModel.TextOf(both)} adds a text and something else: SQL Server makes a number of the text, or fails.");
            }

            // Words put together: how long they are depends on each.
            foreach (var part in first.Concat(second).OfType<Source.Parameter>())
            {
                _uses.Add(new Use(part.Name, ServerType.Text("a text put together"), Purpose.Argument));
            }

            return [new Source.Typed(ServerType.Text("a text put together", Together(LengthOf(first), LengthOf(second))))];
        }

        // Two parameters alone say nothing of each other: what the sum is put to says it of both.
        if (!kinds.Exists(k => k is not null))
        {
            return [.. first, .. second];
        }

        Meet(first, second, Purpose.Argument);
        return [new Source.Typed(new ServerType("a sum", kinds.Find(k => k is not null)))];
    }

    private static int Together(int first, int second) => first == -1 || second == -1 ? -1 : first == 0 || second == 0 ? 0 : first + second;

    private static int LengthOf(IReadOnlyList<Source> sources)
    {
        var lengths = sources
            .Select(s => s is Source.Typed t ? t.Type.Length : s is Source.Literal { Value: StringLiteral l } ? l.Value.Length : 0)
            .ToList();
        return lengths.Contains(-1) ? -1 : lengths.Contains(0) ? 0 : lengths.DefaultIfEmpty().Max();
    }

    private static SqlDbType? KindOf(Source source) => source switch
    {
        Source.Typed t => t.Type.Kind,
        Source.Literal { Value: StringLiteral } => SqlDbType.NVarChar,
        Source.Literal { Value: IntegerLiteral } => SqlDbType.Int,
        _ => null,
    };

    private IReadOnlyList<Source> Shortened(IList<ScalarExpression> parameters, Scope scope)
    {
        Argument(parameters[0], ServerType.Text("left or right"), scope);
        Argument(parameters[1], ServerType.Int("left or right"), scope);
        return [new Source.Typed(ServerType.Text("left or right", parameters[1] is IntegerLiteral n
            ? int.Parse(n.Value, System.Globalization.CultureInfo.InvariantCulture)
            : 0))];
    }

    private IReadOnlyList<Source> Call(FunctionCall function, Scope scope)
    {
        var name = function.FunctionName.Value.ToLowerInvariant();
        foreach (var order in (function.OverClause?.OrderByClause?.OrderByElements ?? [])
            .Select(o => o.Expression).Concat(function.OverClause?.Partitions ?? []))
        {
            Values(order, scope);
        }

        switch (name)
        {
            case "isnull":
                _problems.Add("isnull cuts the second to the length of the first: say coalesce.");
                return FirstOf(function.Parameters, scope);
            case "min" or "max" or "sum" or "avg" when Values(function.Parameters[0], scope).Any(s => KindOf(s) == SqlDbType.Bit):
                _problems.Add($"{name} of a bit: SQL Server refuses it (8117).");
                return [];
            case "avg" when Values(function.Parameters[0], scope).Any(s => KindOf(s) is { } kind && Families.Of(kind) == Family.Whole):
                _problems.Add("The average of whole numbers is whole on SQL Server, and a fraction on SQLite.");
                return [];
            case "min" or "max" or "abs" or "floor" or "ceiling" or "round" or "first_value" or "last_value":
                return Values(function.Parameters[0], scope);
            case "sum" or "avg":
                return [new Source.Typed(
                    new ServerType(name, Values(function.Parameters[0], scope).Select(KindOf).FirstOrDefault(k => k is not null)))];
            case "count" or "count_big" or "row_number" or "rank":
                Arguments(function.Parameters, _ => ServerType.Unknown(name));
                return [new Source.Typed(ServerType.Int(name))];
            case "len" or "datalength" or "charindex" or "patindex" or "isjson":
                Arguments(function.Parameters, i => ServerType.Text(name));
                return [new Source.Typed(ServerType.Int(name))];
            case "datediff" or "datediff_big":
                Arguments([.. function.Parameters.Skip(1)], _ => new ServerType(name, SqlDbType.DateTime2, Scale: 3));
                return [new Source.Typed(new ServerType(name, name == "datediff" ? SqlDbType.Int : SqlDbType.BigInt))];
            case "datepart":
                Arguments([.. function.Parameters.Skip(1)], _ => new ServerType(name, SqlDbType.DateTime2, Scale: 3));
                return [new Source.Typed(ServerType.Int(name))];
            case "dateadd":
                Argument(function.Parameters[1], ServerType.Int(name), scope);
                var time = Values(function.Parameters[2], scope);
                foreach (var p in time.OfType<Source.Parameter>())
                {
                    _uses.Add(new Use(p.Name, new ServerType(name, SqlDbType.DateTime2, Scale: 3), Purpose.Argument));
                }

                return [new Source.Typed(new ServerType(name, SqlDbType.DateTime2, Scale: 3))];
            case "lower" or "upper" or "ltrim" or "rtrim" or "trim" or "replace"
                or "concat" or "string_agg" or "json_value" or "json_query" or "reverse"
                or "string_escape" or "json_modify" or "translate" or "format" or "str":
                Arguments(function.Parameters, _ => ServerType.Text(name));
                return [new Source.Typed(ServerType.Text(name))];
            case "substring":
                Arguments(function.Parameters, i => i == 0 ? ServerType.Text(name) : ServerType.Int(name));
                return [new Source.Typed(ServerType.Text(name))];
            case "sysutcdatetime":
                return [new Source.Typed(new ServerType(name, SqlDbType.DateTime2, Scale: 7))];
            case "db_id":
                Arguments(function.Parameters, _ => ServerType.Text(name));
                return [new Source.Typed(ServerType.Int(name))];
            case "newid":
                return [new Source.Typed(new ServerType(name, SqlDbType.UniqueIdentifier))];
            default:
                _problems.Add($"The function {name} is not understood by this check. Teach {nameof(StatementReader)}.");
                return [];
        }

        void Arguments(IList<ScalarExpression> parameters, Func<int, ServerType> type)
        {
            for (var i = 0; i < parameters.Count; i++)
            {
                Argument(parameters[i], type(i), scope);
            }
        }
    }

    private void Argument(ScalarExpression? expression, ServerType type, Scope scope)
    {
        foreach (var p in Values(expression, scope).OfType<Source.Parameter>())
        {
            _uses.Add(new Use(p.Name, type, Purpose.Argument));
        }
    }
}
