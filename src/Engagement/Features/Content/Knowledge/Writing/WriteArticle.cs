using Engagement.Data;
using Engagement.Features.Content.Knowledge.Reading;
using Engagement.Features.Content.Knowledge.Sources;
using FluentValidation;

namespace Engagement.Features.Content.Knowledge.Writing;

/// <summary>An article as it is written here.</summary>
internal sealed record ArticleInput
{
    public string? Title { get; init; }

    public string? Summary { get; init; }

    /// <summary>Markdown.</summary>
    public string? Body { get; init; }

    /// <summary>Where readers find it, once it is published somewhere; empty: nowhere yet.</summary>
    public string? Url { get; init; }

    /// <summary>Commas between them.</summary>
    public string? Tags { get; init; }

    public string? Language { get; init; }
}

/// <summary>
/// Writes an article here, in the desk's own source: a new one is a draft for us alone until somebody trusts it. Articles of other sources
/// are changed where they come from.
/// </summary>
internal sealed class WriteArticle(Db db, SaveArticle keep, TimeProvider clock)
{
    public const string SourceKind = "desk";

    private static readonly Validator Rules = new();

    /// <summary>What an article of ours is made of now, to go on writing it.</summary>
    public static readonly Sql ReadOwn = Sql.Portable(
        """
        select a.ExternalId, a.Version, a.Title, a.Summary, a.Url, a.Language, v.Body
        from Articles a join Sources s on s.Id = a.SourceId join ArticleVersions v on v.ArticleId = a.Id and v.Number = a.Version
        where a.Id = @Id and s.Kind = 'desk'
        """);

    private static readonly Sql ReadTags = Sql.Portable("select Tag from ArticleTags where ArticleId = @Id order by Tag");

    /// <param name="Id">Null: a new one.</param>
    /// <param name="Version">The version the writer started from.</param>
    /// <param name="From">What a new one was made from, e.g. <c>ticket-12</c>: one article each; null: nothing.</param>
    internal sealed record Command(Guid? Id, int Version, ArticleInput Article, string? From, string By);

    internal sealed record Own
    {
        public string ExternalId { get; init; } = "";

        public int Version { get; init; }

        public string Title { get; init; } = "";

        public string Summary { get; init; } = "";

        public string? Url { get; init; }

        public string Language { get; init; } = "en";

        public string Body { get; init; } = "";
    }

    private sealed class Validator : AbstractValidator<ArticleInput>
    {
        public Validator()
        {
            RuleFor(a => a.Title).NotEmpty().WithMessage("Give it a title, as the client would ask.").MaximumLength(400);
            RuleFor(a => a.Summary).MaximumLength(2000);
            RuleFor(a => a.Body).NotEmpty().WithMessage("Write what helps.").MaximumLength(500_000);
            RuleFor(a => a.Url).Must(WebAddress.Is!).WithMessage(WebAddress.Wanted).When(a => !string.IsNullOrWhiteSpace(a.Url));
            RuleFor(a => a.Tags).MaximumLength(1000);
            RuleFor(a => a.Language).Matches("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$")
                .WithMessage("A language such as en or de-AT.").When(a => !string.IsNullOrWhiteSpace(a.Language));
        }
    }

    /// <returns>The article's id.</returns>
    public async Task<Result<Guid>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command.Article) is { IsValid: false } findings)
        {
            return Result<Guid>.From(findings);
        }

        var known = command.Id is { } id ? await db.OneAsync<Own>(ReadOwn, new { Id = id }, ct) : null;
        if (command.Id is not null && known is null)
        {
            return new Result<Guid>.Missing("There is no such article of ours.");
        }

        IncomingArticle article;
        try
        {
            article = Read(command, known);
        }
        catch (ArticleException e)
        {
            // Something about the words themselves, such as lists nested a thousand deep.
            return Result<Guid>.Wrong(nameof(ArticleInput.Body), e.Message);
        }

        var source = await SourceSql.FindOrAddAsync(db, clock, SourceKind, "Written here", "desk", null, ct);
        return await db.DecideAsync<Guid>(async tx =>
        {
            if (command.Id is not null && (await tx.OneAsync<Own>(ReadOwn, new { command.Id }, ct))?.Version != command.Version)
            {
                return new Result<Guid>.Conflict(
                    "Somebody saved another version meanwhile. Your words are below; open the article in another tab and compare.");
            }

            return (await keep.RunAsync(tx, source.Id, article, command.By, ct, isByHand: true)).Id;
        }, ct);
    }

    /// <summary>An article of ours as the form has it; null where it is another source's.</summary>
    public async Task<(ArticleInput Article, int Version)?> ReadAsync(Guid id, CancellationToken ct) =>
        await db.OneAsync<Own>(ReadOwn, new { Id = id }, ct) is { } own
            ? (new ArticleInput { Title = own.Title, Summary = own.Summary, Body = own.Body, Url = own.Url, Language = own.Language,
                Tags = string.Join(", ", await db.QueryAsync<string>(ReadTags, new { Id = id }, ct)) }, own.Version)
            : null;

    private IncomingArticle Read(Command command, Own? known)
    {
        var a = command.Article;
        return ArticleDraft.FromMarkdown(a.Body!.ReplaceLineEndings("\n")).Finish(new ArticleFacts
        {
            ExternalId = known?.ExternalId ?? command.From ?? Ids.New(clock).ToString("N"),
            Title = a.Title,
            FallbackTitle = a.Title!,
            Summary = a.Summary,
            Url = string.IsNullOrWhiteSpace(a.Url) ? null : a.Url.Trim(),
            Language = string.IsNullOrWhiteSpace(a.Language) ? "en" : a.Language.Trim(),
            Tags = [.. (a.Tags ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            State = known is null ? ArticleState.Draft : null, // from then on people decide
            Audience = known is null ? ArticleAudience.Internal : null,
        });
    }
}
