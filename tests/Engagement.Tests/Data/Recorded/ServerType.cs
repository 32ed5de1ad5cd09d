using System.Data;
using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Engagement.Tests.Data.Recorded;

/// <summary>What a column of SQL Server is, or anything else that has a type there.</summary>
/// <param name="Name">As it is told in a complaint: <c>AppSettings.UpdatedBy</c>.</param>
/// <param name="Kind">Null: not known, and then nothing is said about it.</param>
/// <param name="Length">Characters or bytes; -1 for max; 0 where the type has none or it is not known.</param>
/// <param name="Scale">Digits behind the point, of decimals and of times.</param>
/// <param name="Collation">Null: the database's.</param>
internal sealed record ServerType(
    string Name,
    SqlDbType? Kind,
    int Length = 0,
    int Precision = 0,
    int Scale = 0,
    bool IsNullable = true,
    bool IsColumn = false,
    string? Collation = null)
{
    /// <summary>In a primary or a unique key, alone or with others.</summary>
    public bool IsKey { get; init; }

    public static ServerType Text(string name, int length = 0) => new(name, SqlDbType.NVarChar, length);

    public static ServerType Int(string name) => new(name, SqlDbType.Int);

    public static ServerType Unknown(string name) => new(name, Kind: null);

    /// <summary>From a type as it is written in T-SQL.</summary>
    public static ServerType Of(string name, DataTypeReference? written)
    {
        if (written is not SqlDataTypeReference type
            || !Enum.TryParse<SqlDbType>(written.Name.BaseIdentifier.Value, ignoreCase: true, out var kind))
        {
            return written?.Name?.BaseIdentifier.Value.ToLowerInvariant() switch
            {
                "numeric" => new(name, SqlDbType.Decimal, Precision: Number(written, 0, 18), Scale: Number(written, 1, 0)),
                "sysname" => Text(name, 128),
                _ => Unknown(name),
            };
        }

        return kind switch
        {
            SqlDbType.Decimal => new(name, kind, Precision: Number(type, 0, 18), Scale: Number(type, 1, 0)),
            SqlDbType.DateTime2 or SqlDbType.DateTimeOffset or SqlDbType.Time => new(name, kind, Scale: Number(type, 0, 7)),
            SqlDbType.NVarChar or SqlDbType.VarChar or SqlDbType.NChar or SqlDbType.Char or SqlDbType.VarBinary or SqlDbType.Binary =>
                new(name, kind, Length: Number(type, 0, 1)),
            _ => new(name, kind),
        };
    }

    public override string ToString()
    {
        var kind = Kind?.ToString().ToLowerInvariant() ?? "?";
        var size = Kind switch
        {
            SqlDbType.Decimal => $"({Precision},{Scale})",
            SqlDbType.DateTime2 or SqlDbType.DateTimeOffset or SqlDbType.Time => $"({Scale})",
            _ => Length switch { -1 => "(max)", 0 => "", _ => $"({Length})" },
        };
        return $"{Name} {kind}{size}{(IsColumn && !IsNullable ? " not null" : "")}";
    }

    private static int Number(DataTypeReference type, int index, int otherwise) =>
        type is ParameterizedDataTypeReference { Parameters: { } p } && p.Count > index
            ? p[index] is MaxLiteral ? -1 : int.Parse(p[index].Value, CultureInfo.InvariantCulture)
            : otherwise;
}

/// <summary>Kinds of types that SQL Server turns into each other without a word and without a mistake.</summary>
internal enum Family
{
    Text,
    Id,
    Time,
    Whole,
    Fraction,
    Bytes,
    Other,
}

internal static class Families
{
    public static Family Of(SqlDbType kind) => kind switch
    {
        SqlDbType.NVarChar or SqlDbType.VarChar or SqlDbType.NChar or SqlDbType.Char or SqlDbType.Text or SqlDbType.NText => Family.Text,
        SqlDbType.UniqueIdentifier => Family.Id,
        SqlDbType.DateTime2 or SqlDbType.DateTime or SqlDbType.SmallDateTime or SqlDbType.DateTimeOffset or SqlDbType.Date => Family.Time,
        SqlDbType.Bit or SqlDbType.TinyInt or SqlDbType.SmallInt or SqlDbType.Int or SqlDbType.BigInt => Family.Whole,
        SqlDbType.Decimal or SqlDbType.Float or SqlDbType.Real or SqlDbType.Money => Family.Fraction,
        SqlDbType.VarBinary or SqlDbType.Binary or SqlDbType.Image => Family.Bytes,
        _ => Family.Other,
    };

    /// <summary>What a whole number of this kind may be.</summary>
    public static (long Least, long Most) Range(SqlDbType kind) => kind switch
    {
        SqlDbType.Bit => (0, 1),
        SqlDbType.TinyInt => (0, byte.MaxValue),
        SqlDbType.SmallInt => (short.MinValue, short.MaxValue),
        SqlDbType.Int => (int.MinValue, int.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };
}
