using System.Globalization;
using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Clients;

/// <summary>
/// Takes a client's words out of the articles that were made from their tickets. A draft was little else and goes empty into the archive.
/// Of an article that is trusted, older versions are emptied; in the one that is read now their lines and names are struck out, and it
/// waits for its owner, because a gap in a text wants to be looked at.
/// </summary>
internal sealed class EraseFromArticles
{
    // Shorter lines ("thanks", "yes") are nobody's.
    private const int LeastLine = 8;
    private const int LeastName = 3;

    private static readonly Sql Made = Sql.Portable(
        """
        select a.Id, a.Title, a.Summary, a.State, v.Body, v.PlainText from Articles a
        join Sources s on s.Id = a.SourceId join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
        where s.Kind = 'desk' and a.ExternalId = @From
        """);

    // How long they are first, and then some at a time: a thread may have fifty thousand messages, each as long as its network allows.
    private static readonly Sql SaidSizes = Sql.For(sqlServer: SaidSizesOn(Dialect.SqlServer), sqlite: SaidSizesOn(Dialect.Sqlite));

    private static readonly Sql Said = Sql.Portable("select m.Body from Messages m where m.Id in {ids Ids}");

    private static readonly Sql ChangedSizes = Sql.For(
        sqlServer: ChangedSizesOn(Dialect.SqlServer), sqlite: ChangedSizesOn(Dialect.Sqlite));

    private static readonly Sql Changed = Sql.Portable("select w.Before from TicketEventWords w where w.EventId in {ids Ids}");

    private static readonly Sql TicketsOf = Sql.Portable(
        "select t.Id, t.Number, t.Subject from Tickets t where t.ClientId in {ids Clients} order by t.Number");

    private static readonly Sql Called = Sql.Portable(
        """
        select h.Handle from Handles h where h.ClientId in {ids Clients}
        union select h.DisplayName from Handles h where h.ClientId in {ids Clients}
        union select c.Name {exact} from Clients c where c.Id in {ids Clients}
        """);

    // The slug was made from the title, and the title from their words. The numbers of its search go with it and are made again.
    private static readonly Sql SetArticle = Sql.For(
        sqlServer: """
            update Articles set Title = @Title, Summary = @Summary, Slug = 'erased-' + cast(Id as nvarchar(36)), UpdatedAt = @Now
            where Id = @Id
            """,
        sqlite: "update Articles set Title = @Title, Summary = @Summary, Slug = 'erased-' || Id, UpdatedAt = @Now where Id = @Id");

    private static readonly Sql PutAway = Sql.Portable(
        "update Articles set State = 'Archived', ArchivedAt = coalesce(ArchivedAt, @Now) where Id = @Id");

    private static readonly Sql Review = Sql.Portable("update Articles set ReviewAt = @Now where Id = @Id");

    private static readonly Sql EmptyVersions = Sql.Portable(
        "update ArticleVersions set Title = @Title, Summary = '', Body = '', PlainText = '', MetadataJson = '{}' where ArticleId = @Id");

    private static readonly Sql SetCurrent = Sql.Portable(
        """
        update ArticleVersions set Title = @Title, Summary = @Summary, Body = @Body, PlainText = @PlainText
        where ArticleId = @Id and Number = (select a.Version from Articles a where a.Id = @Id)
        """);

    private static readonly Sql DropTags = Sql.Portable("delete from ArticleTags where ArticleId = @Id");

    private static readonly Sql DropTerms = Sql.Portable("delete from ArticleTerms where ArticleId = @Id");

    private static readonly Sql DropIndex = Sql.Portable("delete from ArticleIndex where ArticleId = @Id");

    /// <param name="tx">The caller's, before anything else is erased.</param>
    /// <param name="clients">Their ids, as <c>{ids}</c> takes them.</param>
    /// <param name="actor">Who erases.</param>
    /// <param name="ct">Cancels.</param>
    public async Task RunAsync(Tx tx, string clients, Actor actor, CancellationToken ct)
    {
        var tickets = await tx.QueryAsync<TheirTicket>(TicketsOf, new { Clients = clients }, ct);
        foreach (var ticket in tickets)
        {
            var from = string.Create(CultureInfo.InvariantCulture, $"ticket-{ticket.Number}");
            if (await tx.OneAsync<MadeArticle>(Made, new { From = from }, ct) is { } article)
            {
                var struck = article.State == "Draft" ? null : await StrikeAsync(tx, article, tickets, clients, ct);
                await EraseAsync(tx, article, struck, actor, ct);
            }
        }
    }

    // All that they said anywhere, since an article made from one ticket may quote another.
    private static async Task<Struck> StrikeAsync(
        Tx tx, MadeArticle article, IReadOnlyList<TheirTicket> tickets, string clients, CancellationToken ct)
    {
        var left = new Struck(new(article.Title), new(article.Summary), new(article.Body), new(article.PlainText));
        foreach (var name in await tx.QueryAsync<string>(Called, new { Clients = clients }, ct))
        {
            left.Strike(name.Trim(), LeastName);
            left.Strike(name.Trim().TrimStart('@'), LeastName);
        }

        foreach (var ticket in tickets)
        {
            left.StrikeLines(ticket.Subject);
            await StrikeAsync(tx, left, SaidSizes, Said, ticket.Id, ct);
            await StrikeAsync(tx, left, ChangedSizes, Changed, ticket.Id, ct);
        }

        return left;
    }

    private static async Task StrikeAsync(Tx tx, Struck left, Sql sizes, Sql words, Guid ticket, CancellationToken ct)
    {
        var all = await tx.QueryAsync<Size>(sizes, new { Id = ticket }, ct);
        foreach (var slice in TextSlices.Of(all, s => s.Bytes, most: 1_000))
        {
            foreach (var text in await tx.QueryAsync<string>(words, new { Ids = Json.Ids(slice.Select(s => s.Id)) }, ct))
            {
                ct.ThrowIfCancellationRequested();
                left.StrikeLines(text);
            }
        }
    }

    private static string SaidSizesOn(Dialect dialect) =>
        $"select m.Id, {TextSlices.LengthOf("m.Body", dialect)} as Bytes from Messages m where m.TicketId = @Id and m.Kind = 'inbound'";

    private static string ChangedSizesOn(Dialect dialect) =>
        $"""
        select w.EventId as Id, {TextSlices.LengthOf("w.Before", dialect)} as Bytes from TicketEventWords w
        where w.TicketId = @Id and w.Before is not null
        """;

    private static async Task EraseAsync(Tx tx, MadeArticle article, Struck? struck, Actor actor, CancellationToken ct)
    {
        var left = new
        {
            article.Id,
            actor.Now,
            Title = struck?.Title.ToString() ?? EraseClient.ErasedName,
            Summary = struck?.Summary.ToString() ?? "",
            Body = struck?.Body.ToString() ?? "",
            PlainText = struck?.PlainText.ToString() ?? "",
        };
        await tx.ExecuteAsync(EmptyVersions, left, ct);
        await tx.ExecuteAsync(SetArticle, left, ct);
        await tx.ExecuteAsync(DropTerms, left, ct);
        await tx.ExecuteAsync(DropIndex, left, ct);
        if (struck is null)
        {
            await tx.ExecuteAsync(DropTags, left, ct);
            await tx.ExecuteAsync(PutAway, left, ct);
        }
        else
        {
            await tx.ExecuteAsync(SetCurrent, left, ct);
            await tx.ExecuteAsync(Review, left, ct);
        }

        // A notice of it says its title.
        var notice = new { EraseClient.ErasedName, Link = $"/knowledge/{article.Id}", LinkAndMore = $"/knowledge/{article.Id}/%" };
        await tx.ExecuteAsync(ErasureSql.NoticesTold, notice, ct);
        await tx.ExecuteAsync(ErasureSql.Notices, notice, ct);
    }

    /// <summary>An article that stays, while what is theirs is struck out of it.</summary>
    private sealed record Struck(StruckText Title, StruckText Summary, StruckText Body, StruckText PlainText)
    {
        /// <summary>Whole lines of what they said.</summary>
        public void StrikeLines(string text)
        {
            foreach (var line in text.AsSpan().Split('\n'))
            {
                Strike(text.AsSpan(line).Trim().TrimEnd('…'), LeastLine);
            }
        }

        public void Strike(ReadOnlySpan<char> words, int least)
        {
            if (words.Length >= least)
            {
                Title.Strike(words);
                Summary.Strike(words);
                Body.Strike(words);
                PlainText.Strike(words);
            }
        }
    }

    private sealed record TheirTicket
    {
        public Guid Id { get; init; }

        public long Number { get; init; }

        public string Subject { get; init; } = "";
    }

    private sealed record Size
    {
        public Guid Id { get; init; }

        public long Bytes { get; init; }
    }

    private sealed record MadeArticle
    {
        public Guid Id { get; init; }

        public string Title { get; init; } = "";

        public string Summary { get; init; } = "";

        public string State { get; init; } = "";

        public string Body { get; init; } = "";

        public string PlainText { get; init; } = "";
    }
}
