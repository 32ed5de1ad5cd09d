using System.Data;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Engagement.Data;

/// <summary>
/// How ids and times stand in each database. The one place beside <see cref="Dialect"/> where a parameter's kind matters.
/// </summary>
internal static class TypeHandlers
{
    private static readonly Lock Gate = new();
    private static bool _registered;

    public static void Register()
    {
        lock (Gate)
        {
            if (_registered)
            {
                return;
            }

            SqlMapper.RemoveTypeMap(typeof(Guid));
            SqlMapper.RemoveTypeMap(typeof(Guid?));
            SqlMapper.AddTypeHandler(typeof(Guid), new GuidHandler());
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
            SqlMapper.AddTypeHandler(typeof(DateTimeOffset), new TimeHandler());
            _registered = true;
        }
    }

    // SQLite: lower-case text, which is also what the API shows. SQL Server: uniqueidentifier.
    private sealed class GuidHandler : SqlMapper.ITypeHandler
    {
        public void SetValue(IDbDataParameter parameter, object value)
        {
            if (parameter is SqliteParameter)
            {
                parameter.Value = value is Guid id ? id.ToString("D") : value;
            }
            else
            {
                // Said, because a null without a kind goes as text.
                parameter.DbType = DbType.Guid;
                parameter.Value = value;
            }
        }

        // A single null column reaches a handler as DBNull.
        public object? Parse(Type destinationType, object value) => value switch
        {
            DBNull => null,
            Guid id => id,
            _ => Guid.Parse((string)value),
        };
    }

    // SQLite: text that sorts as time does. SQL Server: datetime2(3). Both UTC, both to the millisecond, so that a
    // time read back equals the time written.
    private sealed class TimeHandler : SqlMapper.ITypeHandler
    {
        public void SetValue(IDbDataParameter parameter, object value)
        {
            var utc = value is DateTimeOffset time ? Instant.Truncate(time).UtcDateTime : (DateTime?)null;
            if (parameter is SqliteParameter)
            {
                parameter.Value = utc?.ToString(Instant.Format, CultureInfo.InvariantCulture) ?? (object)DBNull.Value;
            }
            else
            {
                parameter.DbType = DbType.DateTime2;
                parameter.Scale = 3; // as the columns: the kind of a comparison is then theirs
                parameter.Value = utc ?? (object)DBNull.Value;
            }
        }

        public object? Parse(Type destinationType, object value) => value switch
        {
            DBNull => null,
            DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
            _ => DateTimeOffset.ParseExact((string)value, Instant.Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        };
    }
}

/// <summary>Times as both databases keep them.</summary>
internal static class Instant
{
    /// <summary>How SQLite has them, and how they stand in JSON for either.</summary>
    public const string Format = "yyyy-MM-dd HH:mm:ss.fff";

    /// <summary>UTC, to the millisecond.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    /// <summary>Now, as it will read when it comes back from the database.</summary>
    public static DateTimeOffset Now(this TimeProvider clock) => Truncate(clock.GetUtcNow());
}
