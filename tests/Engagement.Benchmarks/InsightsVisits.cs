using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Engagement.Data;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Engagement.Benchmarks;

/// <summary>
/// Fills in visits as quickly as each database takes them. On SQLite: one prepared statement, a day a transaction, nothing forced to the
/// disk and indexes made last. Only filling is so careless.
/// </summary>
internal static class InsightsVisits
{
    private const int Chunk = 20_000;
    private const string NoBatch = "00000000-0000-0000-0000-000000000000";

    private const string Insert =
        $"insert into Visits (Code, OccurredAt, Class, Reason, Visitor, BatchId) values (?, ?, ?, 'None', ?, '{NoBatch}')";

    private static readonly Sql DropByCode = Sql.For(sqlServer: "drop index IX_Visits_Code on Visits", sqlite: "drop index IX_Visits_Code");
    private static readonly Sql DropByTime = Sql.For(
        sqlServer: "drop index IX_Visits_OccurredAt on Visits", sqlite: "drop index IX_Visits_OccurredAt");
    private static readonly Sql ByCode = Sql.For(
        sqlServer: "create index IX_Visits_Code on Visits (Code, Class, OccurredAt) include (Visitor)",
        sqlite: "create index IX_Visits_Code on Visits (Code, Class, OccurredAt)");
    private static readonly Sql ByTime = Sql.Portable("create index IX_Visits_OccurredAt on Visits (OccurredAt)");
    private static readonly Sql InsertChunk = Sql.For(
        sqlServer:
        $"""
        insert into Visits (Code, OccurredAt, Class, Reason, Visitor, BatchId)
        select v.Code, v.At, v.Class, 'None', v.Visitor, '{NoBatch}'
        from openjson(@Visits) with (Code nvarchar(12) collate Latin1_General_100_BIN2 '$[0]', At datetime2(3) '$[1]',
            Class nvarchar(10) '$[2]', Visitor bigint '$[3]') v
        """,
        sqlite:
        $"""
        insert into Visits (Code, OccurredAt, Class, Reason, Visitor, BatchId)
        select v.value ->> 0, v.value ->> 1, v.value ->> 2, 'None', v.value ->> 3, '{NoBatch}' from json_each(@Visits) v
        """);

    public static async Task FillAsync(Db db, DateTimeOffset first, int days, long visits, Random random)
    {
        await using var connection = await db.OpenAsync();
        var sqlite = connection as SqliteConnection;
        await connection.ExecuteAsync(DropByCode.Text(db.Options.Dialect));
        await connection.ExecuteAsync(DropByTime.Text(db.Options.Dialect));
        if (sqlite is not null)
        {
            await sqlite.ExecuteAsync("pragma synchronous=off; pragma foreign_keys=off; pragma cache_size=-1000000; pragma threads=1;");
        }

        long made = 0;
        for (var day = 0; day < days; day++)
        {
            var wanted = (visits * (day + 1) / days) - made;
            made += wanted;
            var some = Make(first.AddDays(day), day, (int)wanted, random);
            if (sqlite is not null)
            {
                Write(sqlite, some);
                continue;
            }

            foreach (var chunk in some.Chunk(Chunk))
            {
                await db.ExecuteAsync(InsertChunk,
                    new { Visits = JsonSerializer.Serialize(chunk.Select(v => new object?[] { v.Code, v.At, v.Class, v.Visitor })) });
            }
        }

        await connection.ExecuteAsync(ByCode.Text(db.Options.Dialect), commandTimeout: 0);
        await connection.ExecuteAsync(ByTime.Text(db.Options.Dialect), commandTimeout: 0);
        if (sqlite is not null)
        {
            await sqlite.ExecuteAsync("pragma wal_checkpoint(truncate);", commandTimeout: 0);
            await sqlite.ExecuteAsync("pragma synchronous=full; pragma foreign_keys=on; pragma cache_size=-2000; pragma threads=0;");
        }
    }

    // Half of a post's readers come within days, the others over a year. In the order they come, as the spool brings them.
    private static Made[] Make(DateTimeOffset at, int day, int count, Random random)
    {
        var times = new int[count];
        for (var i = 0; i < count; i++)
        {
            times[i] = random.Next(86_400_000);
        }

        Array.Sort(times);
        var made = new Made[count];
        for (var i = 0; i < count; i++)
        {
            var age = random.Next(2) == 0 ? (int)(-Math.Log(1 - random.NextDouble()) * 1.5) : random.Next(365);
            var n = (Math.Max(0, day - age) * InsightsHistory.PostsADay) + random.Next(InsightsHistory.PostsADay);
            var kind = random.Next(10);
            made[i] = new(
                InsightsHistory.CodeOf(n), at.AddMilliseconds(times[i]).UtcDateTime
                    .ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture), kind < 7 ? "People" : kind < 9 ? "Preview" : "Bot",

                // One of some thousand people, on this article, on this day.
                kind < 6 ? ((((long)day * InsightsHistory.Articles) + InsightsHistory.ArticleOf(n)) * 5000) + random.Next(5000) : null);
        }

        return made;
    }

    private static void Write(SqliteConnection connection, Made[] visits)
    {
        var db = connection.Handle!;
        Must(db, raw.sqlite3_exec(db, "begin immediate"));
        Must(db, raw.sqlite3_prepare_v2(db, Insert, out var insert));
        using (insert)
        {
            Span<byte> text = stackalloc byte[64];
            foreach (var visit in visits)
            {
                raw.sqlite3_bind_text(insert, 1, text[..Encoding.UTF8.GetBytes(visit.Code, text)]);
                raw.sqlite3_bind_text(insert, 2, text[..Encoding.UTF8.GetBytes(visit.At, text)]);
                raw.sqlite3_bind_text(insert, 3, text[..Encoding.UTF8.GetBytes(visit.Class, text)]);
                if (visit.Visitor is { } visitor)
                {
                    raw.sqlite3_bind_int64(insert, 4, visitor);
                }
                else
                {
                    raw.sqlite3_bind_null(insert, 4);
                }

                if (raw.sqlite3_step(insert) != raw.SQLITE_DONE)
                {
                    throw new InvalidOperationException(raw.sqlite3_errmsg(db).utf8_to_string());
                }

                raw.sqlite3_reset(insert);
            }
        }

        Must(db, raw.sqlite3_exec(db, "commit"));
    }

    private static void Must(sqlite3 db, int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new InvalidOperationException(raw.sqlite3_errmsg(db).utf8_to_string());
        }
    }

    private readonly record struct Made(string Code, string At, string Class, long? Visitor);
}
