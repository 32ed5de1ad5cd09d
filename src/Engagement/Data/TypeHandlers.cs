using System.Data;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Engagement.Data;

/// <summary>How ids and times stand in each database. The one place beside <see cref="Dialect"/> where a parameter's kind matters.</summary>
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
            SqlMapper.AddTypeHandler(new GuidHandler());
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
            SqlMapper.AddTypeHandler(new TimeHandler());
            _registered = true;
        }
    }

    // SQLite: lower-case text, which is also what the API shows. SQL Server: uniqueidentifier.
    private sealed class GuidHandler : SqlMapper.TypeHandler<Guid>
    {
        public override void SetValue(IDbDataParameter parameter, Guid value) =>
            parameter.Value = parameter is SqliteParameter ? value.ToString("D") : value;

        public override Guid Parse(object value) => value as Guid? ?? Guid.Parse((string)value);
    }

    // SQLite: text that sorts as time does. SQL Server: datetime2(3). Both UTC, both to the millisecond, so that a
    // time read back equals the time written.
    private sealed class TimeHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public const string Format = "yyyy-MM-dd HH:mm:ss.fff";

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            var utc = Instant.Truncate(value).UtcDateTime;
            if (parameter is SqliteParameter)
            {
                parameter.Value = utc.ToString(Format, CultureInfo.InvariantCulture);
            }
            else
            {
                parameter.DbType = DbType.DateTime2;
                parameter.Value = utc;
            }
        }

        public override DateTimeOffset Parse(object value) => value is DateTime time
            ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))
            : DateTimeOffset.ParseExact((string)value, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }
}

/// <summary>Times as both databases keep them.</summary>
internal static class Instant
{
    /// <summary>UTC, to the millisecond.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    /// <summary>Now, as it will read when it comes back from the database.</summary>
    public static DateTimeOffset Now(this TimeProvider clock) => Truncate(clock.GetUtcNow());
}
