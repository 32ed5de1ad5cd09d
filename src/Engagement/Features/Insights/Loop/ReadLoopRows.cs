using System.Globalization;
using Engagement.Data;
using Engagement.Features.Accounts.Limits;
using Engagement.Web.Sheets;
using Engagement.Web.Text;

namespace Engagement.Features.Insights.Loop;

/// <summary>A figure that can be opened.</summary>
internal sealed record LoopFigure(string Key, string Name, string Icon, string Says, Sql Rows,
    Dictionary<ScopeKind, Sql> Of, Sql Then, Sql Before, IReadOnlyList<SheetColumn> Columns)
{
    private static readonly SheetColumn[] OfTickets = [new("When", CellKind.Moment),
        new("Ticket", CellKind.Text), new("Client", CellKind.Text), new("Status", CellKind.Text)];

    public static IReadOnlyList<LoopFigure> All { get; } =
    [
        new("posts", "Posts", "send", "published, once for each account",
            LoopSql.PostRows, LoopSql.OfPosts, LoopSql.PostsThen, LoopSql.PostsBefore,
            [new("Published", CellKind.Moment), new("Post", CellKind.Text), new("Account", CellKind.Text),
                new("State", CellKind.Text), new("Views"), new("Reactions")]),
        new("visits", "Visits", "click", "of our links by people", LoopSql.VisitRows,
            LoopSql.OfPosts, LoopSql.VisitedThen, LoopSql.VisitsBefore,
            [new("When", CellKind.Moment), new("Post", CellKind.Text), new("Account", CellKind.Text),
                new("Who", CellKind.Text), new("Told by", CellKind.Text)]),
        new("replies", "Replies", "message-reply", "messages of clients", LoopSql.ReplyRows,
            LoopSql.OfTickets, LoopSql.RepliesThen, LoopSql.RepliesBefore,
            [new("When", CellKind.Moment), new("Ticket", CellKind.Text), new("Client", CellKind.Text), new("Words", CellKind.Text)]),
        new("tickets", "Tickets", "ticket", "opened", LoopSql.TicketRows,
            LoopSql.OfTickets, LoopSql.TicketsThen, LoopSql.TicketsBefore, OfTickets),
        new("answers", "First answers", "clock", "written", LoopSql.AnsweredRows, LoopSql.OfTickets,
            LoopSql.AnsweredThen, LoopSql.AnsweredBefore, [.. OfTickets, new("Waited", CellKind.Duration)]),
        new("solved", "Solved", "circle-check", "tickets", LoopSql.SolvedRows, LoopSql.OfTickets,
            LoopSql.SolvedThen, LoopSql.SolvedBefore, [.. OfTickets, new("Took", CellKind.Duration)]),
        new("opportunities", "Opportunities", "briefcase", "found", LoopSql.FoundRows,
            LoopSql.OfTickets, LoopSql.FoundThen, LoopSql.FoundBefore, OfChances("Found")),
        new("won", "Won", "coin", "opportunities", LoopSql.WonRows,
            LoopSql.OfTickets, LoopSql.WonThen, LoopSql.WonBefore, OfChances("Won")),
        new("cost", "Cost", "receipt", "billed by networks", LoopSql.CostRows, LoopSql.OfCosts, LoopSql.SpentThen, LoopSql.CostsBefore,
            [new("When", CellKind.Moment), new("For", CellKind.Text), new("Account", CellKind.Text),
                new("Kind", CellKind.Text), new("Amount", CellKind.Decimal), new("Currency", CellKind.Text)]),
    ];

    public static LoopFigure? Find(string? key) => All.FirstOrDefault(f => f.Key == key);

    private static SheetColumn[] OfChances(string when) =>
        [new(when, CellKind.Moment), new("Chance", CellKind.Text), new("Client", CellKind.Text),
            new("Stage", CellKind.Text), new("Value", CellKind.Decimal), new("Currency", CellKind.Text)];
}

/// <summary>The rows behind a figure, the newest first, a page at a time.</summary>
internal sealed class ReadLoopRows(Db db, Prices prices)
{
    public const int PageSize = 100;

    /// <param name="after">The cursor that the page before gave; null: from the newest on.</param>
    /// <param name="everybody">Visits of previews and bots too.</param>
    /// <returns>The rows, and the cursor of the next page or null.</returns>
    public async Task<(Sheet Sheet, string? Next)> RunAsync(
        LoopFigure figure, LoopScope scope, Period period, string? after, bool everybody, int take, CancellationToken ct)
    {
        var conditions = ReadLoop.With(figure.Of, scope, figure.Then).ToList();
        if (figure.Key == "visits" && !everybody)
        {
            conditions.Add(LoopSql.ByPeople);
        }

        var cursor = RowCursor.Read(after);
        if (cursor is not null)
        {
            conditions.Add(figure.Before);
        }

        var rows = await db.QueryAsync<LoopRow>(figure.Rows.Where(conditions), new
        {
            From = period.Start, To = period.End, ScopeId = scope.Id, Take = take + 1,
            AfterAt = cursor?.At, AfterId = cursor?.Id, AfterSeq = cursor?.Seq,
        }, ct);
        var sheet = new Sheet(figure.Key, figure.Name, figure.Columns, [.. rows.Take(take).Select(r => Cells(figure.Key, r))])
            { Zone = period.Zone };
        return (sheet, rows.Count > take ? new RowCursor(rows[take - 1].At, rows[take - 1].Id, rows[take - 1].Seq).ToString() : null);
    }

    private SheetCell[] Cells(string figure, LoopRow r) => figure switch
    {
        "posts" => [new(r.At), new(r.Title, $"/deliveries/{r.Id}"), r.AccountName, r.State, r.Number, r.Second],
        "visits" => [new(r.At), new(r.Title, $"/deliveries/{r.Id}"),
            r.AccountName, r.State == "People" ? "Person" : r.State, r.Text == "None" ? new SheetCell(null) : (SheetCell)r.Text],
        "replies" => [new(r.At), Ticket(r), r.Text, Short(r.Body)],
        "tickets" => [new(r.At), Ticket(r), r.Text, r.State],
        "answers" or "solved" => [new(r.At), Ticket(r), r.Text, r.State, r.Second],
        "opportunities" or "won" => [new(r.At), new(r.Title, $"/opportunities/{r.Id}"), r.Text, r.State, r.Second / 1_000_000m, r.Currency],
        _ => [new(r.At), new(r.Title ?? "Reading", r.DeliveryId is { } d ? $"/deliveries/{d}" : null),
            r.AccountName, r.State, r.Second / 1_000_000m, prices.Of(r.Network)?.Currency ?? "USD"],
    };

    private static SheetCell Ticket(LoopRow r) => new(Sentence.Of($"#{r.Number} {r.Title}"), $"/tickets/{r.Number}");

    private static string? Short(string? words) => Fit.Shorten(words, 160);
}

/// <summary>A row behind a figure; each figure fills what it needs.</summary>
internal sealed record LoopRow
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
