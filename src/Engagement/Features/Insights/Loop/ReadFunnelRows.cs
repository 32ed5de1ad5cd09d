using System.Globalization;
using Engagement.Data;
using Engagement.Features.Accounts.Limits;
using Engagement.Web.Sheets;
using Engagement.Web.Text;

namespace Engagement.Features.Insights.Loop;

/// <summary>A figure that can be opened.</summary>
internal sealed record FunnelFigure(string Key, string Name, string Icon, string Says, Sql Rows,
    Dictionary<ScopeKind, Sql> Of, Sql Then, Sql Before, IReadOnlyList<ReportColumn> Columns)
{
    private static readonly ReportColumn[] OfTickets = [new("When", CellKind.Moment),
        new("Ticket", CellKind.Text), new("Client", CellKind.Text), new("Status", CellKind.Text)];

    public static IReadOnlyList<FunnelFigure> All { get; } =
    [
        new("posts", "Posts", "send", "published, once for each account",
            FunnelSql.PostRows, FunnelSql.OfPosts, FunnelSql.PostsThen, FunnelSql.PostsBefore,
            [new("Published", CellKind.Moment), new("Post", CellKind.Text), new("Account", CellKind.Text),
                new("State", CellKind.Text), new("Views"), new("Reactions")]),
        new("visits", "Visits", "click", "of our links by people", FunnelSql.VisitRows,
            FunnelSql.OfPosts, FunnelSql.VisitedThen, FunnelSql.VisitsBefore,
            [new("When", CellKind.Moment), new("Post", CellKind.Text), new("Account", CellKind.Text),
                new("Who", CellKind.Text), new("Told by", CellKind.Text)]),
        new("replies", "Replies", "message-reply", "messages of clients", FunnelSql.ReplyRows,
            FunnelSql.OfTickets, FunnelSql.RepliesThen, FunnelSql.RepliesBefore,
            [new("When", CellKind.Moment), new("Ticket", CellKind.Text), new("Client", CellKind.Text), new("Words", CellKind.Text)]),
        new("tickets", "Tickets", "ticket", "opened", FunnelSql.TicketRows,
            FunnelSql.OfTickets, FunnelSql.TicketsThen, FunnelSql.TicketsBefore, OfTickets),
        new("answers", "First answers", "clock", "written", FunnelSql.AnsweredRows, FunnelSql.OfTickets,
            FunnelSql.AnsweredThen, FunnelSql.AnsweredBefore, [.. OfTickets, new("Waited", CellKind.Duration)]),
        new("solved", "Solved", "circle-check", "tickets", FunnelSql.SolvedRows, FunnelSql.OfTickets,
            FunnelSql.SolvedThen, FunnelSql.SolvedBefore, [.. OfTickets, new("Took", CellKind.Duration)]),
        new("opportunities", "Opportunities", "briefcase", "found", FunnelSql.FoundRows,
            FunnelSql.OfTickets, FunnelSql.FoundThen, FunnelSql.FoundBefore, OfChances("Found")),
        new("won", "Won", "coin", "opportunities", FunnelSql.WonRows,
            FunnelSql.OfTickets, FunnelSql.WonThen, FunnelSql.WonBefore, OfChances("Won")),
        new("cost", "Cost", "receipt", "billed by networks", FunnelSql.CostRows, FunnelSql.OfCosts, FunnelSql.SpentThen,
            FunnelSql.CostsBefore,
            [new("When", CellKind.Moment), new("For", CellKind.Text), new("Account", CellKind.Text),
                new("Kind", CellKind.Text), new("Amount", CellKind.Decimal), new("Currency", CellKind.Text)]),
    ];

    public static FunnelFigure? Find(string? key) => All.FirstOrDefault(f => f.Key == key);

    private static ReportColumn[] OfChances(string when) =>
        [new(when, CellKind.Moment), new("Chance", CellKind.Text), new("Client", CellKind.Text),
            new("Stage", CellKind.Text), new("Value", CellKind.Decimal), new("Currency", CellKind.Text)];
}

/// <summary>The rows behind a figure, the newest first, a page at a time.</summary>
internal sealed class ReadFunnelRows(Db db, Prices prices)
{
    public const int PageSize = 100;

    /// <param name="after">The cursor that the page before gave; null: from the newest on.</param>
    /// <param name="everybody">Visits of previews and bots too.</param>
    /// <returns>The rows, and the cursor of the next page or null.</returns>
    public async Task<(Sheet Sheet, string? Next)> RunAsync(
        FunnelFigure figure, FunnelScope scope, Period period, string? after, bool everybody, int take, CancellationToken ct)
    {
        var conditions = ReadFunnel.With(figure.Of, scope, figure.Then).ToList();
        if (figure.Key == "visits" && !everybody)
        {
            conditions.Add(FunnelSql.ByPeople);
        }

        var cursor = RowCursor.Read(after);
        if (cursor is not null)
        {
            conditions.Add(figure.Before);
        }

        var rows = await db.QueryAsync<FunnelRow>(figure.Rows.Where(conditions), new
        {
            From = period.Start, To = period.End, ScopeId = scope.Id, Take = take + 1,
            AfterAt = cursor?.At, AfterId = cursor?.Id, AfterSeq = cursor?.Seq,
        }, ct);
        var sheet = new Sheet(figure.Key, figure.Name, figure.Columns, [.. rows.Take(take).Select(r => Cells(figure.Key, r))])
            { Zone = period.Zone };
        return (sheet, rows.Count > take ? new RowCursor(rows[take - 1].At, rows[take - 1].Id, rows[take - 1].Seq).ToString() : null);
    }

    private ReportCell[] Cells(string figure, FunnelRow r) => figure switch
    {
        "posts" => [new(r.At), new(r.Title, $"/deliveries/{r.Id}"), r.AccountName, r.State, r.Number, r.Second],
        "visits" => [new(r.At), new(r.Title, $"/deliveries/{r.Id}"),
            r.AccountName, r.State == "People" ? "Person" : r.State, r.Text == "None" ? new ReportCell(null) : (ReportCell)r.Text],
        "replies" => [new(r.At), Ticket(r), r.Text, Short(r.Body)],
        "tickets" => [new(r.At), Ticket(r), r.Text, r.State],
        "answers" or "solved" => [new(r.At), Ticket(r), r.Text, r.State, r.Second],
        "opportunities" or "won" => [new(r.At), new(r.Title, $"/opportunities/{r.Id}"), r.Text, r.State, r.Second / 1_000_000m, r.Currency],
        _ => [new(r.At), new(r.Title ?? "Reading", r.DeliveryId is { } d ? $"/deliveries/{d}" : null),
            r.AccountName, r.State, r.Second / 1_000_000m, prices.Of(r.Network)?.Currency ?? "USD"],
    };

    private static ReportCell Ticket(FunnelRow r) => new(Sentence.Of($"#{r.Number} {r.Title}"), $"/tickets/{r.Number}");

    private static string? Short(string? words) => Fit.Shorten(words, 160);
}

/// <summary>A row behind a figure; each figure fills what it needs.</summary>
internal sealed record FunnelRow
{
    public Guid Id { get; init; }

    public long Seq { get; init; }

    public DateTimeOffset At { get; init; }

    public string? Title { get; init; }

    public string? Text { get; init; }

    public string? Body { get; init; }

    public string? AccountName { get; init; }

    public string Network { get; init; } = "";

    public string? State { get; init; }

    public long? Number { get; init; }

    public long? Second { get; init; }

    public string? Currency { get; init; }

    public Guid? DeliveryId { get; init; }
}

/// <summary>Where a page ended.</summary>
internal sealed record RowCursor(DateTimeOffset At, Guid Id, long Seq)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeMilliseconds()}.{Id:N}.{Seq}");

    /// <summary>Null: none, or not one of ours; then the list begins anew.</summary>
    public static RowCursor? Read(string? text) =>
        text?.Split('.') is [var at, var id, var seq]
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < 253402300799999
        && Guid.TryParseExact(id, "N", out var guid) && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), guid, number) : null;
}
