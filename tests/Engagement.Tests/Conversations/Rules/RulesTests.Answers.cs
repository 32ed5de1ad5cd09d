using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Conversations.Rules;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Publishing.Metrics;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Rules;

/// <summary>Answers that a rule writes to a client.</summary>
public sealed partial class RulesTests
{
    private static readonly Sql Replies = Sql.Portable("select Body from Deliveries where Kind = 'reply' order by CreatedAt, Id");

    private static readonly Sql DueAnswers = Sql.Portable("select RefId from Outbox where Kind = 'rule-answer' order by CreatedAt, RefId");

    [Theory, OnEachDatabase]
    internal async Task A_client_is_acknowledged_once_a_day_and_that_answers_no_promise(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var template = await TemplateAsync(desk, TemplateKinds.Acknowledgement, "Thanks", "Thank you, we have it as #{{ ticket.number }}.");
        await SaveAsync(desk, "Thank", RuleMoment.Message, [], new RuleAction(RuleActions.Acknowledge, template));

        await desk.HearAsync(desk.Said("m1"));
        await AnswerAsync(desk);
        desk.Clock.Advance(TimeSpan.FromHours(3));
        await desk.HearAsync(desk.Said("m2", "Another thing."));
        await AnswerAsync(desk);

        var first = (await desk.TicketsAsync())[0];
        Assert.Equal([$"Thank you, we have it as #{first.Number}."], await desk.Db.QueryAsync<string>(Replies, ct: Stop));
        Assert.Equal(TicketStatus.New, first.Status);
        Assert.Null((await desk.Get<ReadClocks>().RunAsync(desk.Db, first, [], Stop)).Single(c => c.Kind == ClockKind.FirstReply).EndedAt);

        desk.Clock.Advance(TimeSpan.FromHours(22));
        await desk.HearAsync(desk.Said("m3", "And another."));
        await AnswerAsync(desk);
        Assert.Equal(2, (await desk.Db.QueryAsync<string>(Replies, ct: Stop)).Count);
    }

    [Theory, OnEachDatabase]
    internal async Task An_answer_decided_on_is_sent_once_however_often_its_work_runs(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var template = await TemplateAsync(desk, TemplateKinds.Acknowledgement, "Thanks", "Thank you.");
        await SaveAsync(desk, "Thank", RuleMoment.Message, [], new RuleAction(RuleActions.Acknowledge, template));
        await desk.HearAsync(desk.Said("m1"));
        var due = Assert.Single(await desk.Db.QueryAsync<Guid>(DueAnswers, ct: Stop));

        await desk.Get<AnswerByRule>().RunAsync(due, Stop);
        await desk.Get<AnswerByRule>().RunAsync(due, Stop);

        Assert.Single(await desk.Db.QueryAsync<string>(Replies, ct: Stop));
        Assert.Empty(await desk.Db.QueryAsync<Guid>(DueAnswers, ct: Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task An_answer_that_everybody_could_read_and_that_holds_what_is_a_persons_own_is_kept_as_a_note_and_not_sent(
        Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var thanks = await TemplateAsync(desk, TemplateKinds.Acknowledgement, "Thanks", "Thank you. You wrote: {{ ticket.subject }}");
        var macro = await TemplateAsync(desk, TemplateKinds.Reply, "Steps", "We call you: {{ ticket.subject }}");
        await SaveAsync(desk, "Thank", RuleMoment.Message, [], new RuleAction(RuleActions.Acknowledge, thanks));
        await SaveAsync(desk, "Call", RuleMoment.Message, [new("words", "contain", "call")], new RuleAction(RuleActions.Macro, macro));

        await desk.HearAsync(desk.Said("m1", "Please call me: +44 20 7946 0018"), desk.Said("m2", "Nothing of mine.", by: "bob"));
        await AnswerAsync(desk);

        Assert.Equal(["Thank you. You wrote: Nothing of mine."], await desk.Db.QueryAsync<string>(Replies, ct: Stop));
        var ticket = (await desk.TicketsAsync())[0];
        var notes = (await desk.MessagesAsync(ticket.Id)).Where(m => m.Kind == MessageKind.Note).ToList();
        Assert.Equal(2, notes.Count);
        Assert.All(notes, n => Assert.Contains("+44 20 7946 0018", n.Body, StringComparison.Ordinal));
        var lines = (await desk.EventsAsync(ticket.Id))
            .Where(e => e.Kind == "rule" && e.After!.StartsWith("Could not answer", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.All(lines, l => Assert.Equal("Could not answer: everybody could read it, and it seems to hold a telephone number. "
            + "Its words are kept as a note.", l.After));
    }

    private static async Task<string> TemplateAsync(DeskRoom desk, string kind, string name, string body)
    {
        Assert.IsType<Result<Guid>.Done>(await desk.Get<SaveTemplate>().RunAsync(
            new(null, 0, name, kind, "short", "", TemplateTexts.Of("en", body, others: null), "For the test.", null, "Mia"), Stop));
        return name;
    }

    private static async Task AnswerAsync(DeskRoom desk)
    {
        foreach (var id in await desk.Db.QueryAsync<Guid>(DueAnswers, ct: Stop))
        {
            await desk.Get<AnswerByRule>().RunAsync(id, Stop);
        }
    }
}
