using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Insights.Loop;
using Engagement.Features.Insights.Rollups;
using Engagement.Web.Sheets;
using Engagement.Web.Text;

namespace Engagement.Features.Insights.Sheets;

/// <summary>How quickly clients are answered, when they write, who answers, and who still waits.</summary>
internal sealed class DeskReports(Db db, TimeProvider clock)
{
    public const int MostWaiting = 100;

    private (Period Period, IReadOnlyList<SolvedRow> Rows)? _solved;

    public async Task<Sheet> TimesAsync(Period period, CancellationToken ct)
    {
        var parts = period.Parts();
        var args = new { Parts = ReportArgs.Parts(parts) };
        var answered = (await db.QueryAsync<PartTook>(ReportSql.FirstRepliesOverTime, args, ct))
            .ToDictionary(r => r.Part, r => Took.Of(r.Seconds));
        var solved = (await db.QueryAsync<PartTook>(ReportSql.SolvedOverTime, args, ct)).ToDictionary(r => r.Part, r => Took.Of(r.Seconds));
        return new Sheet("answers", "First answer and solution",
            [
                new("When", CellKind.Text), new("First answers"), new("First answer, half within", CellKind.Duration, IsDrawn: true),
                new("First answer, 9 in 10 within", CellKind.Duration),
                new("Solved"), new("Solved, half within", CellKind.Duration, IsDrawn: true),
                new("Solved, 9 in 10 within", CellKind.Duration),
            ],
            [
                .. parts.Select((p, i) => (p.Name, First: answered.GetValueOrDefault(i, Took.Of(null)),
                    Solved: solved.GetValueOrDefault(i, Took.Of(null)))).Select(p => new ReportCell[]
                {
                    p.Name, p.First.Number, (long?)p.First.Median, (long?)p.First.Ninth,
                    p.Solved.Number, (long?)p.Solved.Median, (long?)p.Solved.Ninth,
                }),
            ])
        {
            Chart = "bar", Zone = period.Zone,
            Note = "From the client’s first message to our first answer, and until the ticket was solved for good; by when that happened, "
                + "nights and weekends included.",
        };
    }

    /// <summary>The same against what was promised: of the clocks that ended, how many in time.</summary>
    public async Task<Sheet> PromisesAsync(Period period, CancellationToken ct)
    {
        var parts = period.Parts();
        var rows = (await db.QueryAsync<Promise>(ReportSql.PromisesOverTime, new { Parts = ReportArgs.Parts(parts) }, ct))
            .ToLookup(r => (r.Part, r.Kind));
        ReportCell[] Of(int part, string kind)
        {
            var (number, late) = (rows[(part, kind)].Sum(r => r.Number), rows[(part, kind)].Sum(r => r.Late));
            return [number, late, number == 0 ? new ReportCell(null) : (ReportCell)((number - late) / (decimal)number)];
        }

        return new Sheet("promises", "Promises kept",
            [
                new("When", CellKind.Text), new("First answers promised"), new("Late"),
                new("First answers in time", CellKind.Percent, IsDrawn: true),
                new("Solutions promised"), new("Late solutions"), new("Solutions in time", CellKind.Percent, IsDrawn: true),
            ],
            rows.Count == 0 ? [] : [.. parts.Select((p, i) => (ReportCell[])[p.Name, .. Of(i, "FirstReply"), .. Of(i, "Resolution")])])
        {
            Chart = "line", Zone = period.Zone,
            Note = "By the policy that was in force, in its opening hours; each promise counts when its clock ended.",
            Empty = "No promise ended in this period. Settings name what is promised.",
        };
    }

    public async Task<Sheet> HoursAsync(Period period, CancellationToken ct)
    {
        var hours = new long[24, 3];
        foreach (var (from, to, offset) in Offsets(period))
        {
            // Days are kept for whole months only; those beside are read by the quarter.
            var pieces = VisitPieces.Of([new PeriodPart("", Quarters.StartOf(from), Quarters.StartOf(to))], Grain.Month)
                .Select(p => p.Grain == Grain.Day
                    ? p with { Grain = Grain.Quarter, From = p.From * Quarters.ADay, To = p.To * Quarters.ADay }
                    : p);
            foreach (var row in await db.QueryAsync<DaySlot>(DeskSumsSql.BySlot, new { Pieces = VisitPieces.Write(pieces) }, ct))
            {
                var hour = ((row.Slot + offset + Quarters.ADay) % Quarters.ADay) / 4;
                hours[hour, 0] += row.Inbound;
                hours[hour, 1] += row.Opened;
                hours[hour, 2] += row.Outbound;
            }
        }

        return new Sheet("hours", "When clients write",
            [new("Hour", CellKind.Text), new("Messages of clients", IsDrawn: true),
                new("Tickets opened"), new("Our answers", IsDrawn: true)],
            [.. Enumerable.Range(0, 24)
                .Select(h => new ReportCell[] { $"{h:00}–{(h + 1) % 24:00}", hours[h, 0], hours[h, 1], hours[h, 2] })])
        {
            Chart = "bar", Zone = period.Zone, Note = $"By the hour in {period.Zone.Id}, over the whole period.",
        };
    }

    public async Task<Sheet> LoadAsync(Period period, CancellationToken ct)
    {
        var args = ReportArgs.Of(period);
        var answers = await ByPersonAsync(ReportSql.AnswersByPerson, args, ct);
        var solved = (await SolvedAsync(period, ct)).Where(r => r.PersonId is not null)
            .GroupBy(r => r.PersonId!.Value).ToDictionary(g => g.Key, g => g.Sum(r => r.Number));
        var open = await ByPersonAsync(ReportSql.OpenByPerson, args, ct);
        var people = await db.QueryAsync<Named>(ReportSql.People, ct: ct);
        var rows = people.Select(p => (p.Name, Key: p.Id)).Append((Name: "Nobody", Key: Guid.Empty))
            .Select(p => (p.Name, p.Key, Open: open.GetValueOrDefault(p.Key),
                Answers: answers.GetValueOrDefault(p.Key), Solved: solved.GetValueOrDefault(p.Key)))
            .Where(p => p.Open + p.Answers + p.Solved > 0).OrderByDescending(p => p.Open).ThenBy(p => p.Name, StringComparer.Ordinal);
        return new Sheet("load", "Load by person",
            [new("Person", CellKind.Text), new("Open now", IsDrawn: true),
                new("Answers in the period", IsDrawn: true), new("Solved in the period")],
            [.. rows.Select(p => new ReportCell[] { new(p.Name, p.Key == Guid.Empty ? "/tickets?view=unassigned" : $"/tickets?view=open"
                + $"&assignee={p.Key}"), p.Open, p.Answers, p.Solved })])
        {
            Chart = "bars", Zone = period.Zone, Note = "A solved ticket counts for whom it is assigned to.",
            Empty = "Nobody has a ticket, and nobody answered one.",
        };
    }

    public async Task<Sheet> QueuesAsync(Period period, CancellationToken ct)
    {
        var open = (await db.QueryAsync<QueueLoad>(ReportSql.OpenByQueue, ct: ct)).ToDictionary(r => r.Id ?? Guid.Empty);
        var solved = (await SolvedAsync(period, ct)).GroupBy(r => r.QueueId ?? Guid.Empty)
            .ToDictionary(g => g.Key, g => g.Sum(r => r.Number));
        var queues = await db.QueryAsync<QueueName>(ReportSql.Queues, ct: ct);
        var rows = queues.Where(q => !q.IsRemoved || open.ContainsKey(q.Id) || solved.ContainsKey(q.Id))
            .Append(new QueueName { Name = "No queue" })
            .Select(q => (Queue: q, Open: open.GetValueOrDefault(q.Id), Solved: solved.GetValueOrDefault(q.Id)))
            .Where(q => q.Queue.Id != Guid.Empty || q.Open is not null || q.Solved > 0);
        return new Sheet("queues", "Load by queue",
            [new("Queue", CellKind.Text), new("Open now", IsDrawn: true), new("Of them nobody’s", IsDrawn: true), new("Members"),
                new("Open for each member", CellKind.Decimal), new("Oldest opened", CellKind.Moment), new("Solved in the period")],
            [
                .. rows.Select(q => new ReportCell[]
                {
                    new(q.Queue.IsRemoved ? Sentence.Of($"{q.Queue.Name} (removed)") : q.Queue.Name, q.Queue.Id == Guid.Empty
                        ? null : $"/tickets?view=queue&queue={q.Queue.Id}"), q.Open?.Number ?? 0, q.Open?.Unassigned ?? 0,
                    q.Queue.Id == Guid.Empty ? new ReportCell(null) : (ReportCell)q.Queue.Members, q.Queue.Members == 0
                        ? new ReportCell(null)
                        : (ReportCell)Math.Round((q.Open?.Number ?? 0) / (decimal)q.Queue.Members, 1),
                    new(q.Open?.Oldest), q.Solved,
                }),
            ])
        {
            Chart = "bars", Zone = period.Zone, Note = "A ticket counts for the queue it stands in now.",
            Empty = "There is no queue. Settings make them.",
        };
    }

    public async Task<Sheet> QueueAsync(TimeZoneInfo zone, CancellationToken ct)
    {
        var rows = (await db.QueryAsync<QueueRow>(ReportSql.Queue, ct: ct))
            .OrderByDescending(r => r.Priority).ThenBy(r => r.Status).ToList();
        return new Sheet("queue", "What is open now",
            [new("Priority", CellKind.Text), new("Status", CellKind.Text), new("Tickets"), new("Oldest opened", CellKind.Moment)],
            [.. rows.Select(r => new ReportCell[] { r.Priority.ToString(),
                new(r.Status == TicketStatus.OnHold ? "On hold" : r.Status.ToString(), $"/tickets?view=all&status={r.Status}"),
                r.Number, new(r.Oldest) })])
        {
            Zone = zone, Empty = "Nothing is open.",
        };
    }

    public async Task<Sheet> UnansweredAsync(TimeZoneInfo zone, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rows = await db.QueryAsync<Waiting>(ReportSql.Unanswered, new { Take = MostWaiting }, ct);
        return new Sheet("unanswered", "Clients who wait for an answer",
            [new("Ticket", CellKind.Text), new("Client", CellKind.Text), new("Account", CellKind.Text),
                new("Assignee", CellKind.Text), new("Waiting", CellKind.Duration), new("Since", CellKind.Moment)],
            [.. rows.Select(r => new ReportCell[] { new(Sentence.Of($"#{r.Number} {r.Subject}"), $"/tickets/{r.Number}"),
                r.ClientName, r.AccountName, r.AssigneeName, (long)(now - r.Since).TotalSeconds, new(r.Since) })])
        {
            Zone = zone, Note = rows.Count == MostWaiting ? $"The {MostWaiting} who wait longest."
                : "Tickets that are not solved, with the client’s words last.", Empty = "Every client has been answered.",
        };
    }

    /// <summary>The period in stretches with one offset from UTC each, in quarters.</summary>
    internal static IEnumerable<(int From, int To, int Offset)> Offsets(Period period)
    {
        var (at, end) = (Quarters.Of(period.Start), Quarters.Of(period.End));
        int OffsetAt(int quarter) => (int)Math.Round(period.Zone.GetUtcOffset(Quarters.StartOf(quarter)).TotalMinutes / 15);
        while (at < end)
        {
            var offset = OffsetAt(at);
            var next = at;

            // A day at a time, and where it changed, quarter by quarter.
            while (next < end && OffsetAt(next) == offset)
            {
                next = Math.Min(end, next + Quarters.ADay);
            }

            if (OffsetAt(next) != offset)
            {
                for (next = Math.Max(at, next - Quarters.ADay); OffsetAt(next) == offset; next++)
                {
                }
            }

            next = Math.Min(Math.Max(next, at + 1), end);
            yield return (at, next, offset);
            at = next;
        }
    }

    // Two tables of a page ask for it.
    private async Task<IReadOnlyList<SolvedRow>> SolvedAsync(Period period, CancellationToken ct)
    {
        if (_solved is not { } known || known.Period != period)
        {
            _solved = known = (period, await db.QueryAsync<SolvedRow>(ReportSql.SolvedByLoad, ReportArgs.Of(period), ct));
        }

        return known.Rows;
    }

    private async Task<Dictionary<Guid, long>> ByPersonAsync(Sql sql, object args, CancellationToken ct) =>
        (await db.QueryAsync<Counted>(sql, args, ct)).ToDictionary(r => r.Id ?? Guid.Empty, r => r.Number);

    private sealed record PartTook
    {
        public int Part { get; init; }

        /// <summary>With commas between.</summary>
        public string? Seconds { get; init; }
    }

    private sealed record Promise
    {
        public int Part { get; init; }

        public string Kind { get; init; } = "";

        public long Number { get; init; }

        public long Late { get; init; }
    }

    private sealed record DaySlot
    {
        public int Slot { get; init; }

        public long Inbound { get; init; }

        public long Outbound { get; init; }

        public long Opened { get; init; }
    }

    private sealed record SolvedRow
    {
        public Guid? PersonId { get; init; }

        public Guid? QueueId { get; init; }

        public long Number { get; init; }
    }

    private sealed record QueueLoad
    {
        /// <summary>Null: in none.</summary>
        public Guid? Id { get; init; }

        public long Number { get; init; }

        public long Unassigned { get; init; }

        public DateTimeOffset? Oldest { get; init; }
    }

    private sealed record QueueName
    {
        public Guid Id { get; init; }

        public string Name { get; init; } = "";

        public long Members { get; init; }

        public bool IsRemoved { get; init; }
    }

    private sealed record QueueRow
    {
        public TicketStatus Status { get; init; }

        public TicketPriority Priority { get; init; }

        public long Number { get; init; }

        public DateTimeOffset Oldest { get; init; }
    }

    private sealed record Waiting
    {
        public long Number { get; init; }

        public string Subject { get; init; } = "";

        public string ClientName { get; init; } = "";

        public string AccountName { get; init; } = "";

        public string? AssigneeName { get; init; }

        public DateTimeOffset Since { get; init; }
    }
}
