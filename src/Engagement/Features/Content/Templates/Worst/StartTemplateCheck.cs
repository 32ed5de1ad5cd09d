using Engagement.Data;
using Engagement.Outbox;

namespace Engagement.Features.Content.Templates.Worst;

/// <summary>Begins to try a template on the whole knowledge base; while one is at it, that one is the answer. Or stops it.</summary>
internal sealed class StartTemplateCheck(Db db, OutboxTable outbox, TimeProvider clock)
{
    /// <param name="Draft">The words of the draft, not the published ones.</param>
    /// <param name="ById">Who is told when it ends; null: nobody.</param>
    internal sealed record Command(Guid TemplateId, bool Draft, string By, Guid? ById = null);

    public Task<Result<Guid>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<Guid>(async tx =>
    {
        if (await tx.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = command.TemplateId }, ct) is not { } template
            || !TemplateKinds.Of(template.Kind).IsAboutArticles)
        {
            return new Result<Guid>.Missing("There is no such template about articles.");
        }

        var draft = command.Draft ? await tx.OneAsync<TemplateDraft>(DraftSql.Read, new { command.TemplateId }, ct) : null;
        if (draft is null && template.Version == 0)
        {
            return Result<Guid>.Wrong(nameof(command.Draft), "There are no published words to try. Try the draft.");
        }

        if (await tx.OneAsync<TemplateCheckRun>(TemplateCheckSql.Latest, new { command.TemplateId, Take = 1 },
            ct) is { IsRunning: true } running)
        {
            return running.Id;
        }

        var texts = draft?.Texts ?? template.Texts;
        var now = clock.Now();
        var run = new TemplateCheckRun
        {
            Id = Ids.New(now),
            TemplateId = template.Id,
            Version = draft is null ? template.Version : null,
            Language = texts.Language,
            Body = texts.Body,
            TextsJson = texts.OthersJson,
            State = "Running",
            Articles = await tx.ScalarAsync<int>(TemplateCheckSql.CountArticles, ct: ct),
            StartedAt = now,
            StartedBy = command.By,
            StartedById = command.ById,
        };
        await tx.ExecuteAsync(TemplateCheckSql.RemoveOlder, new { command.TemplateId }, ct);
        await tx.ExecuteAsync(TemplateCheckSql.Insert, run, ct);
        await outbox.PutAsync(tx, TemplateCheckWork.Work, run.Id, now, ct);
        return run.Id;
    }, ct);

    public Task StopAsync(Guid templateId, CancellationToken ct) =>
        db.ExecuteAsync(TemplateCheckSql.Stop, new { TemplateId = templateId, Now = clock.Now() }, ct);
}
