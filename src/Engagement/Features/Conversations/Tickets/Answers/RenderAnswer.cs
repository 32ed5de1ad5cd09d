using Engagement.Common.Links;
using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Publishing.Links;

namespace Engagement.Features.Conversations.Tickets.Answers;

/// <summary>
/// A macro's words for a ticket, or an article's link alone: shown first, and then put into the reply box, where they can still be changed.
/// Nothing is sent.
/// </summary>
internal sealed class RenderAnswer(Db db, AnswerSubject subjects, WriteWords write, ReplyLinks links, TimeProvider clock)
{
    /// <param name="TemplateId">Null: the article's link alone.</param>
    /// <param name="ArticleId">Null: the article the ticket came from, if any.</param>
    internal sealed record Command(Guid TicketId, Guid? TemplateId, Guid? ArticleId, string Agent, Guid? AgentId, TimeZoneInfo Zone);

    /// <param name="IsTracked">Visits by its link will be counted once it is sent.</param>
    internal sealed record Filled(string Name, WrittenWords Words, bool HasLink, bool IsTracked);

    /// <summary>As it would be, with a link that looks like the one it will have.</summary>
    public async Task<Result<Filled>> ShowAsync(Command command, CancellationToken ct)
    {
        var settings = await LinkSettings.ReadAsync(db, ct);
        return await WriteAsync(command, article => settings.SampleFor(article.Url), settings.Address is not null, ct);
    }

    /// <summary>Adds the words to the agent's half-written reply.</summary>
    /// <returns>The whole reply as it is now.</returns>
    public async Task<Result<string>> InsertAsync(Command command, CancellationToken ct)
    {
        if (command.AgentId is not { } agent)
        {
            return new Result<string>.Missing("Only a person has a reply box.");
        }

        var settings = await LinkSettings.ReadAsync(db, ct);
        var draft = await db.ScalarAsync<string>(TicketSql.ReadDraft, new { command.TicketId, UserId = agent, Kind = "reply" }, ct) ?? "";
        var isSecond = (await ReplyLinks.InAsync(db, command.TicketId, draft, ct)).Count > 0; // one delivery has one link
        var made = new List<(DeliveryLink Link, ArticleFields Article)>();
        var answer = await WriteAsync(command, article =>
        {
            if (article.Url is not { Length: > 0 } url || isSecond)
            {
                return article.Url;
            }

            made.Add((MakeLink.Choose(settings, url, article.Title), article));
            return made[^1].Link.Url;
        }, settings.Address is not null, ct);
        if (answer is not Result<Filled>.Done { Value: { Words.Text: { } text } })
        {
            return answer switch
            {
                Result<Filled>.Missing missing => new Result<string>.Missing(missing.What),
                Result<Filled>.Invalid invalid => new Result<string>.Invalid(invalid.Errors),
                Result<Filled>.Done { Value.Words.Error: { } error } => Result<string>.Wrong(nameof(command.TemplateId), error.ToString()),
                _ => new Result<string>.Conflict("There are no words to insert."),
            };
        }

        var whole = draft.Trim().Length == 0 ? text : $"{draft.TrimEnd()}\n\n{text}";
        await db.InTransactionAsync(async tx =>
        {
            foreach (var (link, article) in made.Where(m => m.Link.Code is not null && text.Contains(m.Link.Url, StringComparison.Ordinal)))
            {
                await links.KeepAsync(tx, command.TicketId, link, article, ct);
            }

            var row = new { command.TicketId, UserId = agent, Kind = "reply", Body = whole, Now = clock.Now() };
            if (await tx.ExecuteAsync(TicketSql.UpdateDraft, row, ct) == 0)
            {
                await tx.ExecuteAsync(TicketSql.InsertDraft, row, ct);
            }
        }, ct);
        return whole;
    }

    private async Task<Result<Filled>> WriteAsync(Command command, Func<ArticleFields, string?> linkOf, bool counts, CancellationToken ct)
    {
        if (await db.OneAsync<TicketView>(TicketSql.ReadView, new { Id = command.TicketId }, ct) is not { } ticket)
        {
            return new Result<Filled>.Missing("There is no such ticket.");
        }

        var template = command.TemplateId is { } id ? await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = id }, ct) : null;
        if (command.TemplateId is not null && template is not { Kind: TemplateKinds.Reply, State: "Active" })
        {
            return new Result<Filled>.Missing("There is no such macro.");
        }

        var subject = await subjects.OfAsync(ticket, command.ArticleId, command.Agent, command.Zone, linkOf, ct);
        if (template is null && subject.Link is not { Length: > 0 })
        {
            return Result<Filled>.Wrong(nameof(command.ArticleId), "The article has no public address to lead the client to.");
        }

        var words = template is null ? write.Run("{{ link }}", subject) : write.Run(template.Texts, subject);
        var hasLink = subject.Link is { Length: > 0 } link && words.Text?.Contains(link, StringComparison.Ordinal) == true;
        return new Filled(template?.Name ?? subject.Article.Title, words, hasLink, hasLink && counts);
    }
}
