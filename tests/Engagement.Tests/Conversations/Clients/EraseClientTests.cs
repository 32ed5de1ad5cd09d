using System.IO.Compression;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Content.Knowledge.Finding;
using Engagement.Features.Content.Knowledge.Review;
using Engagement.Features.Content.Knowledge.Writing;
using Engagement.Features.Content.Templates;
using Engagement.Features.Conversations.Clients;
using Engagement.Features.Conversations.Rules;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Conversations.Tickets.Answers;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Outbox;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Conversations.Clients;

public sealed class EraseClientTests
{
    // Each stands for something a client is or says; none may be left anywhere.
    private const string Secret = "Zanzibarius";

    [Theory, OnEachDatabase]
    internal async Task Nothing_of_a_client_is_left_in_any_column_and_the_counts_stay(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var queue = Done(await desk.Get<SaveQueue>().RunAsync(new(null, "Billing", [], [desk.AccountId]), Stop));
        var field = Done(await desk.Get<SaveField>().RunAsync(new(queue, null, "Order", "text", null), Stop));
        var ticket = await FillAsync(desk, field);
        await desk.HearAsync(desk.Said("other", "I stay.", by: "bob"));
        var (tickets, messages, events) = (await desk.TicketsAsync(),
            await desk.MessagesAsync(ticket.Id), await desk.EventsAsync(ticket.Id));
        Assert.NotEmpty(await WhereAsync(desk));

        Assert.IsType<Result<int>.Invalid>(await desk.Get<EraseClient>().RunAsync(new(ticket.ClientId, "no", "Mia", desk.AgentId), Stop));
        Assert.Equal(1, Done(await desk.Get<EraseClient>().RunAsync(new(ticket.ClientId, $"{Secret} Name", "Mia", desk.AgentId), Stop)));

        Assert.Empty(await WhereAsync(desk));
        Assert.Equal(tickets.Select(t => (t.Number, t.Status, t.CreatedAt, t.SolvedAt)),
            (await desk.TicketsAsync()).Select(t => (t.Number, t.Status, t.CreatedAt, t.SolvedAt)));
        Assert.Equal(messages.Select(m => (m.Kind, m.SaidAt)), (await desk.MessagesAsync(ticket.Id)).Select(m => (m.Kind, m.SaidAt)));
        Assert.Equal(events.Select(e => (e.Kind, e.Before, e.After, e.Actor, e.OccurredAt)),
            (await desk.EventsAsync(ticket.Id)).Select(e => (e.Kind, e.Before, e.After, e.Actor, e.OccurredAt)));
        Assert.Equal("I stay.", Assert.Single(await desk.MessagesAsync(tickets[1].Id)).Body);
    }

    [Theory, OnEachDatabase]
    internal async Task Nothing_is_left_in_articles_made_of_it_remarks_on_articles_rules_events_for_programs_echoes_or_the_file(
        Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        Done(await desk.Get<SaveEndpoint>().AddAsync(new("CRM", "https://crm.example/hook", [], false, "Ada"), Stop));
        Done(await desk.Get<SaveTemplate>()
            .RunAsync(new(null, 0, "Mail", TemplateKinds.Reply, "short", "",
                TemplateTexts.Of("en", "We write to you: {{ ticket.subject }}", others: null), "For the test.", null, "Mia"), Stop));
        Done(await desk.Get<SaveRule>()
            .RunAsync(new(null, 0, "Mail", true, RuleMoment.Message,
                [new("words", "contain", "mail me")], [new(RuleActions.Macro, "Mail")], "Mia"), Stop));
        var queue = Done(await desk.Get<SaveQueue>().RunAsync(new(null, "Billing", [], [desk.AccountId]), Stop));
        var first = await FillAsync(desk, Done(await desk.Get<SaveField>().RunAsync(new(queue, null, "Order", "text", null), Stop)));
        await desk.StoreAsync(desk.Said("r1", $"{Secret} answer", by: DeskRoom.OurRemoteId));
        await desk.HearAsync(desk.Said("m9", $"mail me at {Secret}@mail.example")
            with { Author = new RemoteProfile($"{Secret}-id", $"@Handle{Secret}", $"{Secret} Name") });
        var second = (await desk.TicketsAsync())[1];
        Assert.Equal(first.ClientId, second.ClientId);
        await RunAsync<AnswerByRule>(desk, AnswerByRule.Work);
        await desk.Db.ExecuteAsync(SayWhatRulesDid, new { Secret }, Stop);
        var about = await desk.PublishAsync("p1");
        Done(await desk.Get<FlagArticle>().RunAsync(new(about.ArticleId, first.Id, $"{Secret} does not find the page", "Mia"), Stop));
        var draft = await WriteAsync(desk, first, "");
        var trusted = await WriteAsync(desk, second, "\nUnlock it under Settings.\n");
        await desk.Db.ExecuteAsync(Trust, new { Id = trusted }, Stop);
        await desk.Get<IndexArticles>().RunAsync(Stop);
        await RunAsync<SpreadEvent>(desk, EmitEvent.Work);
        Assert.NotEqual(0, await desk.Db.ExecuteAsync(SayItBack, new { Said = $"got {Secret}", Now = desk.Clock.Now() }, Stop));
        Assert.Superset(
            new HashSet<string> { "ArticleFlags.Why", "ArticleVersions.Body", "Articles.Title", "Articles.Slug",
                "ClientWords.Word", "InboundItems.ItemJson", "RuleRuns.Did", "WebhookEvents.DataJson", "WebhookAttempts.Said" },
            (await WhereAsync(desk)).ToHashSet());

        Assert.Equal(2, Done(await desk.Get<EraseClient>().RunAsync(new(first.ClientId, $"{Secret} Name", "Mia", desk.AgentId), Stop)));

        Assert.Empty(await WhereAsync(desk));
        Assert.Equal((EraseClient.ErasedName, "Archived", ""), await ArticleAsync(desk, draft));
        var (title, state, body) = await ArticleAsync(desk, trusted);
        Assert.Equal(("[…]", "Validated"), (title, state));
        Assert.Contains("Unlock it under Settings.", body, StringComparison.Ordinal);
        await desk.Db.ExecuteAsync(MergeIndex, ct: Stop);
        await desk.Db.ExecuteAsync(GiveBack, ct: Stop);
        await desk.Db.QueryAsync<int>(SecureDelete.EmptyLog, ct: Stop);
        Assert.Empty(FilesWith(desk, Secret));
        Assert.Empty(FilesWith(desk, Secret.ToLowerInvariant())); // as words are kept to be found by
    }

    [Theory, OnEachDatabase]
    internal async Task Each_line_of_a_long_thread_is_struck_from_a_trusted_article(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1", "Where it began.", by: "zed"));
        var ticket = await desk.TicketAsync();
        await desk.Db.InTransactionAsync(async tx =>
        {
            for (var i = 0; i < 2_100; i++) // more than are read at once
            {
                var body = $"Thanks!\nSentence {i:D4} of mine";
                await tx.ExecuteAsync(SayMore, new { MessageId = Guid.NewGuid(), ticket.Id, Body = body, Now = desk.Clock.Now() }, Stop);
            }
        }, Stop);
        var article = await WriteAsync(
            desk, ticket, "\nsentence 0000 of MINE, Sentence 1050 of mine, Sentence 2099 of mine, sentence 9999 of ours\n");
        await desk.Db.ExecuteAsync(Trust, new { Id = article }, Stop);

        Assert.Equal(1, Done(await desk.Get<EraseClient>().RunAsync(new(ticket.ClientId, "zed", "Mia", desk.AgentId), Stop)));

        var left = (await ArticleAsync(desk, article)).Body;
        Assert.Contains("\n[…], […], […], sentence 9999 of ours\n", left, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task What_the_network_repeats_stays_erased_and_who_writes_again_is_somebody_new(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1", by: "ann"));
        var ticket = await desk.TicketAsync();
        Done(await desk.Get<EraseClient>().RunAsync(new(ticket.ClientId, "ann", "Mia", null), Stop));

        await desk.HearAsync(desk.Said("m1", by: "ann"));
        Assert.Single(await desk.TicketsAsync());
        await desk.HearAsync(desk.Said("m2", by: "ann", answers: "m1", root: "m1"));

        var next = (await desk.TicketsAsync())[1];
        Assert.NotEqual(ticket.ClientId, next.ClientId);
        Assert.Null(next.FollowUpOfId);
    }

    [Theory, OnEachDatabase]
    internal async Task Nobody_is_erased_while_an_answer_to_them_is_on_its_way(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.HearAsync(desk.Said("m1", by: "ann"));
        var ticket = await desk.TicketAsync();
        var sent = Done(await desk.Get<ReplyToTicket>().RunAsync(new(ticket.Id, "Hello.", "Mia", desk.AgentId), Stop));

        Assert.IsType<Result<int>.Conflict>(await desk.Get<EraseClient>().RunAsync(new(ticket.ClientId, "Ann", "Mia", null), Stop));
        await desk.IsOutAsync(sent.DeliveryId, "r1");
        Done(await desk.Get<EraseClient>().RunAsync(new(ticket.ClientId, "Ann", "Mia", null), Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task The_export_holds_everything_they_said_and_what_we_noted(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var queue = Done(await desk.Get<SaveQueue>().RunAsync(new(null, "Billing", [], [desk.AccountId]), Stop));
        var field = Done(await desk.Get<SaveField>().RunAsync(new(queue, null, "Order", "text", null), Stop));
        var ticket = await FillAsync(desk, field);
        await desk.HearAsync(desk.Said("other", "Not theirs.", by: "bob"));

        var archive = Done(await desk.Get<ExportClient>().RunAsync(ticket.ClientId, "Mia", desk.AgentId, Stop));

        using var zip = new ZipArchive(new MemoryStream(archive.Zip));
        var texts = zip.Entries.ToDictionary(e => e.Name, e => new StreamReader(e.Open()).ReadToEnd());
        Assert.Equal(["client.json", "received.json", "tickets.json"], texts.Keys.Order());
        Assert.All(["Name", "Company", "Note", "Consent", "@Handle"],
            what => Assert.Contains(what, texts["client.json"], StringComparison.Ordinal));
        Assert.All([$"{Secret} words", $"{Secret} internal", $"{Secret} answer", $"{Secret} order"],
            what => Assert.Contains(what, texts["tickets.json"], StringComparison.Ordinal));
        Assert.Contains($"{Secret} raw", texts["received.json"], StringComparison.Ordinal);
        Assert.DoesNotContain(texts.Values, t => t.Contains("Not theirs.", StringComparison.Ordinal));
        Assert.Contains(await desk.Db.QueryAsync<ClientEventRow>(ClientLog.OfPerson, new { Id = ticket.ClientId, Take = 9 }, Stop),
            e => e.Kind == "exported");
    }

    private static readonly Sql MergeIndex = Sql.For(
        sqlServer: "delete from MessageWords where 1 = 0", sqlite: "insert into MessageSearch (MessageSearch) values ('optimize')");

    private static readonly Sql GiveBack = Sql.For(sqlServer: "delete from MessageWords where 1 = 0", sqlite: "vacuum");

    private static readonly Sql Waiting = Sql.Portable("select RefId from Outbox where Kind = @Kind");

    private static readonly Sql SayWhatRulesDid = Sql.Portable("update RuleRuns set Did = @Secret");

    private static readonly Sql Trust = Sql.Portable("update Articles set State = 'Validated' where Id = @Id");

    private static readonly Sql SayMore = Sql.Portable("""
        insert into Messages (Id, TicketId, Kind, AuthorName, Body, SaidAt, CreatedAt)
        values (@MessageId, @Id, 'inbound', 'zed', @Body, @Now, @Now)
        """);

    private static readonly Sql SayItBack = Sql.Portable("""
        insert into WebhookAttempts (DeliveryId, Number, StartedAt, Milliseconds, Status, Said) select d.Id, 1, @Now, 5, 500, @Said
        from WebhookDeliveries d
        """);

    private static readonly Sql ReadArticle = Sql.Portable("""
        select a.Title, a.State, v.Body from Articles a join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
        where a.Id = @Id
        """);

    private static async Task RunAsync<T>(DeskRoom desk, string kind)
        where T : IOutboxWork
    {
        foreach (var id in await desk.Db.QueryAsync<Guid>(Waiting, new { Kind = kind }, Stop))
        {
            await desk.Get<T>().RunAsync(id, Stop);
        }
    }

    // As the page begins it, and saved twice.
    private static async Task<Guid> WriteAsync(DeskRoom desk, TicketRow ticket, string more)
    {
        var view = (await desk.Db.OneAsync<TicketView>(TicketSql.ReadView, new { ticket.Id }, Stop))!;
        var begun = DraftArticleModel.Begin(view, await desk.MessagesAsync(ticket.Id));
        var id = Done(await desk.Get<WriteArticle>().RunAsync(
            new(null, 0, begun with { Tags = "made" }, $"ticket-{ticket.Number}", "Mia"), Stop));
        return Done(await desk.Get<WriteArticle>().RunAsync(
            new(id, 1, begun with { Body = begun.Body + more + "Second thoughts.\n" }, null, "Mia"), Stop));
    }

    private static async Task<(string Title, string State, string Body)> ArticleAsync(DeskRoom desk, Guid id)
    {
        var article = (await desk.Db.OneAsync<MadeArticle>(ReadArticle, new { Id = id }, Stop))!;
        return (article.Title, article.State, article.Body);
    }

    // The bytes themselves, once what SQLite marked as free before the erasure is given back, and the index of words, which keeps the words
    // of deleted messages without whose they were until its parts are merged, is merged. Columns of any type, indexes and the log are
    // looked at so.
    private static IEnumerable<string> FilesWith(DeskRoom desk, string words)
    {
        if (desk.Db.Options.Dialect != Dialect.Sqlite)
        {
            yield break;
        }

        var file = new SqliteConnectionStringBuilder(desk.Db.Options.ConnectionString).DataSource;
        foreach (var part in new[] { file, file + "-wal" }.Where(File.Exists))
        {
            using var stream = new FileStream(part, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            var text = reader.ReadToEnd();
            if (text.IndexOf(words, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
            {
                yield return $"{Path.GetFileName(part)} at {at}: {text[Math.Max(0, at - 60)..Math.Min(text.Length, at + 60)]}";
            }
        }
    }

    private sealed record MadeArticle
    {
        public string Title { get; init; } = "";

        public string State { get; init; } = "";

        public string Body { get; init; } = "";
    }

    private static async Task<TicketRow> FillAsync(DeskRoom desk, Guid field)
    {
        var author = new RemoteProfile($"{Secret}-id", $"@Handle{Secret}", $"{Secret} Name")
        {
            AvatarUrl = new Uri($"https://img.example/{Secret}"), ProfileUrl = new Uri($"https://net.example/{Secret}"),
        };
        await desk.HearAsync(desk.Said("m1", $"{Secret} words", by: "zed")
            with { Author = author, RawJson = $$"""{"raw":"{{Secret}} raw"}""", Url = new Uri($"https://net.example/{Secret}/1") });
        var ticket = await desk.TicketAsync();
        Done(await desk.Get<AddNote>().RunAsync(new(ticket.Id, $"{Secret} internal", "Mia", desk.AgentId), Stop));
        var sent = Done(await desk.Get<ReplyToTicket>().RunAsync(new(ticket.Id, $"{Secret} answer", "Mia", desk.AgentId), Stop));
        await desk.IsOutAsync(sent.DeliveryId, "r1");
        await desk.Get<SaveReplyDraft>().RunAsync(ticket.Id, desk.AgentId, "reply", $"{Secret} draft", isNew: true, Stop);
        Done(await desk.Get<SetFields>().RunAsync(
            new(ticket.Id, null, new Dictionary<Guid, string?> { [field] = $"{Secret} order" }, "Mia", desk.AgentId), Stop));
        Done(await desk.Get<SetFields>().RunAsync(
            new(ticket.Id, null, new Dictionary<Guid, string?> { [field] = $"{Secret} order 2" }, "Mia", desk.AgentId), Stop));
        Done(await desk.Get<AddClientNote>().RunAsync(new(ticket.ClientId, $"{Secret} Note", "Mia", desk.AgentId), Stop));
        var version = (await desk.Db.OneAsync<ClientRow>(ClientSql.Read, new { Id = ticket.ClientId }, Stop))!.Version;
        Done(await desk.Get<EditClient>().RunAsync(new(
            ticket.ClientId, version, $"{Secret} Name", $"{Secret} Company", $"https://{Secret}.example",
            true, ConsentState.Given, $"{Secret} Consent", "Mia", desk.AgentId), Stop));
        return await desk.TicketAsync();
    }

    // Every text of every table, as the database itself lists them: a table that is added tomorrow is looked at too.
    private static async Task<IReadOnlyList<string>> WhereAsync(DeskRoom desk)
    {
        var columns = await desk.Db.QueryAsync<Column>(Sql.For(
            sqlServer: "select table_name as TableName, column_name as Name from information_schema.columns where data_type = 'nvarchar'",
            sqlite: """
                select m.name as TableName, p.name as Name from sqlite_master m join pragma_table_info(m.name) p
                where m.type = 'table' and m.sql not like 'create virtual%'
                """), ct: Stop);
        var found = new List<string>();
        foreach (var column in columns)
        {
            if (await desk.Db.ScalarAsync<int>(
                Sql.Portable(
                    $"select count(*) from \"{column.TableName}\" where lower(\"{column.Name}\") like '%{Secret.ToLowerInvariant()}%'"),
                ct: Stop) > 0)
            {
                found.Add($"{column.TableName}.{column.Name}");
            }
        }

        return found;
    }

    private sealed record Column
    {
        public string TableName { get; init; } = "";

        public string Name { get; init; } = "";
    }

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
