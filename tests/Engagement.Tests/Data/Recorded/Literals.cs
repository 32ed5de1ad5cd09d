using System.Data;
using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Recorded;

/// <summary>Whether what stands in a statement's own text can become what it is put to.</summary>
internal static class Literals
{
    public static string? Problem(ServerType column, Source.Literal literal, bool isWritten)
    {
        if (literal.Value is NullLiteral)
        {
            return isWritten && column is { IsColumn: true, IsNullable: false } ? "it takes no null." : null;
        }

        if (column.Kind is not { } kind)
        {
            return null;
        }

        return literal.Value switch
        {
            StringLiteral text => Text(column, kind, text, isWritten),
            IntegerLiteral number => Number(kind, long.Parse(number.Value, CultureInfo.InvariantCulture) * (literal.Negative ? -1 : 1)),
            NumericLiteral or RealLiteral => Families.Of(kind) is Family.Fraction or Family.Whole ? null : "it is a number.",
            BinaryLiteral => Families.Of(kind) == Family.Bytes ? null : "it is bytes.",
            _ => null,
        };
    }

    private static string? Text(ServerType column, SqlDbType kind, StringLiteral text, bool isWritten)
    {
        switch (Families.Of(kind))
        {
            case Family.Text when !text.IsNational && text.Value.Any(c => c > 127):
                return "without N in front its letters become question marks.";
            case Family.Text:
                return isWritten && column.Length > 0 && text.Value.Length > column.Length
                    ? $"it has {text.Value.Length} characters." : null;
            case Family.Id:
                return Guid.TryParse(text.Value, out _) ? null : "it is no id.";
            case Family.Time:
                return DateTime.TryParse(text.Value, CultureInfo.InvariantCulture, out _) ? null : "it is no time.";
            default:
                return "it is text.";
        }
    }

    private static string? Number(SqlDbType kind, long number)
    {
        switch (Families.Of(kind))
        {
            case Family.Whole:
                var (least, most) = Families.Range(kind);
                return number >= least && number <= most ? null : "it is out of its range.";
            case Family.Fraction:
                return null;
            default:
                return "it is a number.";
        }
    }
}
