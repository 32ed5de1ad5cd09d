using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Recorded;

internal sealed partial class StatementReader
{
    private void Condition(BooleanExpression? condition, Scope scope)
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
            case BooleanParenthesisExpression parenthesis:
                Condition(parenthesis.Expression, scope);
                break;
            case BooleanComparisonExpression comparison:
                Compare(comparison.FirstExpression, comparison.SecondExpression, scope);
                break;
            case BooleanTernaryExpression between:
                Compare(between.FirstExpression, between.SecondExpression, scope);
                Compare(between.FirstExpression, between.ThirdExpression, scope);
                break;
            case BooleanIsNullExpression isNull:
                foreach (var tested in Values(isNull.Expression, scope).OfType<Source.Parameter>())
                {
                    _uses.Add(new Use(tested.Name, ServerType.Unknown("is null"), Purpose.Argument));
                }

                break;
            case DistinctPredicate distinct:
                Compare(distinct.FirstExpression, distinct.SecondExpression, scope);
                break;
            case LikePredicate like:
                Compare(like.FirstExpression, like.SecondExpression, scope);
                Argument(like.EscapeExpression, ServerType.Text("escape", 1), scope);
                if (like.EscapeExpression is null && Values(like.SecondExpression, scope).Any(s => s is not Source.Literal))
                {
                    _problems.Add("like without escape: a %, _ or [ in what is looked for would stand for something else.");
                }

                break;
            case InPredicate { Subquery: { } query } inQuery:
                var columns = Query(query.QueryExpression, scope);
                Meet(Values(inQuery.Expression, scope), columns.Count > 0 ? columns[0].Sources : [],
                    Purpose.Compare, IsCollated(inQuery.Expression));
                break;
            case InPredicate inList:
                foreach (var value in inList.Values)
                {
                    Compare(inList.Expression, value, scope);
                }

                break;
            case ExistsPredicate exists:
                Query(exists.Subquery.QueryExpression, scope);
                break;
            default:
                _problems.Add($"{condition.GetType().Name} is not understood by this check. Teach {nameof(StatementReader)}.");
                break;
        }
    }

    private void Compare(ScalarExpression first, ScalarExpression second, Scope scope) =>
        Meet(Values(first, scope), Values(second, scope), Purpose.Compare, IsCollated(first) || IsCollated(second));

    /// <summary>Both sides of a comparison or of a sum: each parameter meets whatever has a type on the other side.</summary>
    private void Meet(IReadOnlyList<Source> first, IReadOnlyList<Source> second, Purpose purpose, bool isCollated = true)
    {
        foreach (var a in first)
        {
            foreach (var b in second)
            {
                switch (a, b)
                {
                    case (Source.Parameter p, Source.Typed t):
                        _uses.Add(new Use(p.Name, t.Type, purpose));
                        break;
                    case (Source.Typed t, Source.Parameter p):
                        _uses.Add(new Use(p.Name, t.Type, purpose));
                        break;
                    case (Source.Parameter p, Source.Literal l):
                        _uses.Add(new Use(p.Name, TypeOf(l), Purpose.Argument));
                        break;
                    case (Source.Literal l, Source.Parameter p):
                        _uses.Add(new Use(p.Name, TypeOf(l), Purpose.Argument));
                        break;
                    case (Source.Typed t, Source.Literal l):
                        Put(t.Type, l, isWritten: false);
                        break;
                    case (Source.Literal l, Source.Typed t):
                        Put(t.Type, l, isWritten: false);
                        break;
                    case (Source.Typed one, Source.Typed other):
                        Pair(one.Type, other.Type, isCollated);
                        break;
                }
            }
        }
    }

    private void Pair(ServerType one, ServerType other, bool isCollated)
    {
        if (one.Kind is not { } a || other.Kind is not { } b)
        {
            return;
        }

        if (Families.Of(a) != Families.Of(b) && !(IsNumber(a) && IsNumber(b)))
        {
            _problems.Add($"{one} is held against {other}: one is turned into the other.");
        }
        else if (!isCollated && Families.Of(a) == Family.Text && one.IsColumn && other.IsColumn && one.Collation != other.Collation)
        {
            _problems.Add($"{one} is held against {other}, and they have different collations: SQL Server refuses that without a collate.");
        }
    }

    private void Write(ServerType column, ScalarExpression? value, Scope scope)
    {
        if (value is not null)
        {
            Write(column, Values(value, scope));
        }
    }

    private void Write(ServerType column, IReadOnlyList<Source> values)
    {
        foreach (var value in values)
        {
            switch (value)
            {
                case Source.Parameter p:
                    _uses.Add(new Use(p.Name, column, Purpose.Write, p.NullIsMet));
                    break;
                case Source.Literal l:
                    Put(column, l, isWritten: true);
                    break;
                case Source.Typed t:
                    Copy(t.Type, column);
                    break;
            }
        }
    }

    private void Copy(ServerType from, ServerType to)
    {
        if (from.Kind is not { } a || to.Kind is not { } b)
        {
            return;
        }

        if (Families.Of(a) != Families.Of(b) && !(IsNumber(a) && IsNumber(b)))
        {
            _problems.Add($"{from} is written to {to}: it is turned into another kind.");
        }
        else if (Families.Of(a) == Family.Text && to.Length > 0 && (from.Length > to.Length || from.Length == -1))
        {
            _problems.Add($"{from} is written to {to}, which is shorter.");
        }
        else if (Families.Of(a) == Family.Whole && Families.Of(b) == Family.Whole && Families.Range(a).Most > Families.Range(b).Most)
        {
            _problems.Add($"{from} is written to {to}, which holds smaller numbers.");
        }
        else if (Families.Of(a) == Family.Fraction && Families.Of(b) == Family.Whole)
        {
            _problems.Add($"{from} is written to {to}, which holds whole numbers.");
        }
        else if (Families.Of(a) == Family.Time && from.Scale > to.Scale)
        {
            _problems.Add($"{from} is written to {to}, which keeps fewer digits.");
        }
    }

    /// <summary>Of several values that may stand in one place SQL Server makes one kind, and fails where it cannot.</summary>
    private void OneKind(IReadOnlyList<Source> sources, string place)
    {
        var kinds = sources.Select(Of).Where(k => k.Family != Family.Other)
            .Select(k => k with { Family = k.Family == Family.Fraction ? Family.Whole : k.Family })
            .DistinctBy(k => k.Family)
            .ToList();
        if (kinds is [var one, var other, ..])
        {
            _problems.Add($"{one.Name} and {other.Name} may both be the value of {place}: SQL Server turns one into the other.");
        }

        static (Family Family, string Name) Of(Source source) => source switch
        {
            Source.Typed { Type: { Kind: { } kind, Name: var name } } => (Families.Of(kind), name),
            Source.Literal { Value: IntegerLiteral or NumericLiteral } l => (Family.Whole, l.Value.Value),
            _ => (Family.Other, ""),
        };
    }

    private void Put(ServerType column, Source.Literal literal, bool isWritten)
    {
        if (Literals.Problem(column, literal, isWritten) is { } problem)
        {
            _problems.Add($"The literal {(literal.Negative ? "-" : "")}{literal.Value.Value} "
                + $"{(isWritten ? "is written to" : "is held against")} {column}: {problem}");
        }
    }

    private static ServerType TypeOf(Source.Literal literal) => literal.Value switch
    {
        StringLiteral text => ServerType.Text("a literal", text.Value.Length),
        IntegerLiteral => ServerType.Int("a literal"),
        _ => ServerType.Unknown("a literal"),
    };

    private static bool IsNumber(System.Data.SqlDbType kind) => Families.Of(kind) is Family.Whole or Family.Fraction;

    private static bool IsCollated(ScalarExpression expression) => expression is PrimaryExpression { Collation: not null };
}
