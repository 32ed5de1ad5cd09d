using Engagement.Channels;
using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Content.Templates;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Conversations.Tickets.Answers;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Outbox;
using Engagement.Web.Text;

namespace Engagement.Features.Conversations.Rules;

/// <summary>
/// Sends the answer that a rule decided on: rendered now, put into the ledger like any other. It stops no clock and changes no status,
/// because nobody has answered yet. What cannot be said is a line in the ticket's log; what everybody could read and is a person's own is
/// not sent, and kept as a note.
/// </summary>
internal sealed class AnswerByRule(
    Db db, Ledger ledger, TicketLog log, ReadRuleFacts read, RenderTemplate render,
    WriteWords write, ChannelCatalog channels, OutboxTable outbox, TimeProvider clock)
    : IOutboxWork
{
    public const string Work = "rule-answer";

    private static readonly Sql ReadAnswer = Sql.Portable(
        """
        select a.TicketId, a.TemplateId, a.Kind, r.Name as RuleName, h.Handle from RuleAnswers a
        join Rules r on r.Id = a.RuleId join Tickets t on t.Id = a.TicketId
        left join Handles h on h.Id = (select min(x.Id) from Handles x where x.ClientId = t.ClientId and x.Network = t.Network)
        where a.Id = @Id and a.SentAt is null and a.Problem is null
        """);

    private static readonly Sql Settle = Sql.Portable(
        "update RuleAnswers set SentAt = @SentAt, Problem = @Problem where Id = @Id and SentAt is null and Problem is null");

    private sealed record Answer
    {
        public Guid TicketId { get; init; }

        public Guid TemplateId { get; init; }

        public string Kind { get; init; } = "";

        public string RuleName { get; init; } = "";

        public string? Handle { get; init; }
    }

    public async Task RunAsync(Guid refId, CancellationToken ct)
    {
        var answer = await db.OneAsync<Answer>(ReadAnswer, new { Id = refId }, ct);
        if (answer is null || await read.RunAsync(db, answer.TicketId, ct) is not { } facts)
        {
            await outbox.DropAsync(db, Work, refId, ct);
            return;
        }

        var (text, problem) = await WordsAsync(answer, facts, ct);
        var isPrivate = problem is null ? await OnlyForThemAsync(facts.Ticket, text!, ct) : null;
        problem ??= isPrivate;
        await db.InTransactionAsync(async tx =>
        {
            var now = clock.Now();
            if (await tx.ExecuteAsync(Settle,
                new { Id = refId, SentAt = problem is null ? now : (DateTimeOffset?)null, Problem = Fit.Shorten(problem, 1000) }, ct) == 1)
            {
                var actor = new Actor($"{Rule.ActorStart}{answer.RuleName}”", null, now);
                await (problem is null ? SendAsync(tx, facts.Ticket, text!, actor, ct)
                    : log.AddEventAsync(tx, answer.TicketId, new TicketEvent("rule", null, $"Could not answer: {problem}"), actor, ct));
                if (isPrivate is not null)
                {
                    var kept = $"Not sent, because everybody could read it. Answer in your own words, or send it without what is theirs:\n"
                        + $"\n{text}";
                    await log.AddMessageAsync(
                        tx, new NewMessage(Ids.New(now), answer.TicketId, MessageKind.Note, actor.Name, kept, now), now, ct);
                }
            }

            await outbox.DropAsync(tx, Work, refId, ct);
        }, ct);
    }

    // As with an agent's reply, but there is nobody to say that it may be public. What it is goes into the log, which must hold nothing of
    // a client: not even the masked beginning of it.
    private async Task<string?> OnlyForThemAsync(TicketRow ticket, string text, CancellationToken ct)
    {
        if (DirectId.Parse(ticket.ThreadId) is not null || PersonalData.In(text, await Brand.ReadAsync(db, ct)) is not { Count: > 0 } found)
        {
            return null;
        }

        return $"everybody could read it, and it seems to hold {string.Join(" and ", found.Select(f => f.What).Distinct().Take(3))}. "
            + $"Its words are kept as a note.";
    }

    private async Task<(string? Text, string? Problem)> WordsAsync(Answer answer, RuleFacts facts, CancellationToken ct)
    {
        var ticket = facts.Ticket;
        var account = (await db.OneAsync<AccountRow>(AccountSql.Read, new { Id = ticket.AccountId }, ct))!;
        if (account.State == AccountState.Removed)
        {
            return (null, Sentence.Of($"{account.Name} was removed."));
        }

        if (!channels.TryGet<IReply>(ticket.Network, out var channel))
        {
            return (null, channels.Find(ticket.Network) is null
                ? GoneChannel.Words(ticket.Network)
                : "This network takes no replies from us.");
        }

        if (await db.OneAsync<TemplateRow>(TemplateSql.Read, new { Id = answer.TemplateId }, ct) is not { } template)
        {
            return (null, "The template is gone.");
        }

        var article = ticket.ArticleId is { } articleId ? await render.ArticleAsync(articleId, ct) : null;
        var subject = await render.SubjectAsync(article ?? new ArticleFields(), channel, account, ct);
        var words = write.Run(template.Texts, subject with
        {
            Kind = template.Kind,
            HasArticle = article is not null,
            Language = facts.Language ?? account.Language ?? subject.Language,
            Client = new ClientFields(facts.ClientName, answer.Handle ?? ""),
            Ticket = new TicketFields(ticket.Number, ticket.Subject, ticket.CreatedAt, facts.Words),
        });
        return words.Problem is { } problem ? (null, problem) : (words.Text!.Trim(), null);
    }

    private async Task SendAsync(Tx tx, TicketRow ticket, string text, Actor actor, CancellationToken ct)
    {
        var messageId = Ids.New(actor.Now);
        var parent = await tx.ScalarAsync<string>(TicketSql.LastInbound, new { ticket.Id, Take = 1 }, ct);
        var deliveryId = await ledger.CreateAsync(tx, new NewDelivery(
            "reply", ticket.AccountId, ticket.Network, text, actor.Now, DeliveryState.Scheduled, actor.Name)
        {
            TicketId = ticket.Id,
            MessageId = messageId,
            ArticleId = ticket.ArticleId,
            InReplyToRemoteId = parent ?? ticket.ThreadId,
            Reason = Sentence.Of($"{actor.Name} answered ticket #{ticket.Number}."),
        }, ct);
        await log.AddMessageAsync(tx, new NewMessage(messageId, ticket.Id, MessageKind.Outbound, actor.Name, text, actor.Now)
        {
            AccountId = ticket.AccountId,
            InReplyToRemoteId = parent,
            DeliveryId = deliveryId,
            EventKind = TicketLog.Acknowledged,
        }, actor.Now, ct);
    }
}
