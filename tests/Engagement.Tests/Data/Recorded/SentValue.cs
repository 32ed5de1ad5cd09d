using System.Data;
using System.Data.SqlTypes;
using System.Globalization;
using System.Text.Json;
using Engagement.Data;
using Microsoft.Data.SqlClient;

namespace Engagement.Tests.Data.Recorded;

/// <summary>Holds one parameter, as SqlClient would send it, against one type it meets.</summary>
internal static class SentValue
{
    /// <returns>What is wrong with it, without the value itself; null: nothing.</returns>
    public static string? Problem(SqlParameter sent, Use use)
    {
        if (use.Items is { Count: > 0 } items && sent.Value is string json)
        {
            return Json(json, items);
        }

        if (use.Purpose == Purpose.Divide)
        {
            return sent.Value is IConvertible number and not string and not DBNull && number.ToDouble(CultureInfo.InvariantCulture) == 0
                ? "nothing is divided by nought"
                : null;
        }

        if (use.Type.Kind is not { } kind)
        {
            return null;
        }

        var isNull = sent.Value is null or DBNull;
        if (isNull)
        {
            if (use is { Purpose: Purpose.Write, NullIsMet: true, Type: { IsColumn: true, IsNullable: false } })
            {
                return "a null into a column that takes none";
            }

            // A null whose kind nobody said goes as text, and becomes anything but bytes.
            if (sent.SqlDbType == SqlDbType.NVarChar)
            {
                return Families.Of(kind) == Family.Bytes ? "a null that goes as text does not become bytes" : null;
            }
        }

        if (use.Purpose == Purpose.Compare && use.Type.IsColumn && Unindexed(sent.SqlDbType, kind) is { } lost)
        {
            return lost;
        }

        var (from, to) = (Families.Of(sent.SqlDbType), Families.Of(kind));
        return (from, to) switch
        {
            (Family.Text, Family.Text) => isNull ? null : Text((string)sent.Value!, sent, kind, use),
            (Family.Id, Family.Id) => null,
            (Family.Time, Family.Time) => Time(sent, isNull, use),
            (Family.Whole, Family.Whole) => isNull || use.Purpose == Purpose.Compare ? null : Whole(sent, kind),
            (Family.Whole, Family.Fraction) => null,
            (Family.Fraction, Family.Whole) when use.Purpose == Purpose.Argument => null, // a sum of both is a fraction
            (Family.Fraction, Family.Fraction) => isNull ? null : Fraction(sent, use.Type),
            (Family.Bytes, Family.Bytes) => !isNull && use.Purpose == Purpose.Write
                && use.Type.Length > 0 && ((byte[])sent.Value!).Length > use.Type.Length
                ? "more bytes than its column"
                : null,
            _ => $"goes as {sent.SqlDbType.ToString().ToLowerInvariant()}, which is another kind",
        };
    }

    /// <summary>Parameter and column are of kinds of which SQL Server turns the column into the parameter's, row by row.</summary>
    private static string? Unindexed(SqlDbType sent, SqlDbType column) => (sent, column) switch
    {
        (SqlDbType.NVarChar or SqlDbType.NChar, SqlDbType.VarChar or SqlDbType.Char) =>
            "nvarchar against varchar: the column is converted and its index lost",
        (SqlDbType.NVarChar or SqlDbType.VarChar, SqlDbType.UniqueIdentifier) => "text against an id",
        (SqlDbType.BigInt, SqlDbType.Int or SqlDbType.SmallInt or SqlDbType.TinyInt or SqlDbType.Bit)
            or (SqlDbType.Int, SqlDbType.SmallInt or SqlDbType.TinyInt or SqlDbType.Bit)
            or (SqlDbType.SmallInt, SqlDbType.TinyInt or SqlDbType.Bit)
            => $"{sent.ToString().ToLowerInvariant()} is wider than the column: the column is converted",
        (SqlDbType.Decimal or SqlDbType.Float or SqlDbType.Real, SqlDbType.BigInt
            or SqlDbType.Int or SqlDbType.SmallInt or SqlDbType.TinyInt)
            => "a fraction against whole numbers: the column is converted",
        _ => null,
    };

    private static string? Text(string value, SqlParameter sent, SqlDbType kind, Use use)
    {
        if (use.Purpose != Purpose.Write)
        {
            return use.Purpose == Purpose.Compare && use.Type.IsKey && Fit.EndsInSpace(value)
                ? "ends in a space, and SQL Server finds the key without it"
                : null;
        }

        return use.Type.Length > 0 && value.Length > use.Type.Length ? "longer than its column"
            : sent.Size >= 0 && sent.Size < value.Length ? "cut by the size of its parameter"
            : use.Type.IsKey && Fit.EndsInSpace(value) ? "ends in a space, which SQL Server does not see in a key"
            : kind is SqlDbType.VarChar or SqlDbType.Char && value.Any(c => c > 127) ? "letters that varchar does not have"
            : null;
    }

    private static string? Time(SqlParameter sent, bool isNull, Use use)
    {
        if (sent.SqlDbType is not (SqlDbType.DateTime2 or SqlDbType.Date) || use.Type.Kind is not (SqlDbType.DateTime2 or SqlDbType.Date))
        {
            return sent.SqlDbType == use.Type.Kind
                ? null
                : $"goes as {sent.SqlDbType.ToString().ToLowerInvariant()}, which keeps time in another way";
        }

        if (!isNull && sent.Value is DateTime time && use.Type.Kind == SqlDbType.DateTime2
            && time.Ticks % (long)Math.Pow(10, 7 - use.Type.Scale) != 0)
        {
            return "a time with more digits than its column";
        }

        return sent.SqlDbType == SqlDbType.DateTime2 && use.Type.Kind == SqlDbType.DateTime2 && sent.Scale != use.Type.Scale
            ? $"goes as datetime2({(sent.Scale == 0 ? 7 : sent.Scale)})"
            : null;
    }

    private static string? Whole(SqlParameter sent, SqlDbType kind)
    {
        var value = Convert.ToInt64(sent.Value, CultureInfo.InvariantCulture);
        var (least, most) = Families.Range(kind);
        return value >= least && value <= most ? null : "out of the range of its column";
    }

    private static string? Fraction(SqlParameter sent, ServerType column)
    {
        if (column.Kind != SqlDbType.Decimal || sent.Value is not decimal value)
        {
            return null;
        }

        var number = new SqlDecimal(value);
        var whole = decimal.Truncate(Math.Abs(value));
        var digits = whole == 0 ? 0 : whole.ToString(CultureInfo.InvariantCulture).Length;
        return digits > column.Precision - column.Scale ? "more digits than its column: overflow"
            : number.AdjustToScale(column.Scale, value) ? null
            : "more digits behind the point than its column";
    }

    private static bool AdjustToScale(this SqlDecimal number, int scale, decimal value) =>
        number.Scale <= scale || decimal.Round(value, scale) == value;

    /// <summary>JSON that the statement reads with types: each element as it would be read.</summary>
    private static string? Json(string json, IReadOnlyList<(string Path, ServerType Type)> items)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return "is no JSON";
        }

        using (document)
        {
            var rows = document.RootElement.ValueKind == JsonValueKind.Array
                ? document.RootElement.EnumerateArray().ToList()
                : [document.RootElement];
            return (from row in rows
                    from item in items
                    let value = At(row, item.Path)
                    where value is not null
                    let problem = JsonValue(value.Value, item.Type)
                    where problem is not null
                    select $"{item.Path} as {item.Type}: {problem}").FirstOrDefault();
        }
    }

    private static JsonElement? At(JsonElement row, string path) => path switch
    {
        "$" => row,
        ['$', '.', .. var name] when row.ValueKind == JsonValueKind.Object => row.TryGetProperty(name, out var found) ? found : null,
        ['$', '[', .. var index, ']'] when row.ValueKind == JsonValueKind.Array =>
            int.Parse(index, CultureInfo.InvariantCulture) is var i && i < row.GetArrayLength() ? row[i] : null,
        _ => null,
    };

    private static string? JsonValue(JsonElement value, ServerType type)
    {
        if (type.Kind is not { } kind || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return Families.Of(kind) switch
        {
            Family.Text => type.Length > 0 && text.Length > type.Length ? "longer than it is read" : null,
            Family.Id => Guid.TryParse(text, out _) ? null : "no id",
            Family.Time => !DateTime.TryParse(text, CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) ? "no time"
                : time.Ticks % (long)Math.Pow(10, 7 - type.Scale) != 0 ? "more digits than it is read with"
                : null,
            Family.Whole => kind == SqlDbType.Bit && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null
                : !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? "no whole number"
                : number < Families.Range(kind).Least || number > Families.Range(kind).Most ? "out of its range"
                : null,
            Family.Fraction => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : "no number",
            _ => null,
        };
    }
}
