using System.Net;
using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Features.Publishing.Links;
using Engagement.Tests.Data;
using Microsoft.Data.Sqlite;

namespace Engagement.Tests.Publishing.Links;

/// <summary>The redirect, over HTTP.</summary>
public sealed class FollowLinkTests
{
    private static readonly Sql MoveArticle = Sql.Portable("update Articles set Url = @Url, UpdatedAt = @Now where Id = @Id");

    [Theory, OnEachDatabase]
    internal async Task A_link_leads_to_its_article_with_tags_and_is_stored_by_nobody(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        var (_, code) = await room.PublishedAsync();

        using var answer = await room.FollowAsync(code);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(
            $"https://help.example/kb/reset-your-password?utm_source=sandbox&utm_medium=social"
                + $"&utm_campaign=reset-your-password&utm_content={code}",
            answer.Headers.Location!.OriginalString);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        using var typed = await room.FollowAsync(code.ToUpperInvariant());
        Assert.Equal(answer.Headers.Location, typed.Headers.Location);
    }

    [Theory, OnEachDatabase]
    internal async Task Whatever_we_made_no_link_of_leads_nowhere(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        await room.PublishedAsync();

        foreach (var path in new[] { LinkCode.New(), "2345cfg", "https:%2F%2Fevil.example",
            "%2Fevil.example", "2345cfgh?url=https://evil.example", "..%2f..%2f" })
        {
            using var answer = await room.FollowAsync(path);
            Assert.Equal((path, HttpStatusCode.NotFound, (Uri?)null), (path, answer.StatusCode, answer.Headers.Location));
        }
    }

    [Theory, OnEachDatabase]
    internal async Task A_link_opens_with_what_people_paste_along(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect, ("Links:MissesPerMinute", "3"));
        var (_, code) = await room.PublishedAsync();

        // tailscale/golink#148, opengovsg/GoGovSG#454; bytes as they are and percent-encoded, once or twice.
        foreach (var pasted in new[]
        {
            $"{code}.", $"{code})", $"{code}%E3%80%82", $"{code}%20", $"{code},", $"{code}]",
            $"{code}>", $"{code}%3E", $"{code}%22", $"{code}'", $"{code}!", $"{code};",
            $"{code}:", $"{code}%3F", $"{code}%E2%80%9D", $"{code}%E2%80%99", $"{code}%E2%80%A6",
            $"{code}%EF%BC%8C", $"{code}%EF%BC%89", $"{code}%E3%80%8D", $"{code}*",
            $"{code}**", $"{code}_", $"{code}).", $"{code}%25E3%2580%2582", $"{code}%E2%80%8B",
            $"%E2%80%8B{code}", $"{code}/", $"{code}/)", $"%3C{code}%3E", $"{code}&quot;",
            $"{code}%3C/a%3E", $"{code}%3Cbr%3E", $"{code}%3Cbr%3Ethen", $"{code}</a>",
            $"{code}\u2014then", $"{code}%E2%80%94then", $"{code}/amp", $"{code}/amp/",
            $"{code}/amp?x=1", $"{code}&utm_source=x", $"{code}&amp;utm_source=x&utm_medium=y",
            $"{code}?fbclid=IwAR0abc", $"{code}&fbclid=IwAR0abc", $"{code}%20then",
            $"{code}%C2%BB", $"{code}%22", $"{code}'s", $"{code}%E2%80%99s",
            $"{code}%E2%80%A6more", $"{code}%C2%A0then", $"{code}%E3%80%82then", $"{code}.%20Then",
            $"{code}.Then%20call", $"{code},then", $"{code}%29%5B1%5D", $"{code}%5C",
            $"{code};", $"{code}-", $"{code}%F0%9F%8E%89", $"{code}%2520then",
            $"{code}&utm_campaign={new string('x', 600)}", $"{code}%E3%82%92%E3%81%94%E8%A6%A7",
            $"{code.ToUpperInvariant()}.", $"{code}%D8%9F", $"{code}?", $"{code}%0A", $"{code}\u2014",
        })
        {
            using var answer = await room.FollowAsync(pasted);
            Assert.Equal((pasted, HttpStatusCode.Found), (pasted, answer.StatusCode));
            Assert.StartsWith("https://help.example/kb/reset-your-password?",
                answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }

        // Nothing else is led on by it, and what was pasted along is no way round the limit for guesses.
        foreach (var other in new[] { $"{code}x", $"x{code}", $"{code}.html", $"{code}/admin", $"{code}.2", $"{code}.php?x",
            $"{code}/amp/x", $"{code}/ampere", $"{code}amp", $"a/{code}",
            $"{code}%2F%2Fevil.example", $"//evil.example/{code}", $"{code}@evil.example" })
        {
            using var answer = await room.FollowAsync(other);
            Assert.Equal((other, HttpStatusCode.NotFound, (Uri?)null), (other, answer.StatusCode, answer.Headers.Location));
        }

        for (var i = 0; i < 3; i++)
        {
            using var unknown = await room.FollowAsync($"{LinkCode.New()}.");
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        }

        using var guessed = await room.FollowAsync($"{LinkCode.New()})");
        Assert.Equal(HttpStatusCode.TooManyRequests, guessed.StatusCode);
    }

    [Theory, OnEachDatabase]
    internal async Task An_article_that_moves_takes_its_links_along(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        var (_, code) = await room.PublishedAsync();
        await room.VisitAsync(code);
        var targets = room.Get<LinkTargets>();
        await targets.RefreshAsync(Stop);

        room.Clock.Advance(TimeSpan.FromDays(30));
        await room.Db.ExecuteAsync(
            MoveArticle, new { Id = room.Posts.ArticleId, Url = "https://new.example/reset", Now = room.Clock.Now() }, Stop);
        await targets.RefreshAsync(Stop);

        using var answer = await room.FollowAsync(code);
        Assert.StartsWith("https://new.example/reset?", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task Who_guesses_codes_is_told_to_wait_and_readers_are_not(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect, ("Links:MissesPerMinute", "5"));
        var (_, code) = await room.PublishedAsync();
        await room.VisitAsync(code);

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 7; i++)
        {
            using var answer = await room.FollowAsync(LinkCode.New());
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(
            [.. Enumerable.Repeat(HttpStatusCode.NotFound, 5), HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], answers);
        await room.VisitAsync(code, times: 10);
        room.Clock.Advance(TimeSpan.FromMinutes(1));
        using var later = await room.FollowAsync(LinkCode.New());
        Assert.Equal(HttpStatusCode.NotFound, later.StatusCode);
    }

    [Fact]
    public async Task While_the_database_is_away_known_links_are_followed_and_no_visit_is_lost()
    {
        await using var room = await LinksRoom.OpenAsync(Dialect.Sqlite);
        var (delivery, code) = await room.PublishedAsync();
        await room.Get<LinkTargets>().RefreshAsync(Stop);
        var file = new SqliteConnectionStringBuilder(room.Db.Options.ConnectionString).DataSource;

        Move(room.Db, file, file + ".away");
        await room.VisitAsync(code, times: 3);
        await Assert.ThrowsAnyAsync<Exception>(room.DrainAsync);
        await room.VisitAsync(code, times: 2);
        using (var unknown = await room.FollowAsync(LinkCode.New()))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, unknown.StatusCode);
            Assert.NotNull(unknown.Headers.RetryAfter);
        }

        Move(room.Db, file + ".away", file);
        Assert.Equal(3, await room.DrainAsync()); // the file that was being tried
        Assert.Equal(2, await room.DrainAsync()); // and the one that was written meanwhile
        Assert.Equal(5, (await room.CountAsync(delivery.Id)).People);
    }

    // A folder in the file's place: SQLite cannot open it, nor make a new file there.
    private static void Move(Db db, string from, string to)
    {
        SqliteConnection.ClearPool(new SqliteConnection(db.Options.ConnectionString));
        var away = to.EndsWith(".away", StringComparison.Ordinal);
        if (!away)
        {
            Directory.Delete(to);
        }

        foreach (var end in new[] { "", "-wal", "-shm" }.Where(end => File.Exists(from + end)))
        {
            File.Move(from + end, to + end);
        }

        if (away)
        {
            Directory.CreateDirectory(from);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
