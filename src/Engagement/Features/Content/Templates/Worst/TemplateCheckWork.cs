using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Events;
using Engagement.Outbox;
using Engagement.Web.Text;

namespace Engagement.Features.Content.Templates.Worst;

/// <summary>
/// Tries a template on the knowledge base, some articles at a time. Each step is written down before the next begins, so a node that dies
/// costs one step: the next goes on from there.
/// </summary>
internal sealed class TemplateCheckWork(
    Db db, OutboxTable outbox, CheckTemplate find, RenderTemplate render, DomainEvents events, TimeProvider clock) : IOutboxWork
{
    public const string Work = "worst-articles";

    // A quarter of a second of work for a usual template: progress is seen to move, and little is lost with a node.
    private const int Step = 200;

    /// <summary>More cases would not be read; mending the first ones mends the rest.</summary>
    public const int Most = 50;

    // A template that spends its whole time limit on every article would hold a processor for hours. Of one step, and of all.
    private static readonly TimeSpan MaxStep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(5);

    public async Task RunAsync(Guid refId, CancellationToken ct)
    {
        var brand = await render.BrandAsync(ct);
        var links = await LinkSettings.ReadAsync(db, ct);
        while (await db.OneAsync<TemplateCheckRun>(TemplateCheckSql.Read, new { Id = refId }, ct) is { IsRunning: true } run)
        {
            ct.ThrowIfCancellationRequested();
            var template = (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = run.TemplateId }, ct))!;
            var (articles, done) = await ArticlesAsync(run.AfterArticleId, links, ct);
            using var enough = new CancellationTokenSource(MaxStep);
            var found = find.Try(template.Kind, run.Texts, articles, brand, Math.Max(1, Environment.ProcessorCount - 1), enough.Token);
            var tooSlow = found.Tried < articles.Count || clock.GetUtcNow() - run.StartedAt > MaxTime;
            var after = run with
            {
                State = done && found.Tried == articles.Count ? "Done" : tooSlow ? "TooSlow" : "Running",
                Tried = run.Tried + found.Tried,
                Failing = run.Failing + found.Failing,
                CasesJson = Json.Write(CheckTemplate.Worst(run.Cases.Concat(found.Cases), Most)),
                AfterArticleId = articles.Count > 0 ? articles[^1].Id : run.AfterArticleId,
                EndedAt = done || tooSlow ? clock.Now() : null,
            };
            var moved = await db.InTransactionAsync(tx => MoveAsync(tx, run, after, template.Name, ct), ct);
            if (moved == 0)
            {
                return; // another node is at it, or somebody stopped it: the next look at the row drops it
            }
        }

        await outbox.DropAsync(db, Work, refId, ct);
    }

    // Whoever began it is told in the transaction that ends it, so they are told once, however many nodes were at it. Who stopped it knows.
    private async Task<int> MoveAsync(Tx tx, TemplateCheckRun run, TemplateCheckRun after, string name, CancellationToken ct)
    {
        var moved = await tx.ExecuteAsync(
            TemplateCheckSql.GetOn, new { run.Id, From = run.AfterArticleId, after.State, after.Tried,
                after.Failing, after.CasesJson, after.AfterArticleId, after.EndedAt }, ct);
        if (moved > 0 && !after.IsRunning && run.StartedById is { } reader)
        {
            await events.RaiseAsync(tx, new NoticeDue(Told(after, name) with { ToUserId = reader }), ct);
        }

        return moved;
    }

    private static Notice Told(TemplateCheckRun run, string name) => new(
        NoticeKinds.JobDone,
        run.State == "TooSlow" ? Sentence.Of($"The search for the worst articles of “{name}” was given up")
        : run.Failing == 0 ? Sentence.Of($"“{name}” fits all {run.Tried} articles")
        : Sentence.Of($"“{name}” does not fit {run.Failing} of {run.Tried} articles"),
        $"{(run.Version is { } version ? $"Version {version}" : "The draft")} was tried on {run.Tried} of "
            + $"{Math.Max(run.Articles, run.Tried)} articles, "
            + $"on every network.{(run.State == "TooSlow" ? " The template takes too long. Make it simpler, then look again." : "")}",
        $"/templates/{run.TemplateId}/worst");

    // As many as a step takes, or as their texts let it.
    private async Task<(IReadOnlyList<ArticleFields> Articles, bool AreLast)> ArticlesAsync(
        Guid after, LinkSettings links, CancellationToken ct)
    {
        var sizes = await db.QueryAsync<long>(TemplateCheckSql.NextSizes, new { AfterId = after, Take = Step }, ct);
        var take = TextSlices.Of(sizes, bytes => bytes).FirstOrDefault()?.Count ?? 0;
        var articles = take == 0 ? [] : await db.QueryAsync<ArticleFields>(TemplateCheckSql.NextArticles,
            new { AfterId = after, Take = take }, ct);
        var tags = (await db.QueryAsync<TagRow>(TemplateCheckSql.Tags, new { Articles = Json.Ids(articles.Select(a => a.Id)) }, ct))
            .ToLookup(t => t.ArticleId, t => t.Tag);
        return ([.. articles.Select(a => a with { Tags = [.. tags[a.Id]], Url = links.SampleFor(a.Url) })],
            sizes.Count < Step && take == sizes.Count);
    }

    private sealed record TagRow
    {
        public Guid ArticleId { get; init; }

        public string Tag { get; init; } = "";
    }
}
