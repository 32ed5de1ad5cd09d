using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Links;
using Engagement.Features.Publishing.Metrics;
using Engagement.Web.Api;
using Engagement.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Engagement.Features.Publishing.Posts;

/// <summary><c>/posts</c> in the API.</summary>
internal static class PostsApi
{
    /// <summary>
    /// A post to be made: about <c>articleId</c> or <c>externalId</c>, in the words of <c>templateId</c> or <c>text</c>, at <c>dueAt</c> in
    /// <c>timeZone</c> or <c>now</c>; with <c>thread</c>, words that are too long go out as a chain of numbered parts; a <c>draft</c> is
    /// only kept, and has its <c>dueAt</c> too: when it is meant to go out once it is handed in. <c>language</c> is the tag of
    /// the words, <c>contentWarning</c> is shown before them on networks that have such a thing.
    /// <c>despiteMarks</c> confirms that somebody read an article whose text still holds marks of its site maker (its <c>marks</c>).
    /// </summary>
    internal sealed record NewPost(
        Guid[] Accounts, Guid? ArticleId = null, string? ExternalId = null,
        Guid? TemplateId = null, string? Text = null,
        [property: Takes("a time such as 2026-11-24T09:00 or 2026-11-24T09:00:00+01:00")] string? DueAt = null,
        [property: Takes("a time zone such as Europe/Berlin")] string? TimeZone = null,
        bool Now = false, NewImage[]? Images = null, bool Thread = false, bool Draft = false, LateResponse? Late = null,
        string? Language = null, string? ContentWarning = null, bool DespiteGuards = false, bool DespiteMarks = false);

    /// <summary>
    /// Up to <c>graceMinutes</c> late it goes out by itself; <c>then</c> it is <c>Missed</c>, or <c>Ask</c>s a person, or is
    /// <c>Publish</c>ed all the same.
    /// </summary>
    [SchemaName("LateRule")]
    internal sealed record LateResponse(int GraceMinutes, WhenLate Then);

    /// <summary>A picture that was sent to <c>/images</c>, and what it shows.</summary>
    [SchemaName("PostImage")]
    internal sealed record NewImage(Guid Id, string AltText);

    internal sealed record PostResponse(
        Guid Id, Guid? ArticleId, Guid? TemplateId, int? TemplateVersion, string Title, DateTimeOffset DueAt, string TimeZone,
        DateTimeOffset CreatedAt, string CreatedBy, IReadOnlyList<DeliveryResponse> Deliveries, string? Note = null);

    [SchemaName("PostDelivery")]
    internal sealed record DeliveryResponse(
        Guid Id, Guid AccountId, string Network, DeliveryState State, int Version,
        string Text, DateTimeOffset DueAt, DateTimeOffset? PublishedAt,
        string? Url, int Attempts, string? LastError, int Part, string? Link,
        VisitCounts? Visits, MetricsResponse? Metrics, DateTimeOffset? GoneAt);

    /// <param name="RepliesHeard">Of the replies the network counts, those that reached us.</param>
    [SchemaName("PostMetrics")]
    internal sealed record MetricsResponse(
        int? Likes, int? Reposts, int? Replies, int? Quotes, long? Views, int RepliesHeard, int? RepliesUnexplained, DateTimeOffset ReadAt);

    public static void Map(RouteGroupBuilder api)
    {
        var posts = api.MapGroup("/posts").WithTags("Posts").For(Area.Posts);
        posts.MapPost("/", CreateAsync).WithName("createPost").WithSummary("Make a post and schedule its deliveries")
            .Produces<PostResponse>().Produces<PostResponse>(201).ProducesProblem(422);
        posts.MapGet("/", ListAsync).WithName("listPosts").WithSummary("Posts, the latest due first").Produces<Page<PostResponse>>();
        posts.MapGet("/{id:guid}", ReadAsync).WithName("getPost")
            .WithSummary("A post with its deliveries").Produces<PostResponse>().ProducesProblem(404);
    }

    private static async Task<IResult> CreateAsync(
        NewPost body, [FromHeader(Name = "Idempotency-Key")] string? key,
        CreatePost create, Db db, CountVisits count, HttpContext http, CancellationToken ct)
    {
        var answer = await create.RunAsync(new(
            body.ArticleId, body.ExternalId, body.TemplateId, body.Text, [.. body.Accounts.Select(id => new CreatePost.AccountWords(id))],
            body.Now, body.DueAt, body.TimeZone, string.IsNullOrWhiteSpace(key)
                ? null : key.Trim(), http.User.DisplayName(), http.User.UserId(),
            body.Images is null ? null : [.. body.Images.Select(i => new CreatePost.PostImage(i.Id, i.AltText))], body.Thread,
            body.Draft, body.Late is { } late ? new LatePolicy(TimeSpan.FromMinutes(late.GraceMinutes), late.Then) : null,
            Language: body.Language, ContentWarning: body.ContentWarning,
            DespiteGuards: body.DespiteGuards, DespiteMarks: body.DespiteMarks), ct);
        if (answer is not Result<CreatePost.Created>.Done { Value: var created })
        {
            return answer.Named(("Late.Grace", "late.graceMinutes"), ("IdempotencyKey", "Idempotency-Key")).ToResult();
        }

        var shape = await ShapeAsync(db, count, (await db.OneAsync<PostRow>(PostSql.Read, new { Id = created.PostId }, ct))!, ct)
            with { Note = created.Note };
        return created.IsNew ? Results.Created($"/api/v1/posts/{shape.Id}", shape) : Results.Ok(shape);
    }

    private static async Task<IResult> ListAsync(
        string? after, int? take, Guid? articleId, Guid? accountId, DeliveryState? state, Db db, CountVisits visits, CancellationToken ct)
    {
        if (Cursor.Check(after, take, out var cursor, out var count) is { } wrong)
        {
            return wrong;
        }

        var rows = await db.QueryAsync<PostRow>(PostSql.List.Where(PostFilter.Conditions(cursor, articleId, accountId, state)), new
        {
            Take = count + 1,
            AfterTime = cursor?.Time,
            AfterId = cursor?.Id,
            ArticleId = articleId,
            AccountId = accountId,
            State = state?.ToString(),
        }, ct);
        var deliveries = await DeliveriesAsync(db, visits, rows.Select(r => r.Id), ct);
        return Results.Ok(Page<PostResponse>.Of(rows, count, row => ToResponse(row, deliveries[row.Id]),
            row => new Cursor(row.DueAt, row.Id)));
    }

    private static async Task<Results<Ok<PostResponse>, ProblemHttpResult>> ReadAsync(
        Guid id, Db db, CountVisits count, CancellationToken ct) =>
        await db.OneAsync<PostRow>(PostSql.Read, new { Id = id }, ct) is { } post
            ? TypedResults.Ok(await ShapeAsync(db, count, post, ct))
            : Problems.Missing("There is no such post.");

    private static async Task<PostResponse> ShapeAsync(Db db, CountVisits count, PostRow post, CancellationToken ct) =>
        ToResponse(post, (await DeliveriesAsync(db, count, [post.Id], ct))[post.Id]);

    private static async Task<ILookup<Guid, DeliveryResponse>> DeliveriesAsync(
        Db db, CountVisits count, IEnumerable<Guid> posts, CancellationToken ct)
    {
        var rows = await db.QueryAsync<PostDelivery>(PostSql.Deliveries, new { Posts = Json.Ids(posts) }, ct);
        var visits = await count.OfDeliveriesAsync(rows.Select(r => r.Id), ct);
        var metrics = (await db.QueryAsync<ReplyCount>(ReplyCount.OfDeliveries, new { Deliveries = Json.Ids(rows.Select(r => r.Id)) }, ct))
            .ToDictionary(m => m.DeliveryId);
        return rows.ToLookup(d => d.PostId!.Value, d => ToResponse(d, visits.GetValueOrDefault(d.Id), metrics.GetValueOrDefault(d.Id)));
    }

    private static DeliveryResponse ToResponse(PostDelivery d, LinkVisits? visits, ReplyCount? m) => new(
        d.Id, d.AccountId, d.Network, d.State, d.Version, d.Body, d.DueAt, d.PublishedAt, d.RemoteUrl, d.Attempts, d.LastError, d.Part,
        visits is null ? null : d.LinkUrl, visits?.Counts,
        m is null ? null : new MetricsResponse(m.Likes, m.Reposts, m.Reported, m.Quotes, m.Views, m.Heard, m.Unexplained, m.ReadAt),
            d.GoneAt);

    private static PostResponse ToResponse(PostRow post, IEnumerable<DeliveryResponse> deliveries) => new(
        post.Id, post.ArticleId, post.TemplateId, post.TemplateVersion,
        post.Title, post.DueAt, post.TimeZone, post.CreatedAt, post.CreatedBy, [.. deliveries]);
}

/// <summary>Which conditions a list of posts needs.</summary>
internal static class PostFilter
{
    public static List<Sql> Conditions(Cursor? cursor, Guid? articleId, Guid? accountId, DeliveryState? state)
    {
        var conditions = new List<Sql>();
        if (cursor is not null)
        {
            conditions.Add(PostSql.Before);
        }

        if (articleId is not null)
        {
            conditions.Add(PostSql.OfArticle);
        }

        if (accountId is not null || state is not null)
        {
            conditions.Add(PostSql.HasDelivery);
        }

        return conditions;
    }
}
