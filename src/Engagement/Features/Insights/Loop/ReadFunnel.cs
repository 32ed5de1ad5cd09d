using System.Globalization;
using Engagement.Data;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Conversations.Opportunities;
using Engagement.Features.Insights.Rollups;

namespace Engagement.Features.Insights.Loop;

/// <summary>
/// What came of posts, from the words to the sale, in a period: each figure counts what happened in it. Reach alone is that of the posts
/// published in it, as far as it is known today.
/// </summary>
internal sealed class ReadFunnel(Db db, ReadVisits visits, Prices prices)
{
    /// <summary>Null when there is no such thing.</summary>
    public async Task<string?> NameAsync(FunnelScope scope, CancellationToken ct) =>
        scope.IsAll ? "Everything" : await db.ScalarAsync<string>(FunnelSql.NameOf[scope.Kind], new { ScopeId = scope.Id }, ct);

    public async Task<FunnelFigures> RunAsync(FunnelScope scope, Period period, CancellationToken ct)
    {
        var args = new { From = period.Start, To = period.End, ScopeId = scope.Id };
        var posts = (await db.OneAsync<PostFigures>(FunnelSql.CountPosts.Where(With(FunnelSql.OfPosts, scope, FunnelSql.PostsThen)),
            args, ct))!;
        var seen = await visits.CountAsync(scope, period, ct);
        var desk = scope.Kind == ScopeKind.Post
            ? new DeskFigures
            {
                Replies = await db.ScalarAsync<long>(
                    FunnelSql.CountReplies.Where(With(FunnelSql.OfTickets, scope, FunnelSql.RepliesThen)), args, ct),
                Tickets = await db.ScalarAsync<long>(
                    FunnelSql.CountTickets.Where(With(FunnelSql.OfTickets, scope, FunnelSql.TicketsThen)), args, ct),
            }
            : (await db.OneAsync<DeskFigures>(
                DeskSumsSql.Count, new { Pieces = VisitPieces.Write(VisitPieces.Of(period, Grain.Year)), ThingId = scope.Id }, ct))!;
        var answered = await db.ScalarAsync<string>(
            FunnelSql.FirstReplies.Where(With(FunnelSql.OfTimes, scope, FunnelSql.AnsweredThen)), args, ct);
        var solved = await db.ScalarAsync<string>(FunnelSql.Solved.Where(With(FunnelSql.OfTimes, scope, FunnelSql.SolvedThen)), args, ct);
        var found = await db.QueryAsync<Valued>(FunnelSql.CountChances.Where(With(FunnelSql.OfTickets, scope, FunnelSql.FoundThen)),
            args, ct);
        var won = await db.QueryAsync<Valued>(FunnelSql.CountChances.Where(With(FunnelSql.OfTickets, scope, FunnelSql.WonThen)), args, ct);
        var spent = await db.QueryAsync<Spent>(
            (scope.IsAll ? FunnelSql.SumAllCosts : FunnelSql.SumCosts).Where(With(FunnelSql.OfCosts, scope, FunnelSql.SpentThen)), args,
                ct);
        return new FunnelFigures(posts, seen, desk.Replies, desk.Tickets, Took.Of(answered), Took.Of(solved), found, won,
            [.. spent.GroupBy(s => prices.Of(s.Network)?.Currency ?? "USD").Select(g => Money.OfMicros(g.Key, g.Sum(s => s.Amount)))]);
    }

    /// <summary>The period's condition, and the scope's where there is one.</summary>
    public static Sql[] With(Dictionary<ScopeKind, Sql> of, FunnelScope scope, Sql then) => scope.IsAll ? [then] : [then, of[scope.Kind]];

    private sealed record DeskFigures
    {
        public long Replies { get; init; }

        public long Tickets { get; init; }
    }

    private sealed record Spent
    {
        public string Network { get; init; } = "";

        public long Amount { get; init; }
    }
}

/// <summary>All of them.</summary>
/// <param name="Found">Chances marked in the period, by currency.</param>
/// <param name="Won">Those won in it, whenever they were found.</param>
/// <param name="Cost">What networks bill, by currency. People's time is not in it.</param>
internal sealed record FunnelFigures(
    PostFigures Posts, VisitFigures Visits, long Replies, long Tickets, Took Answered, Took Solved,
    IReadOnlyList<Valued> Found, IReadOnlyList<Valued> Won, IReadOnlyList<Money> Cost)
{
    public long Chances => Found.Sum(f => f.Number);
}

internal sealed record PostFigures
{
    /// <summary>Published, counted once for each account; the parts of a thread are one.</summary>
    public long Number { get; init; }

    /// <summary>Views, where the network tells them.</summary>
    public long Reach { get; init; }

    /// <summary>Of how many posts views are told.</summary>
    public long Told { get; init; }

    /// <summary>Likes, reposts and quotes.</summary>
    public long Reactions { get; init; }
}

internal sealed record VisitFigures
{
    public long People { get; init; }

    /// <summary>Different people: each at their first visit of an article on a day.</summary>
    public long Firsts { get; init; }

    public long Unrecognised { get; init; }

    public long Previews { get; init; }

    public long Bots { get; init; }
}

internal sealed record Valued
{
    public string Currency { get; init; } = "";

    public long Number { get; init; }

    /// <summary>In millionths.</summary>
    public long Amount { get; init; }

    public string Price => OpportunityWords.Price(Amount / 1_000_000m, Currency);
}

/// <summary>How long something took, so many times.</summary>
/// <param name="Median">Seconds; null when it never happened.</param>
/// <param name="Ninth">Nine in ten took no longer.</param>
internal sealed record Took(long Number, int? Median, int? Ninth)
{
    /// <param name="seconds">With commas between; null when it never happened.</param>
    public static Took Of(string? seconds)
    {
        if (string.IsNullOrEmpty(seconds))
        {
            return new(0, null, null);
        }

        var text = seconds.AsSpan();
        var all = new int[text.Count(',') + 1];
        var n = 0;
        foreach (var range in text.Split(','))
        {
            all[n++] = int.Parse(text[range], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        Array.Sort(all);
        return new(all.Length, all[((all.Length + 1) / 2) - 1], all[(((all.Length * 9) + 9) / 10) - 1]);
    }
}
