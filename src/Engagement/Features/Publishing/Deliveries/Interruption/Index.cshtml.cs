using Engagement.Channels;
using Engagement.Data;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Deliveries.Interruption;

/// <summary>What an interruption left open, what was found at the networks, and the button that lets publishing go on.</summary>
internal sealed class IndexModel(Db db, ResumePublishing resume, ChannelCatalog channels, TimeProvider clock) : PageModel
{
    private const int Most = 200;

    private static readonly Sql Asked = Sql.Portable(
        """
        select d.Id, d.Kind, d.Network, d.Body, d.State, d.DueAt, d.RemoteUrl, d.ErrorKind, d.LastError, d.AskSince, d.ReadBackAt,
            d.PublishedAt, a.Name as AccountName, t.Number, case when o.RefId is null then 0 else 1 end as IsLookedInto
        from Deliveries d
        join Accounts a on a.Id = d.AccountId
        left join Tickets t on t.Id = d.TicketId
        left join Outbox o on o.Kind = 'deliver' and o.RefId = d.Id
        where (d.State in ('Scheduled', 'Uncertain', 'Held', 'Missed', 'Failed') and d.AskSince is not null and d.DueAt <= @Now)
            or (d.UpdatedAt >= @PausedAt and d.State <> 'Cancelled' and (d.ReadBackAt is not null or exists (
                select 1 from DeliveryHistory h where h.DeliveryId = d.Id and h.OccurredAt >= @PausedAt and h.FromState = 'Scheduled'
                    and h.ToState = 'Uncertain')))
        order by d.DueAt, d.Id {page}
        """);

    private static readonly Sql CountLater = Sql.Portable(
        "select count(*) from Deliveries where State in ('Scheduled', 'AwaitingApproval') and AskSince is not null and DueAt > @Now");

    private static readonly Sql ReadingBack = Sql.Portable("select count(*) from Outbox where Kind = 'read-back'");

    /// <summary>Null: nothing was ever interrupted.</summary>
    public DeskLife? Life { get; private set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    /// <summary>Not due yet, and asked about when their time comes.</summary>
    public int Later { get; private set; }

    /// <summary>Accounts whose threads are still read for answers of ours that are not here.</summary>
    public int Reading { get; private set; }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostResumeAsync(CancellationToken ct)
    {
        var answer = await resume.RunAsync(User.DisplayName(), ct);
        if (answer is not Result<int>.Done { Value: var count })
        {
            await LoadAsync(ct);
            return this.Refuse(answer);
        }

        this.Say(count == 0 ? "Publishing goes on."
            : $"Publishing goes on. {count} held {(count == 1 ? "delivery is" : "deliveries are")} scheduled again.");
        return Redirect("/paused");
    }

    /// <summary>What is known of one of them, in a sentence.</summary>
    public string Finding(Row row) => row.State switch
    {
        DeliveryState.Published when row.ReadBackAt is not null => $"It stood at {NameOf(row)} and not here: read back.",
        DeliveryState.Published => $"{NameOf(row)} has it: it is out and is not sent again.",
        DeliveryState.Uncertain when row.IsLookedInto => $"{NameOf(row)} is being asked.",
        DeliveryState.Uncertain => $"{NameOf(row)} cannot say for certain. Look there, and settle it.",
        _ when row.AskSince is not null => $"{NameOf(row)} is asked before it goes out.",
        DeliveryState.Scheduled => "It is certainly not out. It goes out now.",
        DeliveryState.Held when row.ErrorKind == Stop.Stops.Kind => "It is certainly not out. It goes out when publishing resumes.",
        DeliveryState.Missed => "It is not out, and it is too late for it to go out by itself.",
        _ => row.LastError ?? "It is not out.",
    };

    private string NameOf(Row row) => channels.Find(row.Network)?.Facts.Name ?? row.Network;

    private async Task LoadAsync(CancellationToken ct)
    {
        Life = await db.OneAsync<DeskLife>(DeskLife.Read, ct: ct);
        if (Life?.PausedAt is { } pausedAt)
        {
            var now = clock.Now();
            Rows = await db.QueryAsync<Row>(Asked, new { PausedAt = pausedAt, Now = now, Take = Most }, ct);
            Later = await db.ScalarAsync<int>(CountLater, new { Now = now }, ct);
            Reading = await db.ScalarAsync<int>(ReadingBack, ct: ct);
        }
    }

    internal sealed record Row
    {
        public Guid Id { get; init; }

        public string Kind { get; init; } = "";

        public string Network { get; init; } = "";

        public string Body { get; init; } = "";

        public DeliveryState State { get; init; }

        public DateTimeOffset DueAt { get; init; }

        public string? RemoteUrl { get; init; }

        public string? ErrorKind { get; init; }

        public string? LastError { get; init; }

        public DateTimeOffset? AskSince { get; init; }

        public DateTimeOffset? ReadBackAt { get; init; }

        public DateTimeOffset? PublishedAt { get; init; }

        public string AccountName { get; init; } = "";

        /// <summary>Of its ticket; null: a post.</summary>
        public long? Number { get; init; }

        /// <summary>It has an outbox row: something happens by itself.</summary>
        public bool IsLookedInto { get; init; }
    }
}
