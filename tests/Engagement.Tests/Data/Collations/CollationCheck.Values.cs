using Engagement.Data;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Collations;

internal sealed partial class CollationCheck
{
    // Of those the result is text by what goes in.
    private static readonly HashSet<string> GiveText = new(StringComparer.OrdinalIgnoreCase)
    {
        "lower", "upper", "ltrim", "rtrim", "trim", "replace", "substring", "concat", "concat_ws", "string_agg", "isnull", "min",
        "max", "json_value", "json_query", "left", "right", "stuff", "reverse", "first_value", "last_value", "lag", "lead",
        "translate", "string_escape",
    };

    private Collation Value(ScalarExpression? value, TextScope scope)
    {
        var own = Own(value, scope);
        return value is PrimaryExpression { Collation: { } named } ? new Collation(named.Value, IsNamed: true) : own;
    }

    private Collation Own(ScalarExpression? value, TextScope scope)
    {
        switch (value)
        {
            case ColumnReferenceExpression { MultiPartIdentifier: { } name }:
                return scope.Find(name) ?? Collation.NoText;
            case StringLiteral or VariableReference:
                return Collation.Free;
            case null or Literal or ColumnReferenceExpression or UnaryExpression or ParameterlessCall:
                return Collation.NoText;
            case ParenthesisExpression inBrackets:
                return Value(inBrackets.Expression, scope);
            case CastCall cast:
                return As(cast.DataType, Value(cast.Parameter, scope));
            case TryCastCall cast:
                return As(cast.DataType, Value(cast.Parameter, scope));
            case ConvertCall convert:
                return As(convert.DataType, Value(convert.Parameter, scope));
            case BinaryExpression both:
                var sum = All(scope, both, both.FirstExpression, both.SecondExpression);
                return both.BinaryExpressionType == BinaryExpressionType.Add ? sum : Collation.NoText;
            case CoalesceExpression coalesce:
                return All(scope, coalesce, [.. coalesce.Expressions]);
            case NullIfExpression nullIf:
                Compare(Value(nullIf.FirstExpression, scope), Value(nullIf.SecondExpression, scope), nullIf);
                return Value(nullIf.FirstExpression, scope);
            case IIfCall iif:
                Condition(iif.Predicate, scope);
                return All(scope, iif, iif.ThenExpression, iif.ElseExpression);
            case SearchedCaseExpression cases:
                cases.WhenClauses.ToList().ForEach(w => Condition(w.WhenExpression, scope));
                return All(scope, cases, [.. cases.WhenClauses.Select(w => w.ThenExpression), cases.ElseExpression]);
            case SimpleCaseExpression cases:
                cases.WhenClauses.ToList()
                    .ForEach(w => Compare(Value(cases.InputExpression, scope), Value(w.WhenExpression, scope), cases));
                return All(scope, cases, [.. cases.WhenClauses.Select(w => w.ThenExpression), cases.ElseExpression]);
            case LeftFunctionCall left:
                return All(scope, left, [.. left.Parameters]);
            case RightFunctionCall right:
                return All(scope, right, [.. right.Parameters]);
            case FunctionCall call:
                var over = (call.OverClause?.Partitions ?? []).Select(p => Value(p, scope)).ToList();
                OneOfEach(over.Count > 0, over, call);
                call.OverClause?.OrderByClause?.OrderByElements.ToList().ForEach(o => Value(o.Expression, scope));
                var given = All(scope, call, [.. call.Parameters]);
                return GiveText.Contains(call.FunctionName.Value) ? given : Collation.NoText;
            case ScalarSubquery query:
                return Query(query.QueryExpression, scope) is [var (_, first), ..] ? first : Collation.NoText;
            default:
                _problems.Add($"{value.GetType().Name} is not understood by this check. Teach {nameof(CollationCheck)}.{nameof(Own)}.");
                return Collation.NoText;
        }

        static Collation As(DataTypeReference type, Collation given) =>
            !IsText(type) ? Collation.NoText : given.IsText ? given : Collation.Free;
    }

    private Collation All(TextScope scope, TSqlFragment where, params IReadOnlyList<ScalarExpression?> values) =>
        values.Select(v => Value(v, scope)).Aggregate(Collation.NoText, (a, b) => Together(a, b, where));

    private void Condition(BooleanExpression? condition, TextScope scope)
    {
        switch (condition)
        {
            case null:
                break;
            case BooleanBinaryExpression both:
                Condition(both.FirstExpression, scope);
                Condition(both.SecondExpression, scope);
                break;
            case BooleanNotExpression not:
                Condition(not.Expression, scope);
                break;
            case BooleanParenthesisExpression inBrackets:
                Condition(inBrackets.Expression, scope);
                break;
            case BooleanIsNullExpression isNull:
                Value(isNull.Expression, scope);
                break;
            case BooleanComparisonExpression comparison:
                Compare(Value(comparison.FirstExpression, scope), Value(comparison.SecondExpression, scope), comparison);
                break;
            case BooleanTernaryExpression between:
                Compare(Value(between.FirstExpression, scope), Value(between.SecondExpression, scope), between);
                Compare(Value(between.FirstExpression, scope), Value(between.ThirdExpression, scope), between);
                break;
            case LikePredicate like:
                Together(Value(like.FirstExpression, scope), Value(like.SecondExpression, scope), like);
                break;
            case InPredicate among:
                var sought = Value(among.Expression, scope);
                var values = among.Subquery is null
                    ? among.Values.Select(v => Value(v, scope))
                    : [Query(among.Subquery.QueryExpression, scope) is [var (_, first), ..] ? first : Collation.NoText];
                values.ToList().ForEach(v => Compare(sought, v, among));
                break;
            case ExistsPredicate exists:
                Query(exists.Subquery.QueryExpression, scope);
                break;
            default:
                _problems.Add(
                    $"{condition.GetType().Name} is not understood by this check. Teach {nameof(CollationCheck)}.{nameof(Condition)}.");
                break;
        }
    }

    private void Compare(Collation one, Collation other, TSqlFragment where)
    {
        // Text beside what is none is converted first, and is no text then.
        if (one.IsText && other.IsText && Together(one, other, where).Name is Sql.Sorted or Collation.Database)
        {
            Say($"compares by {Together(one, other, where).Name}, which takes some to be the same that are not", where);
        }
    }
}
