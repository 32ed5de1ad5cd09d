using System.Security.Claims;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Features.Content.Knowledge;

/// <summary><c>/api/v1/articles</c>.</summary>
internal static class KnowledgeApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var articles = api.MapGroup("/articles").WithTags("Articles");

        articles.MapGet("/", ListAsync).WithName("listArticles").For(Area.Knowledge).WithSummary("Lists articles, the last changed first")
            .WithDescription("Archived ones only with `state=Archived`. `q` finds words in title, summary, tags and text.")
            .Produces<Page<ArticleOut>>();

        articles.MapGet("/{id:guid}", async (Guid id, int? version, ReadArticle read, CancellationToken ct) =>
                (await read.RunAsync(id, version, ct)).ToResult(a => Results.Ok(ArticleWordsOut.Of(a))))
            .For(Area.Knowledge).WithName("getArticle")
            .WithSummary("Reads an article, as text and as safe HTML").Produces<ArticleWordsOut>();

        articles.MapPost("/", PushAsync).WithName("pushArticle").For(Area.Knowledge)
            .WithSummary("Makes an article, or brings it up to date, by its externalId")
            .WithDescription("201 for a new article, 200 otherwise. Pushing the same again changes nothing and makes no new version.")
            .Produces<ArticleOut>().Produces<ArticleOut>(StatusCodes.Status201Created);

        articles.MapPatch("/{id:guid}",
            async (Guid id, ArticlePatch patch, SetArticle set, ReadArticle read, HttpContext http, CancellationToken ct) =>
                    await (await set.RunAsync(
                        new SetArticle.Command(id, patch.State?.ToString(), patch.Audience?.Word(), http.User.DisplayName()), ct))
                        .ThenAsync(_ => OneAsync(read, id, ct)))
            .For(Area.Knowledge).WithName("updateArticle")
            .WithSummary("Validates, archives or restores an article, or changes its audience").Produces<ArticleOut>();
    }

    private static async Task<IResult> ListAsync(
        ListArticles list, string? q, ArticleState? state, ArticleAudience? audience, string? tag,
        Guid? source, string? externalId, string? after, int? take, CancellationToken ct)
    {
        if (Cursor.Check(after, take, out var cursor, out var count) is { } wrong)
        {
            return wrong;
        }

        var page = await list.RunAsync(new ArticleFilter
        {
            Words = q,
            State = state,
            Audience = audience,
            Tag = tag,
            SourceId = source,
            ExternalId = externalId?.Trim(), // as it was pushed
        }, cursor, count, ct);
        return Results.Ok(new Page<ArticleOut>([.. page.Items.Select(ArticleOut.Of)], page.Next));
    }

    private static async Task<IResult> PushAsync(
        PushArticle.Command command, PushArticle push, ReadArticle read, ClaimsPrincipal user, CancellationToken ct) =>
        await (await push.RunAsync(command, user.DisplayName(), ct)).ThenAsync(async kept =>
        {
            var result = await OneAsync(read, kept.Id, ct);
            return kept.Outcome == Kept.Created && result is IValueHttpResult { Value: ArticleOut made }
                ? Results.Created($"/api/v1/articles/{kept.Id}", made)
                : result;
        });

    private static async Task<IResult> OneAsync(ReadArticle read, Guid id, CancellationToken ct) =>
        (await read.FactsAsync(id, ct)).ToResult(row => Results.Ok(ArticleOut.Of(row)));

    private static async Task<IResult> ThenAsync<T>(this Result<T> answer, Func<T, Task<IResult>> next) =>
        answer is Result<T>.Done done ? await next(done.Value) : answer.ToResult();
}

/// <summary>What may be changed here; left out: stays.</summary>
internal sealed record ArticlePatch(ArticleState? State = null, ArticleAudience? Audience = null);

/// <summary>
/// An article in the API. A draft until <c>publishAt</c> and again from <c>expireAt</c>, by its own word; <c>marks</c> is a mark of its
/// site maker that its text still holds, or lost words to: to post it takes <c>despiteMarks</c>.
/// </summary>
internal sealed record ArticleOut(
    Guid Id,
    string ExternalId,
    Guid SourceId,
    string Source,
    string Title,
    string Summary,
    string? Url,
    string Slug,
    string? ImageUrl,
    string? ImageAlt,
    string Language,
    ArticleState State,
    ArticleAudience Audience,
    IReadOnlyList<string> Tags,
    int Version,
    DateTimeOffset? PublishedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LastPostedAt,
    DateTimeOffset? PublishAt,
    DateTimeOffset? ExpireAt,
    string? Marks)
{
    public static ArticleOut Of(ArticleRow r) => new(
        r.Id, r.ExternalId, r.SourceId, r.SourceName, r.Title, r.Summary, r.Url, r.Slug, r.ImageUrl, r.ImageAlt, r.Language,
        r.State, r.Audience, r.Tags, r.Version, r.PublishedAt, r.CreatedAt, r.UpdatedAt, r.LastPostedAt, r.PublishAt, r.ExpireAt, r.Marks);
}

/// <summary>An article with its words.</summary>
/// <param name="Article">Its facts.</param>
/// <param name="Format"><c>markdown</c> or <c>html</c>: what <paramref name="Body"/> is.</param>
/// <param name="Body">As its source gave it.</param>
/// <param name="PlainText">The words alone.</param>
/// <param name="Html">Safe to show.</param>
/// <param name="Number">The version these words are.</param>
[SchemaName("ArticleText")]
internal sealed record ArticleWordsOut(ArticleOut Article, BodyFormat Format, string Body, string PlainText, string Html, int Number)
{
    public static ArticleWordsOut Of(ArticleToRead a) => new(
        ArticleOut.Of(a.Row), a.Version.Format, a.Version.Body, a.Version.PlainText, a.Html(), a.Version.Number);
}
