using System.Globalization;
using Engagement.Data;
using Engagement.Features.Content.Knowledge.Reading;
using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Outbox;

namespace Engagement.Features.Content.Knowledge.Feeds;

/// <summary>
/// Reads one feed and keeps what is new in it. What is wrong with it ends up on the source: the cause, and when it is tried again.
/// Entries that are no longer in the feed stay: feeds show only their newest.
/// </summary>
internal sealed class PollFeed(Db db, SafeFetch fetch, SaveArticle keep, TimeProvider clock, ILogger<PollFeed> log)
{
    private static readonly Sql BrokenOff = Sql.Portable("select FailureCount, LeaseUntil from Sources where Id = @Id");

    // The next reading moves with the claim: a feed that ends the process while it is read is not the first thing the next process reads.
    private static readonly Sql Claim = Sql.Portable(
        """
        update Sources set LeaseUntil = @LeaseUntil, NextReadAt = @Next, FailureCount = @FailureCount,
            LastError = coalesce(@Error, LastError)
        where Id = @Id and Kind = 'feed' and (LeaseUntil is null or LeaseUntil <= @Now)
        """);

    private static readonly Sql Renew = Sql.Portable("update Sources set LeaseUntil = @LeaseUntil where Id = @Id and LeaseUntil = @Held");

    private static readonly Sql Went = Sql.Portable(
        """
        update Sources set LastReadAt = @Now, NextReadAt = @Next, LeaseUntil = null, FailureCount = 0, LastError = @Error,
            ETag = coalesce(@ETag, ETag), LastModified = coalesce(@LastModified, LastModified)
        where Id = @Id
        """);

    private static readonly Sql Failed = Sql.Portable(
        "update Sources set NextReadAt = @Next, LeaseUntil = null, FailureCount = FailureCount + 1, LastError = @Error where Id = @Id");

    /// <summary>The error of a source whose feed was read and has nothing in it.</summary>
    public const string Empty = "The feed was read and has no entries. If the site does have articles, "
        + "look for another address of its feed.";

    /// <summary>Said of a feed whose letters nobody can tell.</summary>
    public const string Guessed = "Its letters are in no encoding it names, and may be wrong here: its entries are drafts. "
        + "Its publisher has to name the right one.";

    /// <summary>The error of a source whose reading ended without a word: its process was stopped, or ended by what it read.</summary>
    public const string Ended = "The last reading did not end: the program was stopped while it read this feed.";

    private static string TooMany(Feed feed) => string.Create(CultureInfo.InvariantCulture,
        $"The feed has {feed.Older + Feed.MostEntries:N0} entries, and the newest {Feed.MostEntries:N0} were read. "
        + $"Import the {feed.Older:N0} older ones from files, or push them.");

    /// <returns>What it brought; null when somebody else is reading it, or it could not be read (the source says why).</returns>
    public async Task<ImportSummary?> RunAsync(Guid sourceId, CancellationToken ct)
    {
        var now = clock.Now();
        var held = now + Lease.Length;
        if (!await ClaimAsync(sourceId, now, held, ct))
        {
            return null;
        }

        await using var heartbeat = Heartbeat.Start(clock, async until =>
        {
            var renewed = await db.ExecuteAsync(Renew, new { Id = sourceId, Held = held, LeaseUntil = until }, CancellationToken.None) == 1;
            held = until;
            return renewed;
        });
        var source = await db.OneAsync<Source>(SourceSql.Read, new { Id = sourceId }, ct)
            ?? throw new InvalidOperationException($"Source {sourceId} is not there.");
        switch (await fetch.GetAsync(new Uri(source.Location), source.IsInternal, source.ETag, source.LastModified, ct))
        {
            case Fetched.NotModified:
                await WentAsync(source, null, null, source.LastError, ct);
                return new ImportSummary(source.Id, 0, 0, 0, 0, []);

            case Fetched.Content content:
                return await KeepAllAsync(source, content, ct);

            case Fetched.Failed failed:
                await FailedAsync(source, failed.Reason, failed.RetryAfter);
                return null;

            default:
                throw new InvalidOperationException("No way on from this fetch.");
        }
    }

    private async Task<bool> ClaimAsync(Guid sourceId, DateTimeOffset now, DateTimeOffset until, CancellationToken ct)
    {
        if (await db.OneAsync<Before>(BrokenOff, new { Id = sourceId }, ct) is not { } before || before.LeaseUntil > now)
        {
            return false;
        }

        // Whoever read it last would have ended the lease: a failure like others, so that it is tried more and more rarely.
        var ended = before.LeaseUntil is not null;
        var failures = before.FailureCount + (ended ? 1 : 0);
        return await db.ExecuteAsync(Claim, new
        {
            Id = sourceId,
            Now = now,
            LeaseUntil = until,
            Next = now + FeedPatience.AfterFailure(failures + 1, null),
            FailureCount = failures,
            Error = ended ? Ended : null,
        }, ct) == 1;
    }

    private async Task<ImportSummary?> KeepAllAsync(Source source, Fetched.Content content, CancellationToken ct)
    {
        Feed feed;
        try
        {
            feed = Feed.Read(content.Bytes, content.Url, content.Charset, ct);
        }
        catch (ArticleException e)
        {
            // Not a feed: the source shows it, and it is tried again later.
            await FailedAsync(source, e.Line is null ? e.Message : $"Line {e.Line}: {e.Message}", null);
            return null;
        }

        var counts = await db.InTransactionAsync(async tx =>
        {
            var kept = new int[3];
            var known = await KnownEntries.ReadAsync(tx, source.Id, ct);
            foreach (var article in await known.NamedAsync(feed.Entries, ct))
            {
                kept[(int)(await keep.RunAsync(tx, source.Id, article, source.Name, ct)).Outcome]++;
            }

            return kept;
        }, ct);

        var (created, changed, unchanged) = (counts[(int)Kept.Created], counts[(int)Kept.Changed], counts[(int)Kept.Unchanged]);
        var summary = new ImportSummary(source.Id, created, changed, unchanged, 0, feed.Failures)
        {
            Note = feed.IsEmpty ? Empty : feed.IsGuessed ? Guessed : feed.Older > 0 ? TooMany(feed) : null,
        };
        var failed = feed.Failures is [var first, ..]
            ? $"{feed.Failures.Count} {(feed.Failures.Count == 1 ? "entry was" : "entries were")} not taken; the first: {first}"
            : null;
        var error = summary.Note is null || failed is null ? summary.Note ?? failed : $"{summary.Note} {failed}";
        await WentAsync(source, content.ETag, content.LastModified, error, ct);
        log.LogInformation("Read feed {SourceId}: {Created} new, {Changed} changed, {Failed} failed",
            source.Id, summary.Created, summary.Changed, summary.Failed);
        return summary;
    }

    private Task WentAsync(Source source, string? etag, string? lastModified, string? error, CancellationToken ct)
    {
        var now = clock.Now();
        return db.ExecuteAsync(Went,
            new { source.Id, Now = now, Next = now + FeedPatience.Usual,
                ETag = etag, LastModified = lastModified, Error = Cut(error) }, ct);
    }

    private async Task FailedAsync(Source source, string reason, TimeSpan? retryAfter)
    {
        log.LogWarning("Feed {SourceId} could not be read for the {Count}. time", source.Id, source.FailureCount + 1);
        await db.ExecuteAsync(Failed, new { source.Id,
            Next = clock.Now() + FeedPatience.AfterFailure(source.FailureCount + 1, retryAfter), Error = Cut(reason) });
    }

    private static string? Cut(string? text) => text is null ? null : ArticleText.Shorten(text, 1000);

    private sealed record Before
    {
        public int FailureCount { get; init; }

        public DateTimeOffset? LeaseUntil { get; init; }
    }
}
