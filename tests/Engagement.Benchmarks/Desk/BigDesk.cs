using System.Diagnostics;
using System.Globalization;
using Engagement.Data;
using Engagement.Features.Content.Knowledge;
using Engagement.Features.Content.Knowledge.Finding;
using Engagement.Features.Conversations.Clients.Finding;
using Engagement.Features.People.Team;
using Engagement.Host;
using Engagement.Web.Security;
using Microsoft.Data.Sqlite;

namespace Engagement.Benchmarks.Desk;

/// <summary>
/// Makes a desk of years: so many tickets with five messages each, one in fifty of them unsolved, mostly new ones. Written past the
/// application by prepared statements, with indexes dropped meanwhile, and the same every time.
/// </summary>
internal static class BigDesk
{
    public const int Agents = 50;
    public const int MessagesOfATicket = 5;
    private const int Vocabulary = 30_000;

    private static readonly Sql CountArticles = Sql.Portable("select count(*) from Articles");
    private static readonly string[] Written = ["Clients", "Handles", "Tickets", "Messages", "TicketEvents"];
    private static readonly string[] Common = ["the", "it", "does", "not", "work", "password",
        "printer", "please", "help", "since", "update", "vpn", "error", "again", "thanks", "how"];

    public static string EmailOf(int agent) => $"agent{agent}@desk.example";

    public const string Password = "correct horse battery";

    /// <summary>A word of the texts: the lower, the more often.</summary>
    public static string Word(int rank) => rank < Common.Length
        ? Common[rank]
        : $"{(char)('a' + (rank % 26))}{(char)('a' + (rank / 26 % 26))}{(char)('a' + (rank / 676 % 26))}word{rank}";

    public static async Task MakeAsync(IServiceProvider services, int tickets)
    {
        var agents = new List<string>();
        await using (var scope = services.CreateAsyncScope())
        {
            for (var i = 0; i < Agents; i++)
            {
                var added = Verbs.Expect(await scope.ServiceProvider.GetRequiredService<AddUser>().RunAsync(
                    new(EmailOf(i), $"Agent {i}", nameof(Role.Agent), Password, "Europe/Berlin"), CancellationToken.None));
                agents.Add(added.Id.ToString("D"));
            }
        }

        var account = (await BenchmarkAccount.AddAsync(services)).ToString("D");
        var watch = Stopwatch.StartNew();
        await using var connection = (SqliteConnection)await services.GetRequiredService<Db>().OpenAsync();
        Run(connection, "pragma foreign_keys = off; pragma synchronous = off; pragma cache_size = -1000000; "
            + "pragma wal_autocheckpoint = 100000;");
        var indexes = Query(connection, $"""
            select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name in ('{string.Join("', '", Written)}')
            """);
        indexes.ForEach(i => Run(connection, $"drop index {i.Name}"));
        Fill(connection, tickets, agents, account);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"written in {watch.Elapsed.TotalSeconds:0} s"));
        indexes.ForEach(i => Run(connection, i.Sql));
        Run(connection, $"insert into TicketNumbers (Name, LastNumber) values ('ticket', {tickets})");
        Run(connection, "analyze; pragma wal_checkpoint(truncate); pragma foreign_keys = on;");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"indexed after {watch.Elapsed.TotalSeconds:0} s"));
    }

    /// <summary>
    /// Articles for the search over everything, where there are none yet; and words of the clients, whom <see cref="MakeAsync"/> writes
    /// past the application.
    /// </summary>
    public static async Task KnowAsync(IServiceProvider services)
    {
        await services.GetRequiredService<IndexClients>().RunAsync(CancellationToken.None);
        var db = services.GetRequiredService<Db>();
        if (await db.ScalarAsync<int>(CountArticles) > 0)
        {
            return;
        }

        using var folder = new TemporaryFolder();
        await using var scope = services.CreateAsyncScope();
        Verbs.Expect(await scope.ServiceProvider.GetRequiredService<ImportFolder>().RunAsync(
            new(ImportBenchmark.WriteArticles(Path.Combine(folder.Path, "articles")), "https://help.example.com/")));
        while (await scope.ServiceProvider.GetRequiredService<IndexArticles>().RunAsync(CancellationToken.None) > 0)
        {
        }

        await services.GetRequiredService<KeepStatistics>().RunAsync(CancellationToken.None);
    }

    private static void Fill(SqliteConnection connection, int tickets, List<string> agents, string account)
    {
        var random = new Random(7);
        var clients = Math.Max(1, tickets / 5);
        var start = DateTimeOffset.UtcNow.AddYears(-3);
        var step = TimeSpan.FromTicks((DateTimeOffset.UtcNow - start).Ticks / tickets);
        using var transaction = connection.BeginTransaction();
        using var client = Prepare(connection, "insert into Clients (Id, Name, CreatedAt) values ($0, $1, $2)", 3);
        using var handle = Prepare(connection, """
            insert into Handles (Id, ClientId, Network, RemoteId, Handle, DisplayName, CreatedAt, UpdatedAt)
            values ($0, $1, 'sandbox', $2, $3, $4, $5, $5)
            """, 6);
        var people = new (string Client, string Handle, string Name)[clients];
        for (var i = 0; i < clients; i++)
        {
            people[i] = (Ids.New(start).ToString("D"), Ids.New(start).ToString("D"),
                $"{Capital(Word(random.Next(Vocabulary)))} {Capital(Word(random.Next(Vocabulary)))}");
            Run(client, people[i].Client, people[i].Name, Text(start));
            Run(handle, people[i].Handle, people[i].Client, $"r{i}", $"@client{i}", people[i].Name, Text(start));
        }

        using var ticket = Prepare(connection,
            """
            insert into Tickets (Id, Number, Subject, Status, Priority, ClientId, AccountId, Network, ThreadId, AssigneeId, Version,
                CreatedAt, UpdatedAt, LastActivityAt, SolvedAt, ClosedAt)
            values ($0, $1, $2, $3, 'Normal', $4, $5, 'sandbox', $6, $7, 1, $8, $9, $9, $10, $11)
            """, 12);
        using var message = Prepare(connection,
            """
            insert into Messages (Seq, Id, TicketId, Kind, AuthorName, HandleId, AccountId, RemoteId, Body, SaidAt, CreatedAt)
            values ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
            """, 10);
        using var search = Prepare(connection, "insert into MessageSearch (rowid, Words) values ($0, $1)", 2);
        using var log = Prepare(
            connection, "insert into TicketEvents (Id, TicketId, Kind, Actor, OccurredAt) values ($0, $1, $2, $3, $4)", 5);
        long seq = 0;
        for (var i = 0; i < tickets; i++)
        {
            var opened = start + (step * i);
            var person = people[random.Next(clients)];
            var isNew = i > tickets * 0.95;
            var status = random.NextDouble() < (isNew ? 0.4 : 0.0005) ? new[] { "New", "Open", "Pending", "OnHold" }[random.Next(4)]
                : isNew ? "Solved"
                : "Closed";
            var last = opened.AddMinutes(15 * MessagesOfATicket);
            var id = Ids.New(opened).ToString("D");
            var ended = status is "Solved" or "Closed" ? Text(last) : null;
            var bodies = Enumerable.Range(0, MessagesOfATicket).Select(_ => Sentence(random)).ToList();
            Run(ticket, id, i + 1L, bodies[0], status, person.Client, account,
                $"t{i}", random.Next(5) == 0 ? null : agents[random.Next(agents.Count)],
                Text(opened), Text(last), ended, status == "Closed" ? ended : null);
            for (var m = 0; m < MessagesOfATicket; m++)
            {
                var (inbound, at) = (m % 2 == 0, opened.AddMinutes(15 * m));
                var author = inbound ? person.Name : "Agent";
                Run(message, ++seq, Ids.New(at).ToString("D"), id, inbound ? "inbound" : "outbound",
                    author, inbound ? person.Handle : null, account, inbound ? $"m{seq}" : null, bodies[m], Text(at));
                Run(search, seq, string.Join(' ', SearchWords.Of($"{author} {bodies[m]}")));
                Run(log, Ids.New(at).ToString("D"), id, m == 0 ? "created" : inbound ? "inbound" : "outbound", author, Text(at));
            }
        }

        transaction.Commit();
    }

    // Of few words most are common ones, as in speech.
    private static string Sentence(Random random) => string.Join(' ', Enumerable.Range(0, random.Next(6, 16)).Select(_ =>
        Word((int)(Math.Pow(Vocabulary, random.NextDouble()) - 1))));

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.AddWithValue($"${i}", DBNull.Value);
        }

        return command;
    }

    private static void Run(SqliteCommand command, params object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    private static List<(string Name, string Sql)> Query(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var found = new List<(string, string)>();
        while (rows.Read())
        {
            found.Add((rows.GetString(0), rows.GetString(1)));
        }

        return found;
    }
}
