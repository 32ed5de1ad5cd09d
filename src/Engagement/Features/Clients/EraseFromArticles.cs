using System.Globalization;
using Engagement.Data;
using Engagement.Features.Tickets;

namespace Engagement.Features.Clients;

/// <summary>
/// Takes a client's words out of the articles that were made from their tickets. A draft was little else and goes empty into the archive.
/// Of an article that is trusted, older versions are emptied; in the one that is read now their lines and names are struck out, and it
/// waits for its owner, because a gap in a text wants to be looked at.
/// </summary>
internal sealed class EraseFromArticles
{
    private const string Struck = "[…]";

    // Shorter lines ("thanks", "yes") are nobody's.
    private const int LeastLine = 8;
    private const int LeastName = 3;

    private static readonly Sql Made = Sql.Portable(
        """
        select a.Id, a.Title, a.Summary, a.State, v.Body, v.PlainText from Articles a
        join Sources s on s.Id = a.SourceId join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
        where s.Kind = 'desk' and a.ExternalId = @From
        """);

    private static readonly Sql Said = Sql.Portable(
        """
        select m.Body from Messages m join Tickets t on t.Id = m.TicketId where t.ClientId in {ids Clients} and m.Kind = 'inbound'
        union all select w.Before from TicketEventWords w join Tickets t on t.Id = w.TicketId where t.ClientId in {ids Clients}
            and w.Before is not null
        union all select t.Subject from Tickets t where t.ClientId in {ids Clients}
        """);

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
        var whose = new { Clients = clients };
        IReadOnlyList<string>? theirs = null;
        foreach (var number in await tx.QueryAsync<long>(ErasureSql.NumbersOf, whose, ct))
        {
            if (await tx.OneAsync<MadeArticle>(
                Made, new { From = string.Create(CultureInfo.InvariantCulture, $"ticket-{number}") }, ct) is not { } article)
            {
                continue;
            }

            theirs ??= Fragments(await tx.QueryAsync<string>(Said, whose, ct), await tx.QueryAsync<string>(Called, whose, ct));
            await EraseAsync(tx, article, theirs, actor, ct);
        }
    }

    private static async Task EraseAsync(Tx tx, MadeArticle article, IReadOnlyList<string> theirs, Actor actor, CancellationToken ct)
    {
        var isDraft = article.State == "Draft";
        var left = new
        {
            article.Id,
            actor.Now,
            Title = isDraft ? EraseClient.ErasedName : Strike(article.Title, theirs),
            Summary = isDraft ? "" : Strike(article.Summary, theirs),
            Body = isDraft ? "" : Strike(article.Body, theirs),
            PlainText = isDraft ? "" : Strike(article.PlainText, theirs),
        };
        await tx.ExecuteAsync(EmptyVersions, left, ct);
        await tx.ExecuteAsync(SetArticle, left, ct);
        await tx.ExecuteAsync(DropTerms, left, ct);
        await tx.ExecuteAsync(DropIndex, left, ct);
        if (isDraft)
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

    /// <summary>What is struck out, the longest first: whole messages' lines, and what they are called.</summary>
    private static IReadOnlyList<string> Fragments(IEnumerable<string> said, IEnumerable<string> called) =>
    [
        .. said.SelectMany(text => text.Split('\n')).Select(line => line.Trim().TrimEnd('…')).Where(line => line.Length >= LeastLine)
            .Concat(called.SelectMany(name => (string[])[name.Trim(), name.Trim().TrimStart('@')]).Where(name => name.Length >= LeastName))
            .Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(f => f.Length),
    ];

    private static string Strike(string text, IReadOnlyList<string> fragments) =>
        fragments.Aggregate(text, (left, fragment) => left.Replace(fragment, Struck, StringComparison.OrdinalIgnoreCase));

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
