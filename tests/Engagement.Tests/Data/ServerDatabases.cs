using System.Collections.Concurrent;
using Dapper;
using Engagement.Data;
using Microsoft.Data.SqlClient;

namespace Engagement.Tests.Data;

/// <summary>
/// Migrated databases on the server that <c>ENGAGEMENT_TEST_SQLSERVER</c> names, made one at a time, emptied after each test and used
/// again: to make one takes longer than most tests, and many made at once got in each other's way. All are dropped when the tests end.
/// </summary>
internal static class ServerDatabases
{
    private static readonly ConcurrentBag<string> Idle = [];
    private static readonly ConcurrentBag<string> Made = [];
    private static readonly SemaphoreSlim Making = new(1, 1);
    private static int _drops;
    private static string? _empty;
    private static (string Insert, IDictionary<string, object> Row)[] _rowsOfMigrations = [];

    /// <returns>The connection string of an empty database with our schema.</returns>
    public static async Task<string> TakeAsync(string folder)
    {
        if (Idle.TryTake(out var idle))
        {
            return idle;
        }

        await Making.WaitAsync();
        try
        {
            var made = NotMadeYet();
            using var db = new Db(new DatabaseOptions(Dialect.SqlServer, made, folder));
            await new Migrator(db).MigrateAsync();
            if (_empty is null)
            {
                await using var connection = await db.OpenAsync();
                await LearnAsync((SqlConnection)connection);
            }

            return made;
        }
        finally
        {
            Making.Release();
        }
    }

    /// <returns>The connection string of a database that nobody has made. Whoever makes it, it is dropped with the others.</returns>
    public static string NotMadeYet()
    {
        var name = $"engagement_test_{Guid.NewGuid():N}";
        if (Interlocked.Exchange(ref _drops, 1) == 0)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => DropAll();
        }

        Made.Add(name);
        return new SqlConnectionStringBuilder(TestDatabase.SqlServer) { InitialCatalog = name }.ToString();
    }

    public static async Task GiveBackAsync(string connectionString)
    {
        await using (var connection = new SqlConnection(connectionString))
        {
            await connection.OpenAsync();
            await connection.ExecuteAsync(_empty!, commandTimeout: 300);
            foreach (var (insert, row) in _rowsOfMigrations)
            {
                await connection.ExecuteAsync(insert, row);
            }
        }

        Idle.Add(connectionString);
    }

    /// <summary>In which order tables can be emptied, and what stands in them from the first.</summary>
    private static async Task LearnAsync(SqlConnection connection)
    {
        var left = (await connection.QueryAsync<string>("select name from sys.tables where name <> 'SchemaVersions'")).ToList();
        var references = (await connection.QueryAsync<(string From, string To)>("""
            select f.name, t.name from sys.foreign_keys k join sys.tables f on f.object_id = k.parent_object_id
            join sys.tables t on t.object_id = k.referenced_object_id
            """))
            .Where(r => r.From != r.To).ToList();
        var order = new List<string>();
        while (left.Count > 0)
        {
            var free = left.Where(table => !references.Any(r => r.To == table && left.Contains(r.From))).ToList();
            Assert.NotEmpty(free);
            order.AddRange(free);
            left.RemoveAll(free.Contains);
        }

        var rows = new List<(string, IDictionary<string, object>)>();
        foreach (var table in Enumerable.Reverse(order))
        {
            foreach (IDictionary<string, object> row in await connection.QueryAsync($"select * from [{table}]"))
            {
                rows.Add(
                    ($"""
                        insert into [{table}] ({string.Join(", ", row.Keys)}) values ({string.Join(", ", row.Keys.Select(k => "@" + k))})
                        """, row));
            }
        }

        _rowsOfMigrations = [.. rows];
        _empty = string.Join('\n', order.Select(table => $"delete from [{table}];"));
    }

    private static void DropAll()
    {
        SqlConnection.ClearAllPools();
        using var connection = new SqlConnection(new SqlConnectionStringBuilder(TestDatabase.SqlServer)
            { InitialCatalog = "master", Pooling = false }.ToString());
        connection.Open();
        foreach (var name in Made)
        {
            connection.Execute($"if db_id('{name}') is not null drop database [{name}]", commandTimeout: 300);
        }
    }
}
