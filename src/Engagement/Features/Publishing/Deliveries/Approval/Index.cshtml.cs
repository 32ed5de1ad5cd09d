using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Publishing.Posts;
using Engagement.Features.Publishing.Posts.Images;
using Engagement.Web;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Engagement.Features.Publishing.Deliveries.Approval;

/// <summary>
/// What waits to be read before it goes out, soonest first, as the networks will show it; approved or returned post by post.
/// </summary>
internal sealed class IndexModel(
    Db db, ChannelCatalog channels, Prices prices, ApproveDeliveries approve, ReturnDeliveries giveBack, TimeProvider clock) : PageModel
{
    // As many as somebody reads in one go; the next ones come up as these are done.
    private const int Most = 12;

    private static readonly Sql ReadWaiting = Sql.Portable("""
        select PostId as Id, min(DueAt) as DueAt from Deliveries where State = 'AwaitingApproval' and PostId is not null group by PostId
        order by min(DueAt), PostId {page}
        """);

    private static readonly Sql ReadPosts = Sql.Portable(
        "select Id, ArticleId, Title, DueAt, TimeZone, CreatedBy, CreatedAt from Posts where Id in {ids Ids}");

    public ApprovalSettings Settings { get; private set; } = new(false, false);

    public IReadOnlyList<WaitingPost> Posts { get; private set; } = [];

    public int Count { get; private set; }

    /// <summary>The post a refusal is about.</summary>
    public Guid? Refused { get; private set; }

    /// <summary>As typed, when it was refused.</summary>
    public string? Comment { get; private set; }

    public bool MayApprove => User.May(Area.Approval);

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostApproveAsync(Guid post, List<string> deliveries, bool late, CancellationToken ct) =>
        await AnswerAsync(post,
            await approve.RunAsync(new(Seen(deliveries), late, User.DisplayName(), User.UserId(), User.Role()!.Value), ct),
            "Approved.", ct);

    public async Task<IActionResult> OnPostReturnAsync(Guid post, List<string> deliveries, string? comment, CancellationToken ct)
    {
        Comment = comment;
        return await AnswerAsync(
            post, await giveBack.RunAsync(new(Seen(deliveries), comment, User.DisplayName()), ct), "Returned with your comment.", ct);
    }

    public PreviewModel PreviewOf(WaitingPost post, PostDelivery delivery) =>
        PreviewModel.Of(delivery, channels[delivery.Network], prices, post.Images);

    private static List<SeenDelivery> Seen(List<string> deliveries) => [.. deliveries.Select(SeenDelivery.Parse).OfType<SeenDelivery>()];

    private async Task<IActionResult> AnswerAsync(Guid post, Result<int> answer, string said, CancellationToken ct)
    {
        if (answer is Result<int>.Done)
        {
            this.Say(said);
            return Redirect("/posts/approve");
        }

        Refused = post;
        await LoadAsync(ct);
        return this.Refuse(answer);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Settings = await ApprovalSettings.ReadAsync(db, ct);
        var waiting = await db.QueryAsync<PostRow>(ReadWaiting, new { Take = Most }, ct);
        Count = waiting.Count < Most ? waiting.Count : await db.ScalarAsync<int>(PostSql.CountAwaiting, ct: ct);
        var ids = Json.Ids(waiting.Select(w => w.Id));
        var rows = (await db.QueryAsync<PostRow>(ReadPosts, new { Ids = ids }, ct)).ToDictionary(p => p.Id);
        var deliveries = (await db.QueryAsync<PostDelivery>(PostSql.Deliveries, new { Posts = ids }, ct))
            .Where(d => d.State == DeliveryState.AwaitingApproval).ToLookup(d => d.PostId!.Value);
        var posts = new List<WaitingPost>();
        foreach (var (id, dueAt) in waiting.Select(w => (w.Id, w.DueAt)))
        {
            var images = await db.QueryAsync<PreviewImage>(ImageSql.ShownWithPost, new { PostId = id }, ct);
            posts.Add(new WaitingPost(rows[id], [.. deliveries[id]], images, dueAt, IsLate: dueAt < clock.GetUtcNow()));
        }

        Posts = posts;
    }
}

/// <summary>A post that waits, with those of its deliveries that do.</summary>
/// <param name="DueAt">Of the first of them.</param>
/// <param name="IsLate">Its time has come: approved, it goes out at once.</param>
internal sealed record WaitingPost(
    PostRow Post, IReadOnlyList<PostDelivery> Deliveries, IReadOnlyList<PreviewImage> Images, DateTimeOffset DueAt, bool IsLate)
{
    /// <summary>The reader wrote or changed some of it last.</summary>
    public bool IsBy(Guid? person) => person is not null && Deliveries.Any(d => d.EditedById == person);
}
