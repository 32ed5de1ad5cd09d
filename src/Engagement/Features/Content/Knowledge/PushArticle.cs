using Engagement.Data;
using Engagement.Features.Content.Knowledge.Reading;
using Engagement.Features.Content.Knowledge.Sources;
using Engagement.Web.Api;
using FluentValidation;

namespace Engagement.Features.Content.Knowledge;

/// <summary>
/// An article pushed by another program: made, or brought up to date, by its <c>externalId</c>. Pushing the same again changes nothing.
/// </summary>
internal sealed class PushArticle(Db db, SaveArticle keep, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    // While it is read a text takes some fifty times its length. Four of 5 MB side by side took two gigabytes and were no quicker for it.
    private const int Large = 500_000;
    private static readonly SemaphoreSlim LargeOnes = new(1, 1);

    /// <param name="ExternalId">The caller's own id for it: 1 to 400 characters.</param>
    /// <param name="Title">Left out: the first heading of the body.</param>
    /// <param name="Body">Markdown or HTML, at most 5 MB. Front matter at its head (YAML, TOML, JSON) is read as in imported files and is
    /// no part of the words; the fields here go before it.</param>
    /// <param name="Format"><c>markdown</c> (when left out) or <c>html</c>.</param>
    /// <param name="Summary">Left out: the first paragraph.</param>
    /// <param name="Url">Where readers find it. Without one it cannot be linked to.</param>
    /// <param name="Slug">Left out: made from the title.</param>
    /// <param name="Tags">At most 100.</param>
    /// <param name="ImageUrl">Left out: the first picture of the body.</param>
    /// <param name="ImageAlt">What the picture shows.</param>
    /// <param name="Language">A tag such as <c>en</c> (when left out) or <c>de</c>.</param>
    /// <param name="State"><c>Draft</c>, <c>Validated</c> or <c>Archived</c>, whatever state and dates the front matter has. Left out, one
    /// whose front matter says, or may say, that it is not published is a draft, and another new one begins as pushes are set in the
    /// portal: <c>Validated</c>, until somebody sets <c>Draft</c>.</param>
    /// <param name="Audience"><c>external</c> (a new article's, when left out) or <c>internal</c>.</param>
    /// <param name="PublishedAt">As the caller dates it.</param>
    [SchemaName("ArticlePush")]
    public sealed record Command(
        string ExternalId,
        string? Title = null,
        string? Body = null,
        BodyFormat? Format = null,
        string? Summary = null,
        string? Url = null,
        string? Slug = null,
        IReadOnlyList<string>? Tags = null,
        string? ImageUrl = null,
        string? ImageAlt = null,
        string? Language = null,
        ArticleState? State = null,
        ArticleAudience? Audience = null,
        DateTimeOffset? PublishedAt = null);

    private sealed class Validator : AbstractValidator<Command>
    {
        private const int MostBody = 5 * 1024 * 1024;

        public Validator()
        {
            RuleFor(c => c.ExternalId).NotEmpty()
                .WithMessage("Give your own id for the article; pushing again with it brings the article up to date.").MaximumLength(400);
            RuleFor(c => c.Title).MaximumLength(400);
            RuleFor(c => c.Title).NotEmpty().WithMessage("Give a title or a body.").When(c => string.IsNullOrWhiteSpace(c.Body));
            RuleFor(c => c.Body).MaximumLength(MostBody).WithMessage("At most 5 MB.");
            RuleFor(c => c.Summary).MaximumLength(2000);
            RuleFor(c => c.Url).Must(WebAddress.Is!).WithMessage(WebAddress.Wanted).When(c => c.Url is not null);
            RuleFor(c => c.ImageUrl).Must(WebAddress.Is!).WithMessage(WebAddress.Wanted).When(c => c.ImageUrl is not null);
            RuleFor(c => c.ImageAlt).MaximumLength(1000);
            RuleFor(c => c.Language).MaximumLength(20);
            RuleFor(c => c.Tags).Must(t => t is null or { Count: <= ArticleDraft.MostTags })
                .WithMessage($"At most {ArticleDraft.MostTags} tags.");
            RuleFor(c => c.PublishedAt).Must(p => SensibleDates.Has(p is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null))
                .WithMessage(SensibleDates.Wanted);
            RuleForEach(c => c.Tags).NotEmpty().MaximumLength(100).When(c => c.Tags is { Count: <= ArticleDraft.MostTags });
        }
    }

    /// <param name="command">What came.</param>
    /// <param name="by">The key or person that pushes, for the version's history.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<KeptArticle>> RunAsync(Command command, string by, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<KeptArticle>.From(findings);
        }

        IncomingArticle article;
        try
        {
            article = await ReadAsync(command, ct);
        }
        catch (ArticleException e)
        {
            // Something about the words themselves, such as tags nested a thousand deep, or front matter that is broken.
            return Result<KeptArticle>.Wrong(nameof(Command.Body), e.Line is null ? e.Message : $"Line {e.Line}: {e.Message}");
        }

        var source = await SourceSql.FindOrAddAsync(db, clock, Source.Api, "API", "api", null, ct);
        var kept = await db.InTransactionAsync(tx => keep.RunAsync(tx, source.Id, article, by, ct), ct);
        await db.ExecuteAsync(SourceSql.WasRead, new { source.Id, Now = clock.Now() }, ct);
        return kept;
    }

    private static async Task<IncomingArticle> ReadAsync(Command command, CancellationToken ct)
    {
        if (command.Body is not { Length: > Large })
        {
            return Read(command);
        }

        await LargeOnes.WaitAsync(ct);
        try
        {
            return Read(command);
        }
        finally
        {
            LargeOnes.Release();
        }
    }

    // What the request says goes before the body's front matter; where neither says that it is published, and the latter says it is not, it
    // is a draft.
    private static IncomingArticle Read(Command command)
    {
        var name = command.ExternalId.Trim();
        var head = FrontMatter.Read((command.Body ?? "").ReplaceLineEndings("\n"));
        var said = HeadFacts.Of(head, name, out _, command.State, command.Audience);
        var url = command.Url ?? (head.Text("permalink", "url") is { } own && WebAddress.Is(own) && !PermalinkTokens.Has(own) ? own : null);
        var draft = command.Format == BodyFormat.Html
            ? ArticleDraft.FromHtml(head.Body, url)
            : ArticleDraft.FromMarkdown(head.Body);
        return draft.Finish(said with
        {
            Title = command.Title ?? said.Title,
            Summary = command.Summary ?? said.Summary,
            Slug = command.Slug ?? said.Slug,
            Url = url,
            ImageUrl = command.ImageUrl ?? said.ImageUrl,
            ImageAlt = command.ImageUrl is null ? command.ImageAlt ?? said.ImageAlt : command.ImageAlt,
            Language = command.Language ?? said.Language,
            Tags = command.Tags ?? said.Tags,
            PublishedAt = command.PublishedAt ?? said.PublishedAt,
        });
    }
}
