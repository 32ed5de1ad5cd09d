using System.Globalization;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Foresight;
using Engagement.Features.Publishing.Links;
using Engagement.Features.Publishing.Metrics;
using Engagement.Features.Publishing.Posts;
using Engagement.Features.Publishing.Posts.Images;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Deliveries;

internal sealed class DeliveryModel(Db db, ChangeDelivery change, CountVisits visits, ChannelCatalog channels, Prices prices,
    Spending spending, PublishingOptions options, Foresee foresee) : PageModel
{
    private static readonly Sql ReadNext = Sql.Portable("select AvailableAt from Outbox where Kind = 'deliver' and RefId = @Id");

    public Delivery Delivery { get; private set; } = null!;

    public AccountRow Account { get; private set; } = null!;

    public IReadOnlyList<DeliveryHistoryRow> History { get; private set; } = [];

    /// <summary>It is out, and its network lets us delete it.</summary>
    public bool MayTakeBack =>
        Delivery is { State: DeliveryState.Published, RemoteId: not null } && channels.Find(Delivery.Network) is IDelete;

    /// <summary>When it is looked at next by itself; null: never.</summary>
    public DateTimeOffset? NextLook { get; private set; }

    /// <summary>What the network says of it; null before the first reading.</summary>
    public ReplyCount? Numbers { get; private set; }

    /// <summary>What the network said of it each time it was asked.</summary>
    public IReadOnlyList<NumbersRead> NumbersOverTime { get; private set; } = [];

    /// <summary>What it costs to send, or has cost; null where nothing is billed.</summary>
    public string? Cost { get; private set; }

    /// <summary>Null: it carries no link of ours.</summary>
    public LinkVisits? Visits { get; private set; }

    public bool NeedsApproval { get; private set; }

    /// <summary>What will keep it, or put it off; null: nothing does.</summary>
    public Foreseen? Foreseen { get; private set; }

    public DeliveryTimeline Story { get; private set; } = null!;

    /// <summary>What becomes of it when its time passes.</summary>
    public LatePolicy Late { get; private set; } = null!;

    /// <summary>As its network shows it; null: it is a reply.</summary>
    public PreviewModel? Preview { get; private set; }

    public ChannelFacts Facts => channels[Delivery.Network].Facts;

    /// <summary>What would come of sending it once more.</summary>
    public string RepeatNote => Facts.Repeat switch
    {
        RepeatSafety.SafeByName => $"{Facts.Name} knows it by our name for it: sent twice, it is there once.",
        RepeatSafety.SafeWithKey => $"{Facts.Name} knows it by our key for a while: within that time, sent twice, it is there once.",
        _ => $"{Facts.Name} would show it twice, so it is never repeated on a guess.",
    };

    public string Ordinal(int n) => n switch { 1 => "first", 2 => "second", 3 => "third", _ => $"{n}th" };

    public string? Body { get; private set; }

    public string? UrlError { get; private set; }

    public string Due =>
        TimeZoneInfo.ConvertTime(Delivery.DueAt, User.TimeZone()).ToString(LocalMoment.Format, CultureInfo.InvariantCulture);

    public string LengthNote
    {
        get
        {
            var measure = channels[Delivery.Network].MeasurePart(Body ?? Delivery.Body, Delivery.Place,
                StoredCard.Of(Delivery)?.ContentWarning, Account.ForMeasure());
            return measure.Explain() ?? $"{measure.Length} of {measure.Limit} characters.";
        }
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public Task<IActionResult> OnPostCancelAsync(Guid id, int version, CancellationToken ct) =>
        AnswerAsync(id, change.CancelAsync(id, version, User.DisplayName(), ct), "Cancelled.", ct);

    public Task<IActionResult> OnPostTakeBackAsync(Guid id, int version, [FromServices] TakeBack takeBack, CancellationToken ct) =>
        AnswerAsync(id, takeBack.RunAsync(id, version, User.DisplayName(), ct), "It is deleted there.", ct);

    public Task<IActionResult> OnPostRetryAsync(Guid id, int version, CancellationToken ct) =>
        AnswerAsync(id, change.RetryAsync(id, version, User.DisplayName(), ct), "It is on its way.", ct);

    public Task<IActionResult> OnPostSendNowAsync(Guid id, int version, CancellationToken ct) =>
        AnswerAsync(id, change.SendNowAsync(id, version, User.DisplayName(), ct), "It is on its way.", ct);

    public Task<IActionResult> OnPostSubmitAsync(Guid id, int version, [FromServices] SubmitDrafts submit, CancellationToken ct) =>
        AnswerAsync(id, SubmitAsync(submit, new SeenDelivery(id, version), ct), "Handed in.", ct);

    public Task<IActionResult> OnPostOutAsync(Guid id, int version, string? url, CancellationToken ct) =>
        AnswerAsync(id, change.ItIsOutAsync(id, version, url, User.DisplayName(), ct), "Settled: it is out.", ct);

    public Task<IActionResult> OnPostNotOutAsync(Guid id, int version, CancellationToken ct) =>
        AnswerAsync(id, change.ItIsNotOutAsync(id, version, User.DisplayName(), ct), "It is being sent.", ct);

    public Task<IActionResult> OnPostGiveUpAsync(Guid id, int version, CancellationToken ct) =>
        AnswerAsync(id, change.GiveUpAsync(id, version, User.DisplayName(), ct), "Given up.", ct);

    public Task<IActionResult> OnPostReviseAsync(Guid id, int version, string? body, string? due, CancellationToken ct)
    {
        Body = body ?? "";
        return AnswerAsync(id, LocalMoment.Parse(due ?? "", User.TimeZone()) is { } moment
            ? change.ReviseAsync(id, version, Body, moment.Instant, User.DisplayName(), User.UserId(), ct)
            : Task.FromResult(Result<Guid>.Wrong("DueAt", "Choose a time.")), "Saved.", ct);
    }

    private async Task<Result<Guid>> SubmitAsync(SubmitDrafts submit, SeenDelivery seen, CancellationToken ct) =>
        await submit.RunAsync(new([seen], User.DisplayName()), ct) switch
        {
            Result<int>.Done => seen.Id,
            Result<int>.Conflict conflict => new Result<Guid>.Conflict(conflict.Why),
            _ => new Result<Guid>.Missing("There is no such delivery."),
        };

    private async Task<IActionResult> AnswerAsync(Guid id, Task<Result<Guid>> work, string said, CancellationToken ct)
    {
        var answer = await work;
        if (answer is Result<Guid>.Done)
        {
            this.Say(said);
            return Redirect($"/deliveries/{id}");
        }

        UrlError = (answer as Result<Guid>.Invalid)?.Errors.FirstOrDefault(e => e.Field == "Url")?.Message;
        return await LoadAsync(id, ct) ? this.Refuse(answer) : NotFound();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<Delivery>(LedgerSql.Read, new { Id = id }, ct) is not { } delivery)
        {
            return false;
        }

        Delivery = delivery;
        NeedsApproval = (await ApprovalSettings.ReadAsync(db, ct)).Required;
        Account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = delivery.AccountId }, ct))!;
        History = await db.QueryAsync<DeliveryHistoryRow>(LedgerSql.ReadHistory, new { Id = id }, ct);
        Cost = await spending.OfDeliveryAsync(db, delivery.Network, id, ct) is { Amount: > 0 } spent ? $"cost {spent}"
            : prices.OfSending(delivery.Network, delivery.Body, delivery.Kind == "reply") is { } price ? $"costs {price}" : null;
        Visits = (await visits.OfDeliveriesAsync([id], ct)).GetValueOrDefault(id);
        Numbers = await db.OneAsync<ReplyCount>(ReplyCount.OfDeliveries, new { Deliveries = Json.Ids([id]) }, ct);
        NumbersOverTime = Numbers is null ? [] : await db.QueryAsync<NumbersRead>(NumbersRead.OfDelivery, new { Id = id }, ct);
        NextLook = await db.ScalarAsync<DateTimeOffset?>(ReadNext, new { Id = id }, ct);
        if (delivery.State == DeliveryState.Scheduled && NextLook is { } look && Account.PublishRestUntil > look)
        {
            NextLook = Account.PublishRestUntil; // looked at then, it would only wait for the account
        }

        Foreseen = delivery.State is DeliveryState.Scheduled or DeliveryState.AwaitingApproval
            ? (await foresee.RunAsync(delivery.AccountId, int.MaxValue, ct)).Of(id)
            : null;
        Story = DeliveryTimeline.Of(delivery, History, NextLook, Facts, Foreseen?.Fate);
        Late = await LatePolicy.OfAsync(db, delivery, options, ct);
        if (delivery.PostId is { } postId)
        {
            var shown = (await db.QueryAsync<PostDelivery>(PostSql.Deliveries, new { Posts = Json.Ids([postId]) }, ct))
                .First(p => p.Id == id);
            Preview = PreviewModel.Of(shown, channels[delivery.Network], prices,
                await db.QueryAsync<PreviewImage>(ImageSql.ShownWithPost, new { PostId = postId }, ct));
        }

        return true;
    }
}
