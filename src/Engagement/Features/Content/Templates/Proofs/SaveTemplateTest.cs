using Engagement.Channels;
using Engagement.Common.Links;
using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Content.Templates.Proofs;

/// <summary>
/// Makes a proof of what the published words make of an article now; or takes what a proof makes now as what is expected.
/// </summary>
internal sealed class SaveTemplateTest(Db db, ChannelCatalog channels, RenderTemplate render, RunTemplateTests run, TimeProvider clock)
{
    // Each is rendered whenever somebody looks at the editor's proofs or publishes.
    private const int Most = 60;

    private static readonly Sql Count = Sql.Portable("select count(*) from TemplateProofs where TemplateId = @TemplateId");

    private readonly Validator _rules = new(channels);

    /// <param name="ArticleId">Null: the sample article.</param>
    /// <param name="Networks">For each of them one.</param>
    internal sealed record Command(Guid TemplateId, Guid? ArticleId, IReadOnlyList<string> Networks, string? Name, string By);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator(ChannelCatalog channels)
        {
            RuleFor(c => c.Networks).NotEmpty().WithMessage("Choose at least one network.");
            RuleForEach(c => c.Networks).Must(network => network == TemplateSamples.Mail || channels.Find(network) is not null)
                .WithMessage("There is no such network here.");
            RuleFor(c => c.Name).MaximumLength(200);
        }
    }

    /// <returns>How many were made.</returns>
    public async Task<Result<int>> RunAsync(Command command, CancellationToken ct)
    {
        if (_rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<int>.From(findings);
        }

        if (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = command.TemplateId }, ct) is not { Version: > 0 } template)
        {
            return new Result<int>.Missing("There is no such template, or it is not published yet.");
        }

        var article = command.ArticleId is { } id ? await render.ArticleAsync(id, ct) : ShippedTemplates.Sample;
        if (article is null)
        {
            return Result<int>.Wrong(nameof(command.ArticleId), "There is no such article.");
        }

        article = article with { Url = (await LinkSettings.ReadAsync(db, ct)).SampleFor(article.Url) };
        var organisation = (await render.BrandAsync(ct)).Name;
        var now = clock.Now();
        var proofs = command.Networks.Distinct().Select(network => new TemplateTest
        {
            Id = Ids.New(now),
            TemplateId = template.Id,
            Name = !string.IsNullOrWhiteSpace(command.Name) ? command.Name.Trim()
                : TemplateKinds.Of(template.Kind).IsAboutArticles ? article.Title
                : "The sample",
            Network = network,
            ArticleJson = Json.Write(article),
            Organisation = organisation,
            RenderedAt = now,
            CreatedAt = now,
            CreatedBy = command.By,
        }).Select(proof => (Proof: proof, Result: run.Try(proof, template.Kind, template.Texts))).ToList();
        if (proofs.FirstOrDefault(p => p.Result.Problem is not null) is { Result: { } broken })
        {
            return Result<int>.Wrong(nameof(command.ArticleId), $"What comes out cannot be expected: {broken.Problem}");
        }

        return await db.DecideAsync<int>(async tx =>
        {
            if (await tx.ScalarAsync<int>(Count, new { command.TemplateId }, ct) + proofs.Count > Most)
            {
                return new Result<int>.Conflict($"A template has at most {Most} proofs. Remove some that prove nothing new.");
            }

            foreach (var (proof, result) in proofs)
            {
                await tx.ExecuteAsync(TemplateTestSql.Insert, proof with { Expected = result.Actual! }, ct);
            }

            return proofs.Count;
        }, ct);
    }

    /// <summary>What the published words make now is right.</summary>
    public async Task<Result<int>> AcceptAsync(Guid templateId, Guid proofId, string by, CancellationToken ct)
    {
        var template = await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = templateId }, ct);
        var proof = await db.OneAsync<TemplateTest>(TemplateTestSql.Read, new { Id = proofId, TemplateId = templateId }, ct);
        if (template is null || proof is null)
        {
            return new Result<int>.Missing("There is no such proof.");
        }

        return run.Try(proof, template.Kind, template.Texts) is { Problem: null, Actual: { } words }
            ? await db.ExecuteAsync(
                TemplateTestSql.Accept, new { Id = proofId, TemplateId = templateId, Expected = words, Now = clock.Now(), By = by }, ct)
            : new Result<int>.Conflict("The words are broken for this article, so they cannot be what is expected.");
    }

    /// <summary>What the published words make now is right, for every proof that is red and not broken.</summary>
    /// <returns>How many were.</returns>
    public async Task<Result<int>> AcceptAllAsync(Guid templateId, string by, CancellationToken ct)
    {
        if (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = templateId }, ct) is not { } template)
        {
            return new Result<int>.Missing("There is no such template.");
        }

        var red = (await run.RunAsync(templateId, template.Kind, template.Texts, ct))
            .Where(r => r is { Holds: false, Problem: null }).ToList();
        return await db.InTransactionAsync(async tx =>
        {
            foreach (var result in red)
            {
                await tx.ExecuteAsync(TemplateTestSql.Accept,
                    new { result.Proof.Id, TemplateId = templateId, Expected = result.Actual, Now = clock.Now(), By = by }, ct);
            }

            return red.Count;
        }, ct);
    }

    public async Task<Result<int>> RemoveAsync(Guid templateId, Guid proofId, CancellationToken ct) =>
        await db.ExecuteAsync(TemplateTestSql.Remove, new { Id = proofId, TemplateId = templateId }, ct) is 1 and var removed
            ? removed
            : new Result<int>.Missing("There is no such proof.");
}
