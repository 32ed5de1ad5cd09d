using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Deliveries.Foresight;
using Engagement.Features.Publishing.Links;
using Engagement.Features.Publishing.Metrics;
using Engagement.Features.Publishing.Posts.Images;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Posts;

internal sealed class ShowModel(Db db, CountVisits count, ChannelCatalog channels, Prices prices, Foresee foresee) : PageModel
{
    public PostRow Post { get; private set; } = null!;

    public IReadOnlyList<PostDelivery> Deliveries { get; private set; } = [];

    public IReadOnlyList<PreviewImage> Images { get; private set; } = [];

    /// <summary>Of all its links together; null: none is ours.</summary>
    public VisitCounts? Visits { get; private set; }

    public IReadOnlyDictionary<Guid, LinkVisits> VisitsOf { get; private set; } = new Dictionary<Guid, LinkVisits>();

    /// <summary>What will become of those that wait.</summary>
    public Foresight Foreseen { get; private set; } = Foresight.Empty;

    /// <summary>What the networks say of them, by delivery.</summary>
    public IReadOnlyDictionary<Guid, ReplyCount> Numbers { get; private set; } = new Dictionary<Guid, ReplyCount>();

    /// <summary>How many parts the thread of a delivery's account has; 1 when it is none.</summary>
    public int PartsOf(PostDelivery delivery) => Deliveries.Count(d => d.AccountId == delivery.AccountId);

    /// <summary>Something is under way, so the page looks again by itself.</summary>
    public bool IsMoving => Deliveries.Any(d => d.State is DeliveryState.Publishing or DeliveryState.Uncertain
        || (d.State == DeliveryState.Scheduled && d.DueAt < DateTimeOffset.UtcNow.AddMinutes(1)));

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnGetDeliveriesAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Partial("_DeliveriesFragment", this) : NotFound();

    public string NetworkOf(PostDelivery delivery) => channels[delivery.Network].Facts.Name;

    public PreviewModel PreviewOf(PostDelivery delivery) => PreviewModel.Of(delivery, channels[delivery.Network], prices, Images);

    public IReadOnlyList<PostDelivery> Drafts => [.. Deliveries.Where(d => d.State == DeliveryState.Draft)];

    /// <summary>What an approver said of it, when it came back.</summary>
    public string? Comment => Drafts.FirstOrDefault(d => d.ErrorKind == ReturnDeliveries.Returned)?.LastError;

    public bool NeedsApproval { get; private set; }

    public async Task<IActionResult> OnPostSubmitAsync(
        Guid id, List<string> deliveries, [FromServices] SubmitDrafts submit, CancellationToken ct)
    {
        var answer = await submit.RunAsync(new([.. deliveries.Select(SeenDelivery.Parse).OfType<SeenDelivery>()], User.DisplayName()), ct);
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        if (answer is not Result<int>.Done)
        {
            return this.Refuse(answer);
        }

        this.Say(NeedsApproval ? "Handed in. It goes out once somebody has approved it." : "Scheduled.");
        return Redirect($"/posts/{id}");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.OneAsync<PostRow>(PostSql.Read, new { Id = id }, ct) is not { } post)
        {
            return false;
        }

        Post = post;
        NeedsApproval = (await ApprovalSettings.ReadAsync(db, ct)).Required;
        Images = await db.QueryAsync<PreviewImage>(ImageSql.ShownWithPost, new { PostId = id }, ct);
        Deliveries = await db.QueryAsync<PostDelivery>(PostSql.Deliveries, new { Posts = Json.Ids([id]) }, ct);
        Foreseen = Deliveries.Any(d => d.State is DeliveryState.Scheduled or DeliveryState.AwaitingApproval)
            ? await foresee.RunAsync(null, int.MaxValue, ct)
            : Foresight.Empty;
        VisitsOf = await count.OfDeliveriesAsync(Deliveries.Select(d => d.Id), ct);
        Visits = await count.OfPostAsync(id, ct);
        Numbers = (await db.QueryAsync<ReplyCount>(ReplyCount.OfDeliveries,
            new { Deliveries = Json.Ids(Deliveries.Select(d => d.Id)) }, ct)).ToDictionary(n => n.DeliveryId);
        return true;
    }
}
